/**
 * Something names an entry of the catalogues that this process has not read yet: another process has published it a moment
 * ago. `Catalogue.catchUp` reads it; what is still not known after that is not in the log.
 */
export class NotYetKnown extends Error {
  constructor(what: string) {
    super(`${what} is not known`);
    this.name = 'NotYetKnown';
  }
}
