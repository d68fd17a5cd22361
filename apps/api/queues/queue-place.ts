/** The Redis of this installation's queues; undefined where there is none. */
export class QueuePlace {
  constructor(readonly redisUrl?: string) {}
}
