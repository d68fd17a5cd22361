import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, {
  type DeleteReq,
  type DeleteResp,
  type TombstoneReq,
  type TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { status as Code, type Metadata, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { Appending } from './appending.js';
import { fail, type NodeSettings, type Refuse } from './node-settings.js';
import { ServingReads } from './serving-reads.js';
import { accessDenied, expectedOf, failure, notLeader, streamDeleted, streamNameOf } from './wire.js';

/** The streams service of one node. */
export class DoubleNode {
  readonly appending: Appending;
  readonly reading: ServingReads;
  batchAppends = 0;

  constructor(private readonly settings: NodeSettings) {
    this.appending = new Appending(settings, this.#refuse);
    this.reading = new ServingReads(settings, this.#refuse);
  }

  get service() {
    return {
      append: (...[call, callback]: Parameters<Appending['handle']>) => this.appending.handle(call, callback),
      read: (call: Parameters<ServingReads['handle']>[0]) => void this.reading.handle(call),
      delete: (call: ServerUnaryCall<DeleteReq, DeleteResp>, callback: sendUnaryData<DeleteResp>) =>
        void this.#delete(call, false, callback, noPosition(new streams.DeleteResp())),
      tombstone: (call: ServerUnaryCall<TombstoneReq, TombstoneResp>, callback: sendUnaryData<TombstoneResp>) =>
        void this.#delete(call, true, callback, noPosition(new streams.TombstoneResp())),
      batchAppend: (call: Parameters<typeof fail>[0]) => {
        this.batchAppends += 1;
        fail(call, failure(Code.UNIMPLEMENTED, 'the double knows the unary append only'));
      },
    };
  }

  readonly #refuse: Refuse = (metadata) => {
    if (!this.#knows(metadata)) return accessDenied();
    const leader = this.settings.leader();
    if (leader === null || metadata.get('requires-leader')[0] !== 'true') return null;
    return notLeader(leader.host, leader.port);
  };

  #knows(metadata: Metadata): boolean {
    const { users } = this.settings;
    if (users === null) return true;
    const given = /^Basic (.+)$/.exec(String(metadata.get('authorization')[0] ?? ''))?.[1] ?? '';
    const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(given, 'base64').toString('utf8')) ?? [];
    return Object.hasOwn(users, name) && users[name] === password;
  }

  async #delete<R>(
    call: ServerUnaryCall<DeleteReq | TombstoneReq, R>,
    hard: boolean,
    callback: sendUnaryData<R>,
    done: R,
  ): Promise<void> {
    const options = call.request.getOptions();
    const refusal = this.#refuse(call.metadata);
    if (refusal !== null || options === undefined) return callback(refusal ?? accessDenied());
    const stream = streamNameOf(options.getStreamIdentifier());
    const verdict = await this.settings.log.delete(stream, expectedOf(options), hard);
    if (verdict.is === 'written') return callback(null, done);
    callback(verdict.is === 'deleted' ? streamDeleted(stream) : failure(Code.FAILED_PRECONDITION, 'wrong expected version'));
  }
}

const noPosition = <R extends DeleteResp | TombstoneResp>(response: R): R => {
  response.setNoPosition(new shared.Empty());
  return response;
};
