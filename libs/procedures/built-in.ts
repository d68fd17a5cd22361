import type { ProcedureDefinition } from '@lien-thong/domain';
import landChangeData from './data/9.900001.v1.json' with { type: 'json' };
import criminalRecordData from './data/9.900002.v1.json' with { type: 'json' };
import civilStatusCopiesData from './data/9.900003.v1.json' with { type: 'json' };
import constructionPermitData from './data/9.900004.v1.json' with { type: 'json' };
import { frozen } from './frozen.js';

/** The type checker reads JSON as plain strings; `built-in.spec.ts` holds the files to the schema. */
const definition = (data: unknown): ProcedureDefinition => frozen(data as ProcedureDefinition);

/** Đăng ký biến động đất đai: ten steps, 13 working days net, tax excluded, payment paused. */
export const landChange = definition(landChangeData);

/** Cấp Phiếu lý lịch tư pháp: local look-up, national check, verification at court where needed. */
export const criminalRecord = definition(criminalRecordData);

/** Cấp bản sao trích lục hộ tịch: the same day, or the next for a receipt after 15:00. */
export const civilStatusCopies = definition(civilStatusCopiesData);

/** Cấp giấy phép xây dựng: three opinions side by side, one policy of silence each. */
export const constructionPermit = definition(constructionPermitData);
