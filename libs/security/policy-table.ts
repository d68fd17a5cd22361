import type { DossierCommandType, DossierReading, GeneralAct, TaskCommandType } from './acts.js';
import type { Role } from './tokens/principal.js';

/**
 * What the caller's agency is to the dossier. `participant`: the receiving agency, the lead, or one that the dossier has
 * reached. `owing`: owes the apology. `anyone`: no dossier is looked at.
 */
export type Relation = 'anyone' | 'participant' | 'receiving' | 'lead' | 'lead-superior' | 'holder' | 'owing';

/** These roles may, when their agency stands in one of these relations. */
export interface Rule {
  readonly roles: readonly Role[];
  readonly at: readonly Relation[];
}

const rule = (roles: readonly Role[], ...at: readonly Relation[]): Rule => ({ roles, at });

const EVERY_ROLE: readonly Role[] = ['reception', 'officer', 'head', 'auditor', 'integration', 'administrator'];
const READERS: readonly Role[] = ['reception', 'officer', 'head', 'auditor', 'integration'];
const DOERS: readonly Role[] = ['reception', 'officer', 'head', 'integration'];

/** Acts on a step. Whose step it is, and whether it is open, the dossier decides. The desk's steps are reception's, too. */
const ON_OWN_STEPS = [rule(['officer', 'integration'], 'participant'), rule(['reception'], 'receiving')];
const AT_THE_DESK = [rule(['reception'], 'receiving')];
const ADMINISTRATION = [rule(['administrator'], 'anyone')];
const ANYONE = [rule(EVERY_ROLE, 'anyone')];

export const GENERAL: Readonly<Record<GeneralAct, readonly Rule[]>> = {
  'create-dossier': [rule(['reception', 'integration'], 'receiving')],
  'list-dossiers': [rule(READERS, 'anyone')],
  'read-events-feed': [rule(['officer', 'head', 'integration', 'auditor'], 'anyone')],
  'read-catalogue': ANYONE,
  'publish-procedure': ADMINISTRATION,
  'validate-procedure': ADMINISTRATION,
  'manage-agency': ADMINISTRATION,
  'manage-calendar': ADMINISTRATION,
  'preview-calendar': ADMINISTRATION,
  'calculate-deadline': ANYONE,
  'move-test-clock': ANYONE,
  'read-accesses': [rule(['auditor'], 'anyone')],
  'verify-audit': [rule(['auditor'], 'anyone')],
  // Of the own agency. Whoever registers one reads its dossiers by it: an administrator may not.
  'manage-webhooks': [rule(['head', 'integration'], 'anyone')],
  'read-queues': ADMINISTRATION,
};

export const READING: Readonly<Record<DossierReading, readonly Rule[]>> = {
  'read-dossier': [rule(READERS, 'participant')],
  'read-personal': [rule(['reception', 'officer'], 'holder', 'receiving')],
};

export const COMMANDS: Readonly<Record<DossierCommandType, readonly Rule[]>> = {
  receive: AT_THE_DESK,
  refuse: AT_THE_DESK,
  'take-action': ON_OWN_STEPS,
  'acknowledge-handover': ON_OWN_STEPS,
  'reject-handover': ON_OWN_STEPS,
  'hand-over-again': ON_OWN_STEPS,
  'request-supplement': ON_OWN_STEPS,
  'receive-supplement': [rule(['officer', 'integration'], 'holder', 'receiving'), ...AT_THE_DESK],
  'request-withdrawal': AT_THE_DESK,
  'confirm-withdrawal': AT_THE_DESK,
  'decline-withdrawal': AT_THE_DESK,
  stop: [rule(['head'], 'lead', 'receiving')],
  'issue-result': ON_OWN_STEPS,
  'return-result': ON_OWN_STEPS,
  'propose-cause': [rule(['officer', 'head'], 'lead', 'receiving')],
  'contest-cause': [rule(['officer', 'head'], 'participant')],
  'decide-cause': [rule(['head'], 'lead', 'lead-superior')],
  'request-correction': [rule(DOERS, 'participant')],
  'approve-correction': [rule(['head'], 'participant')],
  'reject-correction': [rule(['head'], 'participant')],
  migrate: [rule(['head'], 'lead')],
  annotate: [rule(DOERS, 'participant')],
};

export const TASK_COMMANDS: Readonly<Record<TaskCommandType, readonly Rule[]>> = {
  draft: [rule(['officer'], 'owing')],
  sign: [rule(['head'], 'owing')],
  issue: [rule(['officer'], 'owing')],
  'record-delivery': [rule(['officer'], 'owing'), ...AT_THE_DESK],
  waive: [rule(['head'], 'owing')],
};
