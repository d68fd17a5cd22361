import { connect, createServer, type Server, type Socket } from 'node:net';

/** The wire in front of a node: it can fall silent without a word, as a network does, and it can be cut. */
export class StallProxy {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #frozen = false;

  private constructor(target: () => number) {
    this.#server = createServer({ noDelay: true }, (near) => this.#join(near, target()));
  }

  /** `target` is asked anew for each connection. */
  static async listen(port: number, target: () => number): Promise<StallProxy> {
    const proxy = new StallProxy(target);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(port, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Nothing comes through, nothing is refused, nothing is lost. */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#sockets) socket.pause();
  }

  thaw(): void {
    this.#frozen = false;
    for (const socket of this.#sockets) socket.resume();
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cut();
    await closed;
  }

  #join(near: Socket, port: number): void {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (chunk) => {
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', () => {
        if (!this.#frozen) from.resume();
      });
      from.on('error', () => {});
      from.on('end', () => to.end());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      if (this.#frozen) from.pause();
    }
  }
}
