import { civilStatusCopies } from '@lien-thong/procedures';
import { inDirectory } from '../../libs/engine/testing/directory.js';
import { application } from './application.js';
import { type Clerk, Office } from './office.js';
import type { OfficeSettings } from './premises.js';

/** An office with the shortest of the procedures: a desk, a civil registry, and a neighbour with nothing to do with them. */
export interface CopiesOffice {
  readonly office: Office;
  readonly desk: Clerk;
  readonly officer: Clerk;
  readonly registrar: Clerk;
  readonly stranger: Clerk;
  receive(change?: object): Promise<{ readonly id: string; readonly code: string }>;
  transfer(id: string): Promise<void>;
}

export const copiesOffice = async (settings: OfficeSettings = {}): Promise<CopiesOffice> => {
  const office = await Office.open(settings);
  const { catalogues } = office.engine;
  await catalogues.registerBuiltIn(civilStatusCopies);
  await inDirectory(catalogues, { 'H99.01': {}, 'H99.02': { 'civil-registry': ['*'] }, 'H99.03': {} });
  await office.caughtUp();
  const desk = await office.clerk('lan', 'H99.01', 'reception');
  return {
    office,
    desk,
    officer: await office.clerk('dung', 'H99.01', 'officer'),
    registrar: await office.clerk('minh', 'H99.02', 'officer'),
    stranger: await office.clerk('hung', 'H99.03', 'officer'),
    receive: async (change = {}) => accepted(await desk.post('/dossiers', application('9.900003', change))),
    transfer: async (id) => {
      accepted(
        await desk.post(`/dossiers/${id}/commands`, { type: 'take-action', data: { action: 'transfer-to-civil-registry' } }),
      );
    },
  };
};

const accepted = ({ status, body }: Awaited<ReturnType<Clerk['post']>>) => {
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
};
