import { type Finding, finding } from './findings.js';
import { isObject, type JsonObject, listOr, objectOr, under } from './json.js';
import { initialOf, type Region, type State, type Statechart, stateNamed } from './statechart.js';

/** Every name that is used was declared, and declared once. */
export const references = (chart: Statechart): Finding[] => [
  ...unknownParties(chart),
  ...unknownTargets(chart),
  ...unknownBases(chart),
  ...unknownResults(chart),
  ...duplicates(chart.raw),
];

const unknownParties = (chart: Statechart): Finding[] => {
  const parties = objectOr(chart.raw.parties);
  const check = (party: unknown, pointer: string): Finding[] =>
    typeof party === 'string' && party !== '' && !Object.hasOwn(parties, party)
      ? [finding('unknown-party', pointer, { party })]
      : [];
  return [
    ...check(chart.raw.lead, '/lead'),
    ...leadIsApplicant(chart.raw, parties),
    ...chart.states.flatMap((state) => [
      ...(state.kind === 'simple' ? check(state.raw.party, under(state.pointer, 'party')) : []),
      ...state.arrows.flatMap((arrow) => listOr(arrow.raw.by).flatMap((party, i) => check(party, under(arrow.pointer, 'by', i)))),
    ]),
  ];
};

const leadIsApplicant = (raw: JsonObject, parties: JsonObject): Finding[] => {
  const lead = raw.lead;
  const kind = typeof lead === 'string' && Object.hasOwn(parties, lead) ? objectOr(parties[lead]).kind : undefined;
  return kind === 'applicant' ? [finding('lead-is-applicant', '/lead', { party: lead })] : [];
};

const unknownTargets = (chart: Statechart): Finding[] => [
  ...chart.regions.flatMap((region) =>
    region.initial !== undefined && initialOf(region) === undefined
      ? [finding('unknown-target', under(region.pointer, 'initial'), { target: region.initial })]
      : [],
  ),
  ...chart.states.flatMap((state) => [
    ...state.arrows.flatMap((arrow) => unknownTarget(state.region, arrow.raw, arrow.pointer)),
    ...(state.kind === 'parallel' ? unknownTarget(state.region, objectOr(state.raw.join), under(state.pointer, 'join')) : []),
  ]),
];

const unknownTarget = (region: Region, raw: JsonObject, pointer: string): Finding[] => {
  const target = raw.target;
  return typeof target === 'string' && stateNamed(region, target) === undefined
    ? [finding('unknown-target', under(pointer, 'target'), { target })]
    : [];
};

const unknownBases = (chart: Statechart): Finding[] => {
  const known = new Set(listOr(chart.raw.legalBasis).map((basis) => objectOr(basis).id));
  const check = (holder: unknown, pointer: string): Finding[] => {
    const basis = objectOr(holder).basis;
    return typeof basis === 'string' && !known.has(basis) ? [finding('unknown-basis', under(pointer, 'basis'), { basis })] : [];
  };
  const top = ['timeLimit', 'committedLimit', 'supplement'].flatMap((key) => check(chart.raw[key], `/${key}`));
  return [...top, ...chart.states.flatMap((state) => basesOfState(state, check))];
};

const basesOfState = (state: State, check: (holder: unknown, pointer: string) => Finding[]): Finding[] => [
  ...check(state.raw.limit, under(state.pointer, 'limit')),
  ...check(state.raw.pauseReason, under(state.pointer, 'pauseReason')),
  ...state.legs.flatMap((leg) => check(leg.leg?.raw.onTimeout, under(leg.pointer, 'onTimeout'))),
];

const unknownResults = (chart: Statechart): Finding[] => {
  const known = new Set(listOr(chart.raw.results).map((result) => objectOr(result).code));
  return chart.states
    .flatMap((state) => state.arrows)
    .flatMap((arrow) =>
      listOr(arrow.raw.results).flatMap((result, i) =>
        typeof result === 'string' && !known.has(result)
          ? [finding('unknown-result', under(arrow.pointer, 'results', i), { result })]
          : [],
      ),
    );
};

const duplicates = (raw: JsonObject): Finding[] =>
  [
    ['legalBasis', 'id'],
    ['components', 'code'],
    ['fees', 'code'],
    ['results', 'code'],
  ].flatMap(([list = '', key = '']) => {
    const seen = new Set<unknown>();
    return listOr(raw[list]).flatMap((item, i) => {
      const code = isObject(item) ? item[key] : undefined;
      if (typeof code !== 'string' || !seen.has(code)) return seen.add(code) && [];
      return [finding('duplicate-code', under('', list, i, key), { duplicate: code })];
    });
  });
