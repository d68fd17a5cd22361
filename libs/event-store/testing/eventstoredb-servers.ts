import { startEventStoreDouble } from './eventstoredb-double/double.js';

/** Something that speaks the protocol, for one test. */
export interface RunningServer {
  readonly url: string;
  /** Breaks everything off and comes back with what it has said yes to; absent where that is not ours to do. */
  restart?(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestedServer {
  readonly name: string;
  start(): Promise<RunningServer>;
}

const double: TestedServer = {
  name: 'the EventStoreDB double',
  start: async () => {
    const running = await startEventStoreDouble();
    return { url: running.url, restart: () => running.restart(), stop: () => running.stop() };
  },
};

const real = (url: string): TestedServer => ({
  name: 'the server of EVENTSTORE_URL',
  start: async () => ({ url, stop: async () => {} }),
});

const { EVENTSTORE_URL: url } = process.env;

/** The double always, and a real server whenever EVENTSTORE_URL names one. */
export const testedServers: readonly TestedServer[] = url === undefined || url === '' ? [double] : [double, real(url)];
