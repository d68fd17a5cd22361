import { connect, createServer, type Server, type Socket } from 'node:net';

/** The wire in front of a node: it can fall silent without a word, as a network does, and it can be cut. */
export class StallProxy {
  readonly #sockets = new Set<Socket>();
  readonly #stranded = new Set<Socket>();
  readonly #server: Server;
  #frozen = false;
  #taken = 0;

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

  /** Connections that were ever taken, and those that stand. */
  get connections(): { readonly taken: number; readonly open: number } {
    return { taken: this.#taken, open: this.#sockets.size / 2 };
  }

  /** The connections of now fall silent for ever; new ones are served. So does a firewall that has forgotten somebody. */
  strand(): void {
    for (const socket of this.#sockets) {
      this.#stranded.add(socket);
      socket.pause();
    }
  }

  /** Nothing comes through, nothing is refused, nothing is lost. */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#sockets) socket.pause();
  }

  thaw(): void {
    this.#frozen = false;
    for (const socket of this.#sockets) if (!this.#stranded.has(socket)) socket.resume();
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
    this.#taken += 1;
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
        if (!this.#frozen && !this.#stranded.has(from)) from.resume();
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
