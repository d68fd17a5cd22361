import { examineServer, type ServerExamination, type ServerNode } from '@lien-thong/event-store';
import { type Finding, fail, isHere, ok, reasonOf, warn } from './check.js';

/** The event store of the scaled-out profile. Its address may hold a password: only host and port are printed. */
export const eventStore = async (url: string): Promise<Finding[]> => {
  try {
    return eventStoreFindings(await examineServer(url));
  } catch (error) {
    const reason = reasonOf(error);
    return [fail(`EVENTSTORE_URL không dùng được: ${reason}`, `EVENTSTORE_URL cannot be used: ${reason}`)];
  }
};

export const eventStoreFindings = (found: ServerExamination): Finding[] => [version(found), wire(found), nodes(found.nodes)];

/** Before it, a stream does not say the positions of its events. */
const OLDEST = [22, 6] as const;
const LAST_BSD = [24, 6] as const;

const version = ({ hosts, version: said }: ServerExamination): Finding => {
  const place = hosts.join(', ');
  const [major, minor] = (/^(\d+)\.(\d+)/.exec(said) ?? []).slice(1).map(Number);
  if (major === undefined || minor === undefined)
    return warn(`Event store ${place}: không rõ phiên bản`, `Event store ${place}: it does not tell its version`);
  const isAfter = ([year, month]: readonly [number, number]): boolean => major > year || (major === year && minor > month);
  const text = `Event store ${place}: ${said}`;
  if (!isAfter([OLDEST[0], OLDEST[1] - 1])) return fail(`${text}, cần 22.6 trở lên`, `${text}, 22.6 or newer is needed`);
  return isAfter(LAST_BSD)
    ? ok(
        `${text}, giấy phép “source-available” của Kurrent: hãy đọc điều kiện`,
        `${text}, source-available by Kurrent: read its terms`,
      )
    : ok(`${text}, giấy phép BSD`, `${text}, BSD licence`);
};

const wire = ({ tls, hosts }: ServerExamination): Finding => {
  switch (tls) {
    case 'checked':
      return ok('Event store: TLS, có kiểm tra chứng thư', 'Event store: TLS, its certificate is checked');
    case 'unchecked':
      return warn(
        'Event store: TLS nhưng không kiểm tra chứng thư (tlsVerifyCert=false)',
        'Event store: TLS, but anybody’s certificate is believed (tlsVerifyCert=false)',
      );
    case 'none':
      return hosts.every(isHere)
        ? ok('Event store: không TLS, trên chính máy này', 'Event store: no TLS, on this very machine')
        : warn(
            'Event store: không TLS (tls=false), ai ở trong mạng đó đều đọc và ghi được: mạng phải kín',
            'Event store: no TLS (tls=false), whoever is on that network can read and write: it must be closed',
          );
  }
};

const nodes = (all: readonly ServerNode[]): Finding => {
  if (all.length === 0) return warn('Event store: không rõ nút nào dẫn đầu', 'Event store: it does not tell which node leads');
  const listed = all.map(({ address, role, alive }) => `${address} ${alive ? role : 'không trả lời / silent'}`).join(', ');
  const leader = all.find(({ role, alive }) => alive && role === 'leader');
  if (leader === undefined)
    return fail(`Event store không có nút dẫn đầu: ${listed}`, `The event store has no leader: ${listed}`);
  const text = [`Event store, các nút: ${listed}`, `Event store, nodes: ${listed}`] as const;
  return all.every(({ alive }) => alive) ? ok(...text) : warn(...text);
};
