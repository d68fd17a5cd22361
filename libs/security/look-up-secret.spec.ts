import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MemoryKeyStore } from './keys/memory-key-store.js';
import { isLookUpSecret, lookUpSecretOf } from './look-up-secret.js';

const withKeys = async (...streams: string[]): Promise<MemoryKeyStore> => {
  const keys = new MemoryKeyStore(createSecretKey(Buffer.alloc(32, 1)));
  for (const stream of streams) await keys.keyFor(stream, true);
  return keys;
};

describe('the secret on a receipt', () => {
  it('is short, unambiguous and always the same for one dossier', async () => {
    const keys = await withKeys('dossier-1', 'dossier-2');
    const secret = await lookUpSecretOf(keys, 'dossier-1');
    expect(secret).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(await lookUpSecretOf(keys, 'dossier-1')).toBe(secret);
    expect(await lookUpSecretOf(keys, 'dossier-2')).not.toBe(secret);
  });

  it('dies with the key of its dossier', async () => {
    const keys = await withKeys('dossier-1');
    await keys.destroy('dossier-1');
    expect(await lookUpSecretOf(keys, 'dossier-1')).toBeNull();
  });

  it.each(['K0QM-12WD-9FHT', 'k0qm12wd9fht', ' K0QM 12WD 9FHT ', 'KOQM-I2WD-9FHT', 'koqm l2wd 9fht'])(
    'is recognised as %p',
    (given) => expect(isLookUpSecret('K0QM-12WD-9FHT', given)).toBe(true),
  );

  it.each(['', 'K0QM-12WD-9FH', 'K0QM-12WD-9FHTT', 'K0QM-12WD-9FHV', 'K0QM-12WD-9FHŔ', '\u{1F600}'])('is not %p', (given) =>
    expect(isLookUpSecret('K0QM-12WD-9FHT', given)).toBe(false),
  );
});
