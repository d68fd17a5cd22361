import { toText } from '@lien-thong/calendar';
import type { Endpoint, ListedRow } from '@lien-thong/deliveries';
import { dossierOfStream } from '@lien-thong/engine';

/** An endpoint as its agency sees it; its secrets are shown once, by the answers that brought them. */
export const endpointView = ({ id, agency, url, types, description, state, disabled, registeredAt }: Endpoint) => ({
  id,
  agency,
  url,
  types,
  description,
  state,
  disabled,
  registeredAt,
});

/** A delivery, without what was sent: whoever may read the event reads it in the feed. */
export const deliveryView = (row: ListedRow) => ({
  id: row.id,
  endpoint: row.lane,
  event: {
    id: row.event,
    type: row.type,
    position: row.position,
    dossier: row.code === null ? null : { id: dossierOfStream(row.stream), code: row.code },
  },
  state: row.state,
  round: row.round,
  owedSince: toText(row.owedSince),
  settledAt: row.settledAt === null ? null : toText(row.settledAt),
  attempts: row.attempts,
  status: row.status,
  reason: row.reason,
});
