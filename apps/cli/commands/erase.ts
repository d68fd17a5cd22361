import { userInfo } from 'node:os';
import { readConfig } from '@lien-thong/config';
import { dossierOfStream } from '@lien-thong/engine';
import { askedWrongly } from '../cli-failure.js';
import { type Command, optional, required } from '../command.js';
import { refuseWithoutLog, streamOf, writing } from '../opening.js';
import { clockTime } from '../wording.js';

const INSTEAD = {
  vi: 'Hãy dừng máy chủ rồi làm lại.',
  en: 'Stop the server and try again.',
};
const LONGEST_BASIS = 500;

export const erase: Command = {
  name: 'erase',
  usage: 'erase <id|code> --legal-basis "…" [--subject <who>] [--agency <code>]',
  about: {
    vi: 'Xóa vĩnh viễn dữ liệu cá nhân của một hồ sơ, theo căn cứ pháp lý (không ghi tên ai vào căn cứ)',
    en: 'Erases the personal data of a dossier for good, on a legal basis (which names nobody)',
  },
  options: { 'legal-basis': { type: 'string' }, subject: { type: 'string' }, agency: { type: 'string' } },
  takes: [1, 1],
  run: async (asked, { env, out }) => {
    const basis = required(asked, 'legal-basis');
    if (basis.length > LONGEST_BASIS)
      throw askedWrongly('--legal-basis quá dài', `--legal-basis: at most ${LONGEST_BASIS} characters`);
    const config = readConfig(env);
    refuseWithoutLog(config);
    const actor = {
      subject: optional(asked, 'subject') ?? userInfo().username,
      agency: optional(asked, 'agency') ?? '',
      roles: ['administrator'],
    };
    return writing(config, INSTEAD, async (engine) => {
      const dossier = dossierOfStream(await streamOf(engine.store, asked.positionals[0] as string));
      const { erasure, repeated } = await engine.erasures.erase(dossier, actor, basis);
      const before = repeated ? ' · đã xóa từ trước / erased before' : '';
      out(
        `✓ ${dossier}: đã xóa dữ liệu cá nhân / personal data erased ${clockTime(erasure.at)} · ${erasure.legalBasis}${before}`,
      );
      return 0;
    });
  },
};
