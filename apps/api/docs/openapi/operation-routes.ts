import type { Descriptions } from './description.js';
import { object, oneOf, record, ref, text } from './schema.js';

const open = true as const;
const tag = 'operation';

/** What stands at the root and needs no token. */
export const OPERATION_ROUTES: Descriptions = {
  'GET /health/live': {
    tag,
    open,
    summary: { vi: 'Tiến trình còn sống', en: 'The process lives' },
    answer: { status: 200, schema: object({ status: oneOf('live') }) },
  },
  'GET /health/ready': {
    tag,
    open,
    summary: { vi: 'Sẵn sàng nhận việc', en: 'It can take work' },
    notes: '503 with the same shape when it cannot.',
    answer: { status: 200, schema: ref('Readiness') },
  },
  'GET /metrics': {
    tag,
    open,
    summary: { vi: 'Số đo cho Prometheus', en: 'Metrics for Prometheus' },
    answer: { status: 200, type: 'text/plain' },
  },
  'GET /api/openapi.json': {
    tag,
    open,
    summary: { vi: 'Tài liệu OpenAPI', en: 'This document' },
    answer: { status: 200, schema: object({ openapi: text, paths: record({}) }) },
  },
  'GET /api/docs': {
    tag,
    open,
    summary: { vi: 'Trang tài liệu', en: 'This document, to read' },
    answer: { status: 200, type: 'text/html' },
  },
  'GET /api/docs/style.css': {
    tag,
    open,
    summary: { vi: 'Kiểu chữ của trang', en: 'The style of the pages' },
    answer: { status: 200, type: 'text/css' },
  },
  'GET /api/docs/problems': {
    tag,
    open,
    summary: { vi: 'Mọi mã lỗi và ý nghĩa', en: 'Every problem code with its meaning' },
    notes: 'HTML, or JSON by `Accept`.',
    answer: {
      status: 200,
      schema: object({
        data: { type: 'array', items: object({ code: text, status: { type: 'integer' }, messages: ref('Text') }) },
      }),
    },
  },
};
