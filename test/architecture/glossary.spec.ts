import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type DossierCommand, ENGINE_EVENTS, type Status } from '@lien-thong/domain';
import { ROLES } from '@lien-thong/security';

const glossary = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'glossary.md'), 'utf8');
const names = new Set([...glossary.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name));
const missing = (words: readonly string[]): string[] => words.filter((word) => !names.has(word));

/** Every one by name: one that is missing here does not compile. */
const STATUSES: Readonly<Record<Status, true>> = {
  submitted: true,
  refused: true,
  'in-progress': true,
  'awaiting-applicant': true,
  'result-issued': true,
  returned: true,
  withdrawn: true,
  stopped: true,
};
const COMMANDS: Readonly<Record<DossierCommand['type'], true>> = {
  create: true,
  receive: true,
  refuse: true,
  'take-action': true,
  'acknowledge-handover': true,
  'reject-handover': true,
  'hand-over-again': true,
  'request-supplement': true,
  'receive-supplement': true,
  'request-withdrawal': true,
  'confirm-withdrawal': true,
  'decline-withdrawal': true,
  stop: true,
  'issue-result': true,
  'return-result': true,
  'propose-cause': true,
  'contest-cause': true,
  'decide-cause': true,
  'request-correction': true,
  'approve-correction': true,
  'reject-correction': true,
  migrate: true,
  annotate: true,
  ring: true,
  'adopt-calendar': true,
  draft: true,
  sign: true,
  issue: true,
  'record-delivery': true,
  waive: true,
};

describe('the glossary', () => {
  it.each<[string, readonly string[]]>([
    ['event of the engine', ENGINE_EVENTS],
    ['status', Object.keys(STATUSES)],
    ['command', Object.keys(COMMANDS)],
    ['role', ROLES],
  ])('has every %s', (_kind, words) => expect(missing(words)).toEqual([]));

  it('has the ten statuses of the portal', () => {
    const rows = [...glossary.matchAll(/^\| (\d+) \| \p{L}/gmu)].map(([, number]) => Number(number));
    expect(rows).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
