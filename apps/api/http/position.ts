import type { ReadModel } from '@lien-thong/read-model';
import type { FastifyReply } from 'fastify';
import { Problem } from '../problems/problem.js';

/**
 * On an answer: where the log stood after what was written. On a request, to this process or another: the answer must
 * reflect at least that much. So a caller reads its own writes wherever its requests go.
 */
export const POSITION_HEADER = 'Lien-Thong-Position';

export const writtenAt = (reply: FastifyReply, position: string | null): void => {
  if (position !== null) reply.header(POSITION_HEADER, position);
};

const PATIENCE_MS = 5_000;
/** The form of every store's positions: anything else would be waited for in vain. */
const POSITION = /^\d{1,20}(?:\/\d{1,20})*$/;

/** Waits until the views reflect a position, up to 5 s. `parameter` is where the caller gave it. */
export const reached = async (views: Pick<ReadModel, 'waitFor'>, position: string, parameter: string): Promise<void> => {
  if (!POSITION.test(position)) throw new Problem('parameter-invalid', { pointer: `/${parameter}` });
  if (!(await views.waitFor(position, PATIENCE_MS))) throw new Problem('view-behind', {}, { 'Retry-After': '1' });
};
