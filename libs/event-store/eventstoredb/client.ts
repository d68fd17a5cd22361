import { readFileSync } from 'node:fs';
import { convertToCommandError, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { GossipClient } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip, { type ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { PreparedEvent } from '../append-rules.js';
import type { ExpectedRevision, StoredEvent } from '../event-store.js';
import type { ServerSettings } from './connection-string.js';
import type { ServerFilter } from './server-filter.js';
import { positionText, type ServerPosition } from './server-position.js';

/** What a read or a subscription says, in order. */
export type Message =
  | { readonly is: 'event'; readonly event: StoredEvent; readonly bytes: number }
  | { readonly is: 'checkpoint'; readonly position: string }
  | { readonly is: 'no-stream' | 'confirmed' | 'caught-up' };

export type Query =
  | {
      readonly of: 'stream';
      readonly stream: string;
      readonly from: number | 'end';
      readonly backwards: boolean;
      readonly limit: number;
    }
  | {
      readonly of: 'all';
      readonly from: ServerPosition | null | 'end';
      readonly backwards: boolean;
      readonly limit: number;
      readonly filter: ServerFilter | null;
    }
  | { readonly of: 'subscription'; readonly after: ServerPosition | null; readonly filter: ServerFilter };

export interface Call {
  /** Throws what the server or the wire has to say. */
  readonly messages: AsyncIterable<Message>;
  cancel(): void;
}

/** A node of the cluster, as another one sees it. */
export interface ServerNode {
  /** `host:port`, as the server advertises it. */
  readonly address: string;
  /** `leader`, `follower`, `readonlyreplica` … */
  readonly role: string;
  readonly alive: boolean;
}

/** How many events a filtered read or subscription looks at before it says, or checks, how far it is. */
const WINDOW = 1_000;
/** The client's own default. */
const KEEP_ALIVE_MS = 10_000;
/** Of `connectivityState` of gRPC, whose own words those are that it has for a call on such a channel. */
const SHUT_DOWN = 4;
const CHANNEL_SHUT_DOWN = 'Channel has been shut down';
/** What the client sends where nothing is checked: per-call credentials of any kind select the unary append. */
const NOBODY = { username: 'nobody', password: 'nothing' };

/**
 * The only file that knows the client. Appends go through its `appendToStream`; reads are its calls with requests of our
 * own, for its `readAll` cannot filter. Errors leave as the client's own, and `failures.ts` reads them by their fields.
 */
export class ServerClient extends EventStoreDBClient {
  readonly #credentials: { username: string; password: string } | undefined;

  constructor(settings: ServerSettings) {
    const { hosts, lookup, credentials } = settings;
    const options = { ...optionsOf(settings), throwOnAppendFailure: true, nodePreference: 'leader' as const };
    const [first] = hosts as [(typeof hosts)[number]];
    if (lookup === 'dns') super({ ...options, discover: first }, channelOf(settings), credentials);
    else if (lookup === 'gossip') super({ ...options, endpoints: [...hosts] }, channelOf(settings), credentials);
    else super({ ...options, endpoint: first }, channelOf(settings), credentials);
    this.#credentials = credentials ?? (settings.tls ? undefined : NOBODY);
    // Never the batch append, whatever the server can do: where a certificate stands for the user there are no credentials.
    this.supports = async () => false;
    // Between its look-up of the channel and the call another call's failure may close it: its append would neither settle nor be
    // caught, for it is made in a promise that nobody holds.
    const { execute } = this;
    this.execute = (Client, name, action) =>
      execute(Client, name, (client) => {
        if (client.getChannel().getConnectivityState(false) === SHUT_DOWN) throw new Error(CHANNEL_SHUT_DOWN);
        return action(client);
      });
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly PreparedEvent[], deadlineMs: number) {
    const { nextExpectedRevision, position } = await this.appendToStream(stream, events.map(proposed), {
      expectedRevision: expected === 'no-stream' ? 'no_stream' : BigInt(expected),
      credentials: this.#credentials,
      requiresLeader: true,
      deadline: deadlineMs,
    });
    return {
      revision: Number(nextExpectedRevision),
      position:
        position === undefined ? null : positionText({ commit: String(position.commit), prepare: String(position.prepare) }),
    };
  }

  async open(query: Query): Promise<Call> {
    const request = requestOf(query);
    const [metadata, options] = this.callArguments({ requiresLeader: true }, { deadline: Number.POSITIVE_INFINITY });
    const create = this.GRPCStreamCreator(StreamsClient, query.of, (client) => client.read(request, metadata, options));
    const call = await create();
    // Whoever has stopped listening is not to fall over the cancellation that comes later.
    call.on('error', () => {});
    return { messages: messagesOf(call), cancel: () => call.cancel() };
  }

  async version(): Promise<string> {
    return (await this.capabilities).serverVersion;
  }

  /** A single server is a cluster of one. */
  async members(): Promise<readonly ServerNode[]> {
    const [metadata, options] = this.callArguments({}, {});
    const info = await this.execute(
      GossipClient,
      'gossip',
      (client) =>
        new Promise<ClusterInfo>((resolve, reject) => {
          client.read(new shared.Empty(), metadata, options, (error, answer) =>
            error === null ? resolve(answer) : reject(convertToCommandError(error)),
          );
        }),
    );
    return info.getMembersList().map((member) => ({
      address: `${member.getHttpEndPoint()?.getAddress()}:${member.getHttpEndPoint()?.getPort()}`,
      role: ROLES[member.getState()] ?? 'unknown',
      alive: member.getIsAlive(),
    }));
  }

  /** Takes no further call; those under way come to their own end. */
  async retire(): Promise<void> {
    await this.getChannel().then(
      (channel) => channel.close(),
      () => {},
    );
  }

  /** Ends all calls, and the connection. */
  async end(): Promise<void> {
    await this.dispose();
    await this.retire();
  }
}

const ROLES = Object.fromEntries(
  Object.entries(gossip.MemberInfo.VNodeState).map(([name, state]) => [state, name.toLowerCase()]),
) as Readonly<Record<number, string>>;

let clients = 0;

/**
 * gRPC keeps one connection for all channels of a process that lead to one address with the same options: a new client would
 * be given the dead connection of the old one. A millisecond makes the difference.
 */
const optionsOf = (settings: ServerSettings) => {
  const {
    keepAliveInterval,
    keepAliveTimeout = KEEP_ALIVE_MS,
    connectionName,
    discoveryInterval,
    maxDiscoverAttempts,
  } = settings;
  clients += 1;
  return {
    keepAliveTimeout: keepAliveTimeout < 0 ? keepAliveTimeout : keepAliveTimeout + (clients % 1_000),
    ...(keepAliveInterval === undefined ? {} : { keepAliveInterval }),
    ...(connectionName === undefined ? {} : { connectionName }),
    ...(discoveryInterval === undefined ? {} : { discoveryInterval }),
    ...(maxDiscoverAttempts === undefined ? {} : { maxDiscoverAttempts }),
    ...(settings.gossipTimeout === undefined ? {} : { gossipTimeout: settings.gossipTimeout }),
  };
};

const channelOf = ({ tls, tlsVerifyCert, tlsCAFile, userCertFile, userKeyFile }: ServerSettings) => ({
  insecure: !tls,
  ...(tls && tlsCAFile !== undefined ? { rootCertificate: readFileSync(tlsCAFile) } : {}),
  ...(tls && userCertFile !== undefined ? { userCertFile: readFileSync(userCertFile) } : {}),
  ...(tls && userKeyFile !== undefined ? { userKeyFile: readFileSync(userKeyFile) } : {}),
  ...(tls && !tlsVerifyCert ? { verifyOptions: { rejectUnauthorized: false } } : {}),
});

/** The text of the data is what was validated; the client writes it anew, to the same text. */
const proposed = ({ id, type, data, metadata }: PreparedEvent) =>
  jsonEvent({
    id,
    type,
    data: JSON.parse(data),
    metadata: new Uint8Array(Buffer.from(metadata)) as unknown as Record<string, unknown>,
  });

async function* messagesOf(call: AsyncIterable<ReadResp>): AsyncGenerator<Message> {
  try {
    for await (const response of call) {
      const message = messageOf(response);
      if (message !== null) yield message;
    }
  } catch (error) {
    throw error instanceof Error ? convertToCommandError(error) : error;
  }
}

const messageOf = (response: ReadResp): Message | null => {
  const event = response.getEvent()?.getEvent();
  if (event !== undefined) return { is: 'event', ...storedOf(event) };
  const checkpoint = response.getCheckpoint();
  if (checkpoint !== undefined) return { is: 'checkpoint', position: positionOf(checkpoint) };
  if (response.hasStreamNotFound()) return { is: 'no-stream' };
  if (response.hasConfirmation()) return { is: 'confirmed' };
  return response.hasCaughtUp() ? { is: 'caught-up' } : null;
};

const positionOf = (at: { getCommitPosition(): string; getPreparePosition(): string }): string =>
  positionText({ commit: at.getCommitPosition(), prepare: at.getPreparePosition() });

/** What others wrote may be no JSON; it is not to break the reading of all. */
const storedOf = (event: ReadResp.ReadEvent.RecordedEvent): { event: StoredEvent; bytes: number } => {
  const [data, metadata] = [event.getData_asU8(), event.getCustomMetadata_asU8()];
  const stored = {
    stream: Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8'),
    revision: Number(event.getStreamRevision()),
    position: positionOf(event),
    id: event.getId()?.getString() ?? '',
    type: event.getMetadataMap().get('type') ?? '',
    data: parsed(data) as StoredEvent['data'],
    metadata: (metadata.length === 0 ? {} : parsed(metadata)) as StoredEvent['metadata'],
  };
  return { event: stored, bytes: data.length + metadata.length };
};

const parsed = (bytes: Uint8Array): unknown => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return JSON.parse(buffer.toString('utf8'));
  } catch {
    return buffer.toString('base64');
  }
};

