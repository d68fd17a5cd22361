import { RegisterWebhookBody, ReplayBody, WEBHOOK_COMMANDS } from '../../webhooks/webhook-bodies.js';
import type { Description, Descriptions } from './description.js';
import { REPLAYS, WEBHOOK_COMMAND_EXAMPLES, WEBHOOKS } from './examples.js';
import { schemaOfBody } from './of-body.js';
import { instant, list, object, oneOf, orNull, ref, type Schema, text, whole } from './schema.js';

const webhooks = (vi: string, en: string, schema: Schema, more: Partial<Description> = {}): Description => ({
  tag: 'webhooks',
  summary: { vi, en },
  answer: { status: 200, schema },
  problems: ['webhook-unknown'],
  ...more,
});
const BASE = '/api/v1/webhook-endpoints';
const ANSWER = object({
  commandId: text,
  revision: whole,
  position: orNull(text),
  endpoint: ref('WebhookEndpoint'),
  'secret?': text,
  'delivery?': orNull(text),
});
const COMMAND: Schema = {
  oneOf: Object.entries(WEBHOOK_COMMANDS).map(([type, data]) => ({
    ...object({ type: { const: type }, 'data?': schemaOfBody(data) }),
    additionalProperties: false,
  })),
};

const BOTH = ref('Text');
export const WEBHOOK_SCHEMAS: Readonly<Record<string, Schema>> = {
  Notice: object({
    id: text,
    on: text,
    'where?': { type: 'object' },
    to: oneOf('applicant', 'agency', 'receiving', 'superior'),
    'onlyOfChannel?': text,
    kind: oneOf('law', 'practice', 'product'),
    source: text,
    verified: { type: 'boolean' },
    validFrom: text,
    validTo: orNull(text),
    channels: list(oneOf('email', 'sms', 'zalo')),
    subject: BOTH,
    text: BOTH,
  }),
  Notification: object({
    id: text,
    notice: text,
    to: orNull(text),
    dossier: object({ id: text, code: text }),
    event: object({ id: text, type: text, revision: whole }),
    state: oneOf('owed', 'delivered', 'dead', 'void'),
    channel: orNull(oneOf('email', 'sms', 'zalo')),
    owedSince: instant,
    settledAt: orNull(instant),
    attempts: orNull(whole),
    reason: orNull(oneOf('refused', 'unreachable', 'erased', 'no-address', 'no-channel', 'not-of-this-way')),
  }),
  WebhookEndpoint: object({
    id: text,
    agency: text,
    url: text,
    types: orNull(list(text)),
    description: orNull(text),
    state: oneOf('enabled', 'disabled', 'removed'),
    disabled: orNull(object({ reason: oneOf('by-hand', 'gone', 'failing'), at: instant })),
    registeredAt: instant,
  }),
  WebhookDelivery: object({
    id: { ...text, description: 'Sent as `webhook-id`, however often.' },
    endpoint: text,
    event: object({ id: text, type: text, position: text, dossier: orNull(object({ id: text, code: text })) }),
    state: oneOf('owed', 'delivered', 'dead'),
    round: { ...whole, description: '0 at first, one more each time it was asked for again.' },
    owedSince: instant,
    settledAt: orNull(instant),
    attempts: orNull(whole),
    status: orNull(whole),
    reason: orNull(
      oneOf(
        'status',
        'redirected',
        'gone',
        'timeout',
        'connection',
        'tls',
        'name-unresolved',
        'address-refused',
        'out-of-sight',
        'no-secret',
      ),
    ),
  }),
};

export const NOTIFICATION_ROUTES: Descriptions = {
  'GET /api/v1/notices': {
    tag: 'notifications',
    summary: { vi: 'Thông báo nào cho ai, theo căn cứ nào', en: 'Which event owes a notice to whom, with its source' },
    notes:
      '`kind`: `law` names a text, `practice` a report, `product` is our own choice. `verified`: somebody has read it there.',
    answer: { status: 200, schema: object({ data: list(ref('Notice')), page: ref('Page') }) },
  },
  'GET /api/v1/notifications': {
    tag: 'notifications',
    summary: { vi: 'Các thông báo về một hồ sơ', en: 'The notices about a dossier, and what came of them' },
    notes:
      '`void`: there was nobody to tell (`erased`, `no-address`, `no-channel`, `not-of-this-way`). No address is ever shown.',
    listed: true,
    query: { dossier: { schema: text, description: 'Its id or code.' } },
    answer: { status: 200, schema: ref('Notification') },
    problems: ['dossier-not-found'],
  },
};

