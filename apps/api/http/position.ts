import { comparePositions } from '@lien-thong/event-store';
import type { ReadModel } from '@lien-thong/read-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';

/**
 * On an answer: where the log stood after what was written. On a request, to this process or another: the answer must
 * reflect at least that much. So a caller reads its own writes wherever its requests go.
 */
export const POSITION_HEADER = 'Lien-Thong-Position';

/** The form of every store's positions: anything else would be waited for in vain. */
export const POSITION = /^\d{1,20}(?:\/\d{1,20})*$/;
const PATIENCE_MS = 5_000;

/** A caller that sends back whatever it was last told never forgets what it knew before, as when it repeats an old command. */
export const writtenAt = (reply: FastifyReply, position: string | null): void => {
  if (position === null) return;
  const known = positionOf(reply.request);
  void reply.header(POSITION_HEADER, known !== null && comparePositions(known, position) > 0 ? known : position);
};

/** The position that a caller sends along; null where it sends none. @throws Problem */
export const positionOf = ({ headers }: FastifyRequest): string | null => {
  const position = headers[POSITION_HEADER.toLowerCase()];
  if (typeof position !== 'string') return null;
  if (!POSITION.test(position)) throw new Problem('parameter-invalid', { pointer: `/${POSITION_HEADER}` });
  return position;
};

/** Waits until the views reflect a position, up to 5 s. */
export const reached = async (views: Pick<ReadModel, 'waitFor'>, position: string): Promise<void> => {
  if (!(await views.waitFor(position, PATIENCE_MS))) throw new Problem('view-behind', {}, { 'Retry-After': '1' });
};
