import { segments } from '../clocks/dossier-clock.js';
import { byFact, timeOf } from '../clocks/lens.js';
import type { Supplement } from '../dossier/state.js';
import { type Telling, type Told, told } from './telling.js';
import { agencyName, pauseReasonName } from './words.js';

/** The spans in which the dossier's clock stood, by the receiving agency's calendar: paused, or at a step that does not count. */
export const pauses = ({ dossier, rules, now, receiving }: Telling): Told[] =>
  segments(dossier, byFact)
    .filter((segment) => segment.mode === 'paused' || segment.mode === 'excluded')
    .map(({ from, to, mode, reason, basis }) => {
      const why = pauseReasonName(dossier, rules, reason);
      const kind = mode === 'excluded' ? 'excluded' : 'pause';
      const title =
        mode === 'excluded' ? { vi: 'Không tính thời hạn', en: 'Not counted' } : { vi: 'Dừng tính thời hạn', en: 'Clock paused' };
      const law = basis === null ? '' : ` [${basis}]`;
      const said = { vi: `${title.vi}: ${why.vi}${law}`, en: `${title.en}: ${why.en}${law}` };
      return told({ kind, from, to, calendar: receiving, title, said, about: { id: reason ?? mode }, agency: null }, now);
    });

/** What was asked of the applicant, from the request to the answer. */
export const supplements = (telling: Telling): Told[] =>
  telling.dossier.supplements.map((supplement) => asked(telling, supplement));

const asked = ({ dossier, rules, now, receiving }: Telling, supplement: Supplement): Told => {
  const from = timeOf(dossier, supplement.askedBy, byFact);
  const closed = supplement.closedBy ?? dossier.ended?.act ?? dossier.refusedBy;
  const to = closed === null ? null : Math.max(from, timeOf(dossier, closed, byFact));
  const by = dossier.acts[supplement.askedBy]?.agency ?? dossier.receivingAgency;
  const title = { vi: 'Yêu cầu bổ sung hồ sơ', en: 'Supplement requested' };
  const what = supplement.items.map((item) => item.component).join(', ');
  const state = dossier.steps.find((s) => s.id === supplement.step)?.state;
  const [how, until] = [outcomeOf(supplement), supplement.respondBy === null ? '' : ` ≤ ${supplement.respondBy}`];
  const said = {
    vi: `${title.vi}: ${agencyName(rules, by).vi} yêu cầu (${what}${until}), ${how.vi}`,
    en: `${title.en} by ${agencyName(rules, by).en} (${what}${until}), ${how.en}`,
  };
  return told(
    {
      kind: 'supplement',
      from,
      to,
      calendar: receiving,
      title,
      said,
      about: { id: supplement.id, step: supplement.step, ...(state === undefined ? {} : { state }) },
      agency: by,
    },
    now,
  );
};

const outcomeOf = ({ outcome }: Supplement): { vi: string; en: string } => {
  switch (outcome) {
    case 'received':
      return { vi: 'đã bổ sung', en: 'answered' };
    case 'lapsed':
      return { vi: 'người nộp không bổ sung', en: 'not answered' };
    case null:
      return { vi: 'chờ người nộp', en: 'the applicant is awaited' };
  }
};
