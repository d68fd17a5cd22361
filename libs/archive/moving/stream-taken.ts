/** The target holds something else where the source's events belong: it is the log of another installation, or was written on. */
export class StreamTaken extends Error {
  constructor(
    readonly stream: string,
    readonly revision: number,
  ) {
    super(`the target holds another event, or one more, in stream ${stream} at revision ${revision}`);
    this.name = 'StreamTaken';
  }
}
