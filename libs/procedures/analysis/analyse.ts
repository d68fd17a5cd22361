import { ENGINE_EVENTS } from '@lien-thong/domain';
import { events } from './events.js';
import { facts } from './facts.js';
import { type Finding, finding } from './findings.js';
import { guards } from './guards.js';
import { isBounded } from './json.js';
import { limits } from './limits.js';
import { reachability } from './reachability.js';
import { references } from './references.js';
import { results } from './results.js';
import { schemaFindings } from './schema-findings.js';
import { readStatechart } from './statechart.js';
import { waiting } from './states.js';
import { validity } from './validity.js';

export interface AnalysisContext {
  /** The versions of this code that are published already. */
  readonly existingVersions?: readonly number[];
  /** Event names that procedures may not take; by default the engine's. */
  readonly reservedEvents?: readonly string[];
}

export interface Analysis {
  /** Errors first, otherwise in the order of the checks. */
  readonly findings: Finding[];
  /** Whether it may be published: no finding is an error. */
  readonly valid: boolean;
}

/** Looks at a definition, whatever it may be, before it is published. Never throws on a JSON value. */
export const analyse = (definition: unknown, context: AnalysisContext = {}): Analysis => {
  const found = isBounded(definition) ? findingsOf(definition, context) : [tooBig()];
  const errors = found.filter((one) => one.severity === 'error');
  return { findings: listed([...errors, ...found.filter((one) => one.severity === 'warning')]), valid: errors.length === 0 };
};

const findingsOf = (definition: unknown, context: AnalysisContext): Finding[] => {
  const chart = readStatechart(definition);
  const specific = [
    ...validity(chart.raw, context.existingVersions ?? []),
    ...references(chart),
    ...waiting(chart),
    ...events(chart, context.reservedEvents ?? ENGINE_EVENTS),
    ...facts(chart),
    ...guards(chart),
    ...reachability(chart),
    ...results(chart),
    ...limits(chart),
  ];
  return [...specific, ...schemaFindings(definition, specific)];
};

const tooBig = (): Finding =>
  finding('schema-invalid', '', {
    reasonVi: 'quá lớn hoặc lồng quá sâu',
    reason: 'too big, or nested too deeply',
    keyword: 'size',
  });

const MOST_FINDINGS = 500;

const listed = (all: Finding[]): Finding[] =>
  all.length <= MOST_FINDINGS
    ? all
    : [...all.slice(0, MOST_FINDINGS), finding('findings-truncated', '', { total: all.length, listed: MOST_FINDINGS })];
