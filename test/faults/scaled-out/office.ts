import type { Engine } from '@lien-thong/engine';
import { civilStatusCopies } from '@lien-thong/procedures';
import { inDirectory } from '../../../libs/engine/testing/directory.js';
import type { Issuer } from '../../scaled-out/issuer.js';
import type { Acknowledgements } from '../acknowledgements.js';
import { Client, Desk } from '../clients.js';
import type { Random } from '../random.js';

export interface Staff {
  readonly clients: number;
  readonly log: Acknowledgements;
  readonly random: Random;
  /** Do they try again when a server says that it cannot? */
  readonly patient?: boolean;
}

/** The shortest of the procedures, a desk and a civil registry in the directory, and people who work there. */
export const openOffice = async (engine: Engine, issuer: Issuer, { clients, log, random, patient }: Staff): Promise<Client[]> => {
  await engine.catalogues.registerBuiltIn(civilStatusCopies);
  await inDirectory(engine.catalogues, { 'H99.01': {}, 'H99.02': { 'civil-registry': ['*'] } });
  const desk = new Desk();
  const hired: Client[] = [];
  for (let n = 0; n < clients; n += 1) {
    const subject = `client-${n}`;
    const people = {
      desk: await issuer.issue({ subject, agency: 'H99.01', roles: ['reception'] }),
      registry: await issuer.issue({ subject, agency: 'H99.02', roles: ['officer'] }),
    };
    hired.push(new Client(subject, people, desk, log, random, patient));
  }
  return hired;
};
