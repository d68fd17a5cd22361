import { v5 } from 'uuid';
import { SYSTEM } from './catalogue/catalogues.js';
import { dossierStream, type Engine } from './engine.js';

/** A namespace of our own for the ids of rings (RFC 9562, version 5). */
const RINGS = 'f5c1d2a0-6f0b-5c0e-9a37-3b1d1e3f7a11';

/** An alarm of a dossier: which deadline, which version of its date, and which rung of warnings and escalations. */
export interface RungAlarm {
  readonly dossier: string;
  readonly deadline: string;
  readonly version: number;
  readonly rung: string;
}

/**
 * Ringing is a command of the engine itself. Its id is that of the alarm, so that a second ring, by this process or by
 * another, is a repeat; late and stale ones decide nothing.
 */
export const ringAlarm = async (engine: Engine, { dossier, deadline, version, rung }: RungAlarm): Promise<void> => {
  const commandId = v5(`${dossier}/${deadline}/${version}/${rung}`, RINGS);
  const command = { type: 'ring', deadline, version, rung, commandId, by: SYSTEM } as const;
  await engine.dossiers.execute(dossierStream(dossier), command, { commandId, actor: SYSTEM });
};
