import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@lien-thong/config';
import { Engine } from '@lien-thong/engine';
import { landChange } from '@lien-thong/procedures';
import { v4 } from 'uuid';
import { inDirectory } from '../../engine/testing/directory.js';

const DESK = { subject: 'lan', agency: 'H99.01', roles: ['reception', 'officer'] };
const REGISTRAR = { subject: 'minh', agency: 'H99.10', roles: ['officer'] };

/** An engine over real files, with a desk, a land registry that leads, and a tax office that a dossier reaches late. */
export const deliveringEngine = async (env: Record<string, string> = {}) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'deliveries-'));
  const settings = { LIEN_THONG_CLOCK: 'test', LIEN_THONG_NOW: '2026-03-02T08:00:00+07:00' };
  const engine = await Engine.open(readConfig({ LIEN_THONG_DATA_DIR: dataDir, LIEN_THONG_SEED: 'none', ...settings, ...env }));
  await engine.catalogues.registerBuiltIn(landChange);
  await inDirectory(engine.catalogues, { 'H99.01': {}, 'H99.10': { 'land-registry': ['*'] }, 'H99.T1': { tax: ['*'] } });
  let count = 0;
  const send = async (id: string, body: object, by = DESK): Promise<void> => {
    const commandId = v4();
    await engine.dossiers.execute(`dossier-${id}`, { ...body, commandId, by } as never, { commandId, actor: by });
  };
  return {
    engine,
    dataDir,
    receive: async (email = 'nguyet@example.vn'): Promise<string> => {
      const id = v4();
      count += 1;
      const dossier = {
        id,
        code: `H99.01-260302-${String(count).padStart(4, '0')}`,
        procedure: '9.900001',
        receivingAgency: 'H99.01',
        channel: 'direct',
        returnChannel: 'direct',
        applicant: { kind: 'person', name: 'Phạm Thị Minh Nguyệt', email },
        components: [{ code: 'application-form', originals: 1, copies: 0, digitised: true }],
        facts: {},
        parties: {},
      };
      await send(id, { type: 'create', dossier });
      return id;
    },
    toTax: async (id: string): Promise<void> => {
      await send(id, { type: 'take-action', action: 'transfer-to-land-registry' });
      await send(id, { type: 'acknowledge-handover' }, REGISTRAR);
      await send(id, { type: 'take-action', action: 'conclude-appraisal', facts: { taxable: true } }, REGISTRAR);
      await send(id, { type: 'take-action', action: 'transfer-to-tax' }, REGISTRAR);
    },
    close: async (): Promise<void> => {
      await engine.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
