import { toMs, toText } from '@lien-thong/calendar';
import { appointmentOf, type Dossier, type Rules, type Text } from '@lien-thong/domain';
import type { StoredEvent } from '@lien-thong/event-store';
import type { Notice } from './notices.js';

/** Vietnamese first, English under it: nobody has told us which one the reader speaks. */
export const wordingOf = (
  notice: Notice,
  dossier: Dossier,
  event: StoredEvent,
  rules: Rules,
): { readonly subject: string; readonly text: string } => {
  const words = (language: 'vi' | 'en') => placeholders(dossier, event, rules, language);
  const filled = (template: Text, language: 'vi' | 'en') => fill(template[language], words(language));
  return {
    subject: `${filled(notice.subject, 'vi')} / ${filled(notice.subject, 'en')}`,
    text: `${filled(notice.text, 'vi')}\n\n${filled(notice.text, 'en')}\n`,
  };
};

const fill = (template: string, words: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '');

const placeholders = (dossier: Dossier, { data, metadata }: StoredEvent, rules: Rules, language: 'vi' | 'en') => {
  const facts = data as { dueAt?: string | null; agency?: string | null; respondBy?: string | null };
  const by = language === 'vi' ? ', chậm nhất ngày ' : ', by ';
  return {
    code: dossier.code,
    procedure: procedureName(dossier, metadata.occurredAt, rules)[language],
    agency: agencyName(dossier.receivingAgency, rules)[language],
    holder: agencyName(facts.agency ?? dossier.receivingAgency, rules)[language],
    appointment: dossier.receipt === null ? '' : moment(toText(appointmentOf(dossier))),
    dueAt: facts.dueAt ? moment(facts.dueAt) : '',
    respondBy: facts.respondBy ? `${by}${dayOfMonth(facts.respondBy)}` : '',
  };
};

const agencyName = (code: string, rules: Rules): Text => rules.agency(code)?.name ?? { vi: code, en: code };

const procedureName = (dossier: Dossier, at: string, rules: Rules): Text => {
  const pinned = dossier.receipt && rules.procedure(dossier.procedure, dossier.receipt.version);
  const { procedure } = dossier;
  return (pinned ?? rules.procedureInForce(procedure, at.slice(0, 10)))?.definition.name ?? { vi: procedure, en: procedure };
};

/** As people write it: 16:30 02/03/2026, Vietnamese time. */
const moment = (instant: string): string => {
  const text = toText(toMs(instant));
  return `${text.slice(11, 16)} ${dayOfMonth(text.slice(0, 10))}`;
};

const dayOfMonth = (day: string): string => day.split('-').reverse().join('/');