export const WEBHOOK_ROUTES: Descriptions = {
  [`GET ${BASE}`]: webhooks('Các điểm nhận webhook của cơ quan', "The endpoints of the caller's agency", ref('WebhookEndpoint'), {
    listed: true,
    problems: [],
  }),
  [`POST ${BASE}`]: webhooks('Đăng ký điểm nhận webhook', 'Registers an endpoint', ref('WebhookEndpoint'), {
    notes:
      'For heads and integrations, for their own agency. From now on it gets the events of dossiers that its agency may see, of the `types` it asks for (all, when null), signed as in ' +
      'Standard Webhooks. `secret` stands in this answer only. At least once, in no promised order; `webhook-id` stays the same, so that repeats can be told. Answer 2xx within 10 s; anything else ' +
      'is tried again, usually eight times in all over eight hours (`Retry-After` is heeded), then given up (`state=dead`); 410, or days without one delivery, disable the endpoint. https on port 443 or 8443, to public addresses, redirects are not followed.',
    records: 'once',
    body: { schema: schemaOfBody(RegisterWebhookBody), examples: WEBHOOKS },
    answer: {
      status: 201,
      schema: { allOf: [ref('WebhookEndpoint'), object({ position: orNull(text), 'secret?': text })] },
    },
    problems: ['webhook-url-refused', 'webhook-limit-reached'],
  }),
  [`GET ${BASE}/:endpoint`]: webhooks('Một điểm nhận webhook', 'One endpoint', ref('WebhookEndpoint')),
  [`POST ${BASE}/:endpoint/commands`]: webhooks('Thay đổi điểm nhận webhook', 'Changes an endpoint', ANSWER, {
    notes:
      '`change` · `disable` · `enable` · `rotate-secret` (the new secret stands in this answer; both sign for `overlapHours`) · `remove` (its secrets are destroyed). What is recorded while ' +
      'an endpoint is disabled is not owed to it; what was owed before is held until it is enabled. `replays` brings what it missed.',
    records: 'once',
    body: { schema: COMMAND, examples: WEBHOOK_COMMAND_EXAMPLES },
    answer: { status: 201, schema: ANSWER },
    problems: ['webhook-unknown', 'command-unknown', 'webhook-url-refused'],
  }),
  [`POST ${BASE}/:endpoint/pings`]: webhooks('Gửi thử', 'A test event', ANSWER, {
    notes: 'The type is `WebhookPinged`; it goes out whatever `types` the endpoint asks for.',
    records: 'once',
    answer: { status: 201, schema: ANSWER },
    problems: ['webhook-unknown', 'webhook-disabled'],
  }),
  [`POST ${BASE}/:endpoint/replays`]: webhooks('Gửi lại một khoảng', 'Everything in a range once more', ANSWER, {
    notes:
      'Recorded `from` an instant on, or `after` a position of the feed, up to `to` (now, if not said). Of dossiers that the agency sees now, whether delivered before or not.',
    records: 'once',
    body: { schema: schemaOfBody(ReplayBody), examples: REPLAYS },
    answer: { status: 201, schema: ANSWER },
    problems: ['webhook-unknown', 'webhook-disabled', 'replay-range-invalid', 'cursor-invalid'],
  }),
  [`GET ${BASE}/:endpoint/deliveries`]: webhooks(
    'Các lần gửi',
    'What it is owed and has taken, newest first',
    ref('WebhookDelivery'),
    {
      listed: true,
      query: { state: { schema: oneOf('owed', 'delivered', 'dead'), description: '`dead`: given up.' } },
    },
  ),
  [`GET ${BASE}/:endpoint/deliveries/:delivery`]: webhooks('Một lần gửi', 'One delivery', ref('WebhookDelivery'), {
    problems: ['webhook-unknown', 'delivery-unknown'],
  }),
  [`POST ${BASE}/:endpoint/deliveries/:delivery/replays`]: webhooks(
    'Gửi lại',
    'One delivery once more',
    object({ commandId: text, position: orNull(text), delivery: text }),
    {
      records: 'once',
      answer: { status: 201, schema: object({ commandId: text, position: orNull(text), delivery: text }) },
      problems: ['webhook-unknown', 'delivery-unknown'],
    },
  ),
};
