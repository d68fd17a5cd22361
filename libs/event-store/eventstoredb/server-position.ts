import { InvalidPosition } from '../positions.js';

/** Commit and prepare of the server, as decimals. */
export interface ServerPosition {
  readonly commit: string;
  readonly prepare: string;
}

const FORM = /^(0|[1-9]\d{0,18})\/(0|[1-9]\d{0,18})$/;
const LARGEST = 9_223_372_036_854_775_807n;

/** Before the first event. */
export const BEFORE_ALL = '0/0';

export const positionText = ({ commit, prepare }: ServerPosition): string => `${commit}/${prepare}`;

/**
 * @returns null before the first event.
 * @throws InvalidPosition when no server can have given it.
 */
export const serverPosition = (position: string | null): ServerPosition | null => {
  if (position === null || position === BEFORE_ALL) return null;
  const [, commit, prepare] = FORM.exec(position) ?? [];
  if (commit === undefined || prepare === undefined) throw new InvalidPosition(position);
  if (BigInt(commit) > LARGEST || BigInt(prepare) > BigInt(commit)) throw new InvalidPosition(position);
  return { commit, prepare };
};
