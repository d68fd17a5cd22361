import { compareHeads, type House, isAllThere, publicKeyOf, readHeadsFile, type SignedHeads } from '@lien-thong/archive';
import { carryOutErasures } from '@lien-thong/engine';
import type { InstallationSecrets } from '@lien-thong/security';
import { type Asked, optional, type Terminal } from '../command.js';
import { clockTime } from '../wording.js';
import { tellingProgress, tellingVerdict } from './telling.js';

/** What `--heads` names, signed by this installation; null without it. @throws BrokenFile. */
export const statedHeads = async (asked: Asked, { signingKey }: InstallationSecrets): Promise<SignedHeads | null> => {
  const file = optional(asked, 'heads');
  return file === undefined ? null : readHeadsFile(file, optional(asked, 'public-key') ?? publicKeyOf(signingKey));
};

/** Nobody who was erased, as the log says, comes back with older keys. */
export const destroyAgain = async ({ log, keys }: House, { out }: Terminal): Promise<void> => {
  const again = await carryOutErasures(log, keys);
  if (again.length > 0) out(`! ${again.length} khóa được hủy lại theo nhật ký / keys destroyed again, as the log says`);
};

/** Says what a house lacks of what was stated. 0: nothing. */
export const heldAgainst = async (house: House, stated: SignedHeads, terminal: Terminal): Promise<0 | 1> => {
  const verdict = await compareHeads(house, stated, tellingProgress(terminal));
  const { at, events, streams } = stated.signed.statement;
  const what = `${clockTime(at)}: ${events} sự kiện / events, ${streams} luồng / streams`;
  tellingVerdict(terminal, verdict);
  if (isAllThere(verdict)) {
    terminal.out(`✓ Đủ như đã ký / all there as stated, ${what}; ${verdict.newer} mới hơn / newer`);
    return 0;
  }
  const { lacking, rewritten, broken, revived } = verdict;
  const lost = lacking.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  terminal.out(
    [
      `✗ Không như đã ký / not as stated, ${what}`,
      `thiếu / lacks ${lost} sự kiện / events (${lacking.length} luồng / streams)`,
      `viết lại / rewritten ${rewritten.length}`,
      `đứt / broken ${broken.length}`,
      `khóa sống lại / keys back ${revived.length}`,
    ].join(' · '),
  );
  return 1;
};
