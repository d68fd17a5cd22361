import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toMs, workingMinutes } from '@lien-thong/calendar';
import { readConfig } from '@lien-thong/config';
import { alarmsOf, type Dossier, type DossierPage, dossierPage } from '@lien-thong/domain';
import { type StoredEvent, verifyChain } from '@lien-thong/event-store';
import { civilStatusCopies, constructionPermit, criminalRecord, landChange } from '@lien-thong/procedures';
import { dossierStream, Engine } from '../engine.js';
import { seedDemo } from './seed-demo.js';
import { stories } from './story.js';

const BUILT_IN = [landChange, criminalRecord, civilStatusCopies, constructionPermit];
const NOW = '2026-11-18T10:00:00+07:00';

const opened = async (dataDir: string, now = NOW): Promise<Engine> => {
  const env = { LIEN_THONG_DATA_DIR: dataDir, LIEN_THONG_CLOCK: 'test', LIEN_THONG_NOW: now, LIEN_THONG_SEED: 'demo' };
  return Engine.open(readConfig(env));
};
const everything = async (engine: Engine): Promise<StoredEvent[]> =>
  (await engine.store.readAll({ after: null, limit: 100_000 })).events;
const idOf = (engine: Engine, key: string): string => engine.secrets.idFor('demo', 'dossier', key);

