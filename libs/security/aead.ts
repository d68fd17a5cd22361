import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/** AES-256-GCM with a random 96-bit iv. The box is `iv (12) · ciphertext · tag (16)`. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const BOX_OVERHEAD = IV_BYTES + TAG_BYTES;

export const encrypt = (key: KeyObject, plain: Buffer, context: Buffer): Buffer => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(context);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** `null` when the box, the key or the context is not the one it was made with. */
export const decrypt = (key: KeyObject, box: Buffer, context: Buffer): Buffer | null => {
  if (box.length < BOX_OVERHEAD) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(context).setAuthTag(box.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(box.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
};

/** What a box is bound to. A JSON list, so that no two lists of parts give the same bytes. */
export const contextOf = (...parts: readonly string[]): Buffer => Buffer.from(JSON.stringify(parts), 'utf8');
