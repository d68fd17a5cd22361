import { readConfig } from '@lien-thong/config';
import {
  type ChainFault,
  type ChainLink,
  type EventStore,
  EventStoreDbEventStore,
  pagesUpToNow,
  SqliteLogReader,
  type StoredEvent,
  verifyChain,
} from '@lien-thong/event-store';
import type { Words } from '../cli-failure.js';
import type { Command } from '../command.js';
import { logFile, refuseWithoutLog, streamOf } from '../opening.js';
import { both } from '../wording.js';

export const auditVerify: Command = {
  name: 'audit verify',
  usage: 'audit verify [id|code]',
  about: {
    vi: 'Kiểm tra chuỗi băm của một hồ sơ, hoặc của toàn bộ nhật ký',
    en: 'Verifies the hash chain of one dossier, or of the whole log',
  },
  takes: [0, 1],
  run: async ({ positionals: [idOrCode] }, { env, out }) => {
    const config = readConfig(env);
    refuseWithoutLog(config);
    const { eventStoreUrl: url } = config;
    const log = url === undefined ? SqliteLogReader.open(logFile(config)) : await EventStoreDbEventStore.open(url);
    try {
      const audit = idOrCode === undefined ? await ofLog(log) : await ofStream(log, await streamOf(log, idOrCode));
      for (const { where, fault } of audit.faults) out(`✗ ${where}: ${both(fault)}`);
      const whole = audit.faults.length === 0;
      out(
        `${whole ? '✓ Nguyên vẹn / intact' : '✗ Đã bị thay đổi / altered'}: ${audit.events} sự kiện / events, ${audit.streams} luồng / streams`,
      );
      return whole ? 0 : 1;
    } finally {
      await log.close();
    }
  },
};

interface Fault {
  readonly where: string;
  readonly fault: Words;
}
interface Audit {
  readonly events: number;
  readonly streams: number;
  readonly faults: readonly Fault[];
}

const FAULTS: Readonly<Record<ChainFault, Words>> = {
  stream: { vi: 'thuộc luồng khác', en: 'it belongs to another stream' },
  revision: { vi: 'thiếu hoặc trùng một bản ghi', en: 'a revision is missing or twice' },
  'prev-hash': { vi: 'không nối với bản ghi trước', en: 'it is not linked to the one before' },
  hash: { vi: 'nội dung không khớp mã băm', en: 'its content does not match its hash' },
};
const MISSING: Words = { vi: 'thiếu bản ghi trong nhật ký', en: 'something is missing from the log before it' };
const UNREADABLE: Words = { vi: 'không đọc được', en: 'it cannot be read' };
const PAGE = 500;

const ofStream = async (store: EventStore, stream: string): Promise<Audit> => {
  const chains = new Chains();
  const events = await readable(() => store.readStream(stream), stream, chains);
  for (const event of events ?? []) chains.take(event);
  return chains;
};

/**
 * Besides the chains: the embedded store gives positions without gaps, so that even a stream that was taken out whole is missed. Those
 * of a server have gaps.
 */
const ofLog = async (store: EventStore): Promise<Audit> => {
  const chains = new Chains();
  const counted = store instanceof SqliteLogReader;
  let expected = 1;
  const pages = pagesUpToNow(store, { after: null, limit: PAGE });
  for (let read = '0'; ; ) {
    const page = await readable(() => pages.next(), `position > ${read}`, chains);
    if (page === null || page.done) return chains;
    for (const event of page.value.events) {
      if (counted && Number(event.position) !== expected) chains.fault(`position ${expected}`, MISSING);
      expected = Number(event.position) + 1;
      chains.take(event);
    }
    read = page.value.next;
  }
};

const readable = async <T>(read: () => Promise<T>, where: string, chains: Chains): Promise<T | null> => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    chains.fault(where, UNREADABLE);
    return null;
  }
};

/** One chain per stream, each followed to its first broken revision. */
class Chains implements Audit {
  events = 0;
  readonly faults: Fault[] = [];
  readonly #links = new Map<string, ChainLink | 'broken'>();

  get streams(): number {
    return this.#links.size;
  }

  fault(where: string, fault: Words): void {
    this.faults.push({ where, fault });
  }

  take(event: StoredEvent): void {
    this.events += 1;
    const link = this.#links.get(event.stream);
    if (link === 'broken') return;
    const verdict = verifyChain([event], link);
    this.#links.set(event.stream, verdict.ok ? verdict : 'broken');
    if (!verdict.ok) this.fault(`${event.stream} revision ${verdict.revision}`, FAULTS[verdict.fault]);
  }
}