const requestOf = (query: Query): ReadReq => {
  const options = new streams.ReadReq.Options();
  const uuid = new streams.ReadReq.Options.UUIDOption();
  uuid.setString(new shared.Empty());
  options.setUuidOption(uuid);
  options.setResolveLinks(false);
  if (query.of === 'subscription') options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
  else options.setCount(String(query.limit));
  const backwards = query.of !== 'subscription' && query.backwards;
  options.setReadDirection(
    backwards ? streams.ReadReq.Options.ReadDirection.BACKWARDS : streams.ReadReq.Options.ReadDirection.FORWARDS,
  );
  if (query.of === 'stream') options.setStream(streamOptions(query.stream, query.from));
  else options.setAll(allOptions(query.of === 'all' ? query.from : query.after));
  const filter = query.of === 'stream' ? null : query.filter;
  if (filter === null) options.setNoFilter(new shared.Empty());
  else options.setFilter(filterOptions(filter));
  const request = new streams.ReadReq();
  request.setOptions(options);
  return request;
};

const streamOptions = (stream: string, from: number | 'end'): ReadReq.Options.StreamOptions => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(new Uint8Array(Buffer.from(stream, 'utf8')));
  const options = new streams.ReadReq.Options.StreamOptions();
  options.setStreamIdentifier(identifier);
  if (from === 'end') options.setEnd(new shared.Empty());
  else options.setRevision(String(from));
  return options;
};

const allOptions = (from: ServerPosition | null | 'end'): ReadReq.Options.AllOptions => {
  const options = new streams.ReadReq.Options.AllOptions();
  if (from === 'end') options.setEnd(new shared.Empty());
  else if (from === null) options.setStart(new shared.Empty());
  else {
    const position = new streams.ReadReq.Options.Position();
    position.setCommitPosition(from.commit);
    position.setPreparePosition(from.prepare);
    options.setPosition(position);
  }
  return options;
};

const filterOptions = (filter: ServerFilter): ReadReq.Options.FilterOptions => {
  const expression = new streams.ReadReq.Options.FilterOptions.Expression();
  if ('regex' in filter) expression.setRegex(filter.regex);
  else expression.setPrefixList([...filter.prefixes]);
  const options = new streams.ReadReq.Options.FilterOptions();
  if (filter.on === 'stream') options.setStreamIdentifier(expression);
  else options.setEventType(expression);
  options.setMax(WINDOW);
  options.setCheckpointintervalmultiplier(1);
  return options;
};
