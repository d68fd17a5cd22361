/** What can be asked of the engine, in the words of the HTTP contract. */
export type DossierCommandType =
  | 'receive'
  | 'take-action'
  | 'acknowledge-handover'
  | 'reject-handover'
  | 'hand-over-again'
  | 'request-supplement'
  | 'receive-supplement'
  | 'refuse'
  | 'request-withdrawal'
  | 'confirm-withdrawal'
  | 'decline-withdrawal'
  | 'stop'
  | 'issue-result'
  | 'return-result'
  | 'propose-cause'
  | 'contest-cause'
  | 'decide-cause'
  | 'request-correction'
  | 'approve-correction'
  | 'reject-correction'
  | 'migrate'
  | 'annotate';

export type TaskCommandType = 'draft' | 'sign' | 'issue' | 'record-delivery' | 'waive';

/** Reading one dossier: its page, events, deadlines, accountability, export and forms. `read-personal`: unmasked, with a purpose. */
export type DossierReading = 'read-dossier' | 'read-personal';

/** What is not about one existing dossier. */
export type GeneralAct =
  | 'create-dossier'
  | 'list-dossiers'
  | 'read-events-feed'
  | 'read-catalogue'
  | 'publish-procedure'
  | 'validate-procedure'
  | 'manage-agency'
  | 'manage-calendar'
  | 'preview-calendar'
  | 'calculate-deadline'
  | 'move-test-clock'
  | 'read-accesses'
  | 'verify-audit'
  | 'manage-webhooks'
  | 'read-queues';

export type Act =
  | GeneralAct
  | DossierReading
  | { readonly command: DossierCommandType }
  | { readonly taskCommand: TaskCommandType };
