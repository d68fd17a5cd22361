import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip, { type ClusterInfo, type MemberInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features, { type SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared, { type Empty } from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import type { Faults } from './faults.js';
import type { DoubleLog } from './log.js';
import { DoubleNode } from './node.js';
import { StallProxy } from './stall-proxy.js';

/** What the double calls itself where a server says its version. */
export const DOUBLE_VERSION = '24.6.0-double';

export interface Cluster {
  readonly log: DoubleLog;
  readonly faults: Faults;
  readonly members: readonly DoubleMember[];
  readonly leader: DoubleMember;
}

interface MemberOptions {
  readonly users?: Readonly<Record<string, string>>;
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  readonly saysCaughtUp?: boolean;
  readonly positionsInStreams?: boolean;
  readonly appendLimit?: number;
  readonly commitTimeoutMs?: number;
  readonly inFlightMs?: number;
}

/** One node: its services, and the wire in front of them. */
export class DoubleMember {
  readonly node: DoubleNode;
  #server: Server | null = null;
  #inner = 0;
  #proxy: StallProxy | null = null;

  constructor(
    private readonly cluster: Cluster,
    private readonly index: number,
    private readonly options: MemberOptions,
  ) {
    this.node = new DoubleNode({
      log: cluster.log,
      faults: cluster.faults,
      commitTimeoutMs: options.commitTimeoutMs ?? 2_000,
      inFlightMs: options.inFlightMs ?? 300,
      saysCaughtUp: options.saysCaughtUp ?? true,
      positionsInStreams: options.positionsInStreams ?? true,
      appendLimit: options.appendLimit ?? 1_048_576,
      users: options.users ?? null,
      leader: () => (cluster.leader === this ? null : { host: '127.0.0.1', port: cluster.leader.port }),
    });
  }

  get port(): number {
    return this.#proxy?.port ?? 0;
  }

  async start(port: number): Promise<void> {
    const server = new Server();
    server.addService(StreamsService, this.node.service);
    server.addService(ServerFeaturesService, { getSupportedMethods: sayFeatures });
    server.addService(GossipService, {
      read: (_: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>) => answer(null, this.#gossip()),
    });
    this.#inner = await listen(server, this.#credentials());
    this.#server = server;
    this.#proxy = await StallProxy.listen(port, () => this.#inner);
  }

  async stop(): Promise<void> {
    await this.#proxy?.close();
    this.#server?.forceShutdown();
    this.#proxy = null;
    this.#server = null;
  }

  freeze(): void {
    this.#proxy?.freeze();
  }

  thaw(): void {
    this.#proxy?.thaw();
  }

  cut(): void {
    this.#proxy?.cut();
  }

  strand(): void {
    this.#proxy?.strand();
  }

  get connections(): { readonly taken: number; readonly open: number } {
    return this.#proxy?.connections ?? { taken: 0, open: 0 };
  }

  #credentials(): ServerCredentials {
    const { tls } = this.options;
    if (tls === undefined) return ServerCredentials.createInsecure();
    return ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.cert }]);
  }

  #gossip(): ClusterInfo {
    const info = new gossip.ClusterInfo();
    info.setMembersList(this.cluster.members.map((member) => member.#info()));
    return info;
  }

  #info(): MemberInfo {
    const id = new shared.UUID();
    id.setString(`00000000-0000-4000-8000-00000000000${this.index}`);
    const endPoint = new gossip.EndPoint();
    endPoint.setAddress('127.0.0.1');
    endPoint.setPort(this.port);
    const info = new gossip.MemberInfo();
    info.setInstanceId(id);
    info.setTimeStamp(String(Date.now()));
    info.setState(this.cluster.leader === this ? gossip.MemberInfo.VNodeState.LEADER : gossip.MemberInfo.VNodeState.FOLLOWER);
    info.setIsAlive(this.#server !== null);
    info.setHttpEndPoint(endPoint);
    return info;
  }
}

const listen = (server: Server, credentials: ServerCredentials): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error === null ? resolve(port) : reject(error)));
  });

const sayFeatures = (_: ServerUnaryCall<Empty, SupportedMethods>, answer: sendUnaryData<SupportedMethods>): void => {
  const methods = new features.SupportedMethods();
  methods.setEventStoreServerVersion(DOUBLE_VERSION);
  methods.setMethodsList(
    Object.keys(StreamsService).map((name) => {
      const method = new features.SupportedMethod();
      method.setMethodName(name.toLowerCase());
      method.setServiceName('event_store.client.streams.streams');
      return method;
    }),
  );
  answer(null, methods);
};
