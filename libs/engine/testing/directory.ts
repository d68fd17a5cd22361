import { type Catalogues, SYSTEM } from '../catalogue/catalogues.js';

/** Agencies of a directory, by code, with the roles they take and for whom (`*`: everybody). They have stood since 2018. */
export const inDirectory = async (
  catalogues: Catalogues,
  agencies: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): Promise<void> => {
  for (const [code, serves] of Object.entries(agencies)) {
    const entry = {
      code,
      name: { vi: `Cơ quan ${code}`, en: `Agency ${code}` },
      kind: 'competent' as const,
      superior: null,
      calendar: null,
      serves,
      validFrom: '2018-01-01',
      validTo: null,
      successor: null,
    };
    await catalogues.registerAgency(entry, { commandId: `agency/${code}`, actor: SYSTEM });
  }
};