describe('the demo', () => {
  let dataDir: string;
  let engine: Engine;
  let events: StoredEvent[];
  const dossiers = new Map<string, Dossier>();
  const told = (course: string): Dossier[] => [...dossiers].filter(([key]) => key.startsWith(`${course}/`)).map(([, d]) => d);
  const page = (dossier: Dossier): DossierPage => dossierPage(dossier, engine.rules, toMs(NOW));
  const pages = (course: string): DossierPage[] => told(course).map(page);
  const ofDossier = (dossier: Dossier): StoredEvent[] => events.filter((e) => e.stream === dossierStream(dossier.id));
  const types = (course: string): string[] => told(course).flatMap((d) => ofDossier(d).map((e) => e.type));

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-demo-'));
    engine = await opened(dataDir);
    await seedDemo(engine);
    events = await everything(engine);
    for (const { key } of stories()) dossiers.set(key, (await engine.dossiers.load(dossierStream(idOf(engine, key)))).state);
  }, 60_000);
  afterAll(async () => {
    await engine.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('adds nothing when it runs again', async () => {
    const again = await seedDemo(engine);
    expect(again.dossiers).toBe([...dossiers.values()].filter((d) => d.id !== '').length);
    expect(await everything(engine)).toHaveLength(events.length);
  });

  it('serves every party of the built-in procedures by exactly one agency', () => {
    const parties = BUILT_IN.flatMap(({ code, parties }) =>
      Object.entries(parties).map(([party, { kind }]) => ({ code, party, kind })),
    );
    for (const { code, party, kind } of parties) {
      const served = engine.rules.agenciesServing(party, code, '2026-11-18');
      expect(`${party}: ${served.length}`).toBe(`${party}: ${kind === 'applicant' ? 0 : 1}`);
    }
  });

  it('has its province a day off of its own', () => {
    expect(engine.rules.calendarOf('H99.10').id).toBe('H99');
    expect(engine.catalogue.calendars.layer('H99')?.days).toHaveLength(1);
  });

  it('holds nothing from the future, and nothing that was entered before it happened', () => {
    for (const { metadata } of events) {
      expect(toMs(metadata.recordedAt)).toBeLessThanOrEqual(toMs(NOW));
      expect(toMs(metadata.occurredAt)).toBeLessThanOrEqual(toMs(metadata.recordedAt));
    }
  });

  it('has every alarm rung at its own instant', () => {
    const now = toMs(NOW);
    for (const dossier of dossiers.values()) for (const alarm of alarmsOf(dossier)) expect(alarm.at).toBeGreaterThan(now);
    const breaches = events.filter((e) => e.type === 'StepBecameOverdue' && (e.data as { noticed: string }).noticed === 'ring');
    for (const { metadata, data } of breaches)
      expect(toMs(metadata.recordedAt) - toMs((data as { dueAt: string }).dueAt)).toBe(1000);
  });

  it('was entered by people in working time only', () => {
    const calendar = engine.rules.calendar('H99', engine.rules.calendarOf('H99').revision);
    const byPeople = events.filter((e) => e.stream.startsWith('dossier-') && e.metadata.actor.subject !== 'system');
    expect(byPeople.length).toBeGreaterThan(300);
    for (const { metadata } of byPeople) {
      const at = toMs(metadata.recordedAt);
      expect(`${metadata.recordedAt} ${workingMinutes(calendar, at, at + 60_000)}`).toBe(`${metadata.recordedAt} 1`);
    }
  });

  it('is chained without a break', () => {
    for (const stream of new Set(events.map((e) => e.stream))) {
      expect(verifyChain(events.filter((e) => e.stream === stream)).ok).toBe(true);
    }
  });

  it('leaves nothing readable of an applicant in any file', () => {
    const files = readdirSync(dataDir).map((file) => readFileSync(join(dataDir, file)));
    for (const { applicant } of stories())
      for (const text of [applicant.name, applicant.identifier, applicant.phone])
        expect(files.some((f) => f.includes(text))).toBe(false);
  });

  it('re-enacts dossiers that wait for the payment of the citizen, whose time is nobody else’s (S0)', () => {
    const waiting = pages('land-waiting-for-payment');
    expect(waiting.length).toBeGreaterThanOrEqual(4);
    for (const { activeStates, clock, apologyTasks } of waiting) {
      expect(activeStates).toEqual(['awaiting-payment']);
      expect([clock?.state, apologyTasks]).toEqual(['paused', []]);
    }
    expect(types('land-waiting-for-payment')).toContain('ApplicantLimitExpired');
    expect(pages('land-paid-and-returned').map((p) => p.verdict.byFact)).toEqual(['early', 'early', 'early']);
  });

  it('re-enacts criminal records late at the national centre, which owes the letters (S1)', () => {
    for (const { activeStates, apologyTasks } of pages('criminal-record-late-at-national-centre')) {
      expect(activeStates).toEqual(['national-check']);
      expect(apologyTasks.map((t) => t.agency)).toEqual(['G01.LL']);
    }
    expect(pages('criminal-record-late-apologised').map((p) => [p.verdict.byFact, p.apologyTasks[0]?.status])).toEqual([
      ['late', 'delivered'],
      ['late', 'delivered'],
    ]);
  });

  it('re-enacts what was only entered late: approved, still asked for, and rejected (S2)', () => {
    for (const { verdict, apologyTasks } of pages('entered-late-and-approved'))
      expect([verdict.byFact, verdict.byRecord, apologyTasks.map((t) => t.status)]).toEqual(['early', 'late', ['withdrawn']]);
    expect(types('entered-late-and-approved')).toContain('BreachRescinded');
    for (const { verdict, corrections } of pages('entered-late-and-pending'))
      expect([verdict.byFact, corrections[0]?.status]).toEqual(['late', 'pending']);
    expect(pages('entered-late-and-rejected').map((p) => [p.verdict.byFact, p.corrections[0]?.status])).toEqual([
      ['late', 'rejected'],
    ]);
  });

  it('re-enacts letters owed, drafted, signed, issued, delivered and waived (S5), and a cause contested and decided (S4)', () => {
    for (const status of ['owed', 'drafted', 'signed', 'issued', 'delivered', 'waived'] as const) {
      const found = pages(`land-letter-${status}`);
      expect(found.length).toBeGreaterThan(0);
      for (const { apologyTasks } of found) expect(apologyTasks[0]).toMatchObject({ agency: 'H99.10', status });
    }
    expect(pages('land-letter-issued')[0]?.appointment?.reappointments).toBe(1);
    expect(types('land-late-cause-decided')).toEqual(expect.arrayContaining(['CauseProposed', 'CauseContested', 'CauseDecided']));
  });

  it('re-enacts hand-overs rejected, repeated and not acknowledged, and opinions that do not come (S6)', () => {
    for (const { activeStates } of pages('land-handover-rejected')) expect(activeStates).toEqual(['received']);
    expect(types('land-handed-over-again')).toEqual(
      expect.arrayContaining(['HandoverRejected', 'HandoverAcknowledged', 'ResultIssued']),
    );
    for (const { steps } of pages('land-handover-unacknowledged')) expect(steps.at(-1)?.handover).toBe('pending');
    for (const { activeStates, apologyTasks } of pages('construction-fire-police-silent'))
      expect([activeStates, apologyTasks.map((t) => t.agency)]).toEqual([['opinions.fire.review'], ['H99.21']]);
    expect(types('construction-silence-is-consent')).toContain('OpinionDeemedGiven');
    expect(types('construction-without-an-opinion')).toContain('ProceededWithoutOpinion');
  });

  it('re-enacts same-day copies before, at and after the cut-off', () => {
    const dueOf = (course: string): string => pages(course)[0]?.clock?.dueAt?.slice(0, 10) ?? '';
    const [before, at, after] = ['copy-received-14-59', 'copy-received-15-00', 'copy-received-15-01'].map(dueOf) as [
      string,
      string,
      string,
    ];
    expect([at === before, after > before]).toEqual([true, true]);
    expect(pages('copy-late')[0]?.verdict.byFact).toBe('late');
  });

  it('re-enacts supplements, withdrawals, a stop, online submissions and dossiers by post (S9, S10)', () => {
    for (const { status } of pages('land-supplement-open')) expect(status).toBe('awaiting-applicant');
    expect(types('land-supplement-received')).toContain('SupplementReceived');
    expect(types('land-supplement-lapsed')).toContain('SupplementLapsed');
    expect(['land-withdrawn', 'land-stopped', 'land-online-refused'].map((c) => pages(c)[0]?.status)).toEqual([
      'withdrawn',
      'stopped',
      'refused',
    ]);
    expect(pages('land-withdrawal-requested')[0]?.portalStatus).toBe(7);
    expect(pages('land-online-waiting')[0]?.status).toBe('submitted');
    for (const { channel, returnChannel, status } of pages('criminal-record-by-post'))
      expect([channel, returnChannel, status]).toEqual(['post', 'post', 'returned']);
  });

  it.each([500])(
    'is completed when it was broken off, as if nothing had been (after %p appends)',
    async (most) => {
      const other = mkdtempSync(join(tmpdir(), 'lien-thong-demo-'));
      const first = await opened(other);
      breakOffAfter(first, most);
      await expect(seedDemo(first)).rejects.toThrow();
      await first.close();
      const second = await opened(other, '2026-11-20T15:00:00+07:00');
      await seedDemo(second);
      const dossierEvents = (all: StoredEvent[]): number => all.filter((e) => e.stream.startsWith('dossier-')).length;
      expect(dossierEvents(await everything(second))).toBe(dossierEvents(events));
      await second.close();
      rmSync(other, { recursive: true, force: true });
    },
    60_000,
  );
});

const breakOffAfter = (engine: Engine, most: number): void => {
  const append = engine.store.append.bind(engine.store);
  let appends = 0;
  engine.store.append = async (...args) => {
    appends += 1;
    if (appends > most) throw new Error('power loss');
    return append(...args);
  };
};
