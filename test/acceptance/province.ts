import { accepted } from './driving.js';
import { type Clerk, Office } from './office.js';
import type { OfficeSettings } from './premises.js';

/** One fictitious province on an empty start: an administrator fills the directory, and people take their places. */
export interface Province {
  readonly office: Office;
  readonly desk: Clerk;
  readonly deskHead: Clerk;
  readonly registrar: Clerk;
  readonly registryHead: Clerk;
  readonly taxOfficer: Clerk;
  readonly taxHead: Clerk;
  readonly police: Clerk;
  readonly firePolice: Clerk;
  readonly justice: Clerk;
  readonly justiceHead: Clerk;
  readonly builder: Clerk;
  readonly builderHead: Clerk;
  readonly environment: Clerk;
  readonly planner: Clerk;
  readonly copyist: Clerk;
  readonly national: Clerk;
  readonly nationalHead: Clerk;
  readonly administrator: Clerk;
  readonly auditor: Clerk;
  advance(to: string): Promise<void>;
  close(): Promise<void>;
}

const AGENCIES: Readonly<Record<string, readonly string[]>> = {
  H99: [],
  'H99.01': [],
  'H99.02': ['civil-registry'],
  'H99.10': ['land-registry'],
  'H99.T1': ['tax'],
  'H99.20': ['police'],
  'H99.21': ['fire-police'],
  'H99.30': ['justice'],
  'H99.40': ['construction'],
  'H99.41': ['environment'],
  'H99.42': ['planning'],
  'G02.TA': ['court'],
  'G01.LL': ['national-centre'],
};

export const province = async (settings: OfficeSettings = {}): Promise<Province> => {
  const office = await Office.open(settings);
  const administrator = await office.clerk('quan-tri', 'H99', 'administrator');
  for (const [code, parties] of Object.entries(AGENCIES))
    accepted(await administrator.put(`/agencies/${code}`, agency(code, parties)));
  return {
    office,
    administrator,
    desk: await office.clerk('lan', 'H99.01', 'reception'),
    deskHead: await office.clerk('dung', 'H99.01', 'head'),
    registrar: await office.clerk('minh', 'H99.10', 'officer'),
    registryHead: await office.clerk('hoa', 'H99.10', 'head'),
    taxOfficer: await office.clerk('thu', 'H99.T1', 'officer'),
    taxHead: await office.clerk('binh', 'H99.T1', 'head'),
    police: await office.clerk('phuc', 'H99.20', 'officer'),
    firePolice: await office.clerk('long', 'H99.21', 'officer'),
    justice: await office.clerk('ngoc', 'H99.30', 'officer'),
    justiceHead: await office.clerk('vinh', 'H99.30', 'head'),
    builder: await office.clerk('nam', 'H99.40', 'officer'),
    builderHead: await office.clerk('duc', 'H99.40', 'head'),
    environment: await office.clerk('giang', 'H99.41', 'officer'),
    planner: await office.clerk('khanh', 'H99.42', 'officer'),
    copyist: await office.clerk('oanh', 'H99.02', 'officer'),
    national: await office.clerk('kien', 'G01.LL', 'officer'),
    nationalHead: await office.clerk('yen', 'G01.LL', 'head'),
    auditor: await office.clerk('tra', 'H99.01', 'auditor'),
    advance: async (to) => {
      accepted(await administrator.post('/test-clock/advances', { to }));
    },
    close: () => office.close(),
  };
};

export const agency = (code: string, parties: readonly string[]) => ({
  name: { vi: `Cơ quan ${code}`, en: `Agency ${code}` },
  kind: code === 'H99.01' ? 'one-stop' : 'competent',
  superior: code === 'H99' ? null : 'H99',
  serves: Object.fromEntries(parties.map((party) => [party, ['*']])),
  validFrom: '2018-01-01',
});
