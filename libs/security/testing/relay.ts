import { connect, createServer, type Socket } from 'node:net';

/** A piece of network between a client and a server on this machine. */
export interface Relay {
  readonly port: number;
  /** From now on nothing comes through and nothing is told, as when a cable is pulled. New connections are taken, and stay silent. */
  stall(): void;
  /** What was held back comes through. */
  resume(): void;
  stop(): Promise<void>;
}

export const startRelay = async (to: number): Promise<Relay> => {
  const sockets = new Set<Socket>();
  let isStalled = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: to });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      keep(socket);
      socket.on('data', (chunk) => other.write(chunk));
      socket.on('close', () => other.destroy());
      if (isStalled) socket.pause();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as { port: number }).port,
    stall: () => {
      isStalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume: () => {
      isStalled = false;
      for (const socket of sockets) socket.resume();
    },
    stop: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
};
