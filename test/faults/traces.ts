/** Ways in which a text could stand in a file and be read there. */
const FORMS: Readonly<Record<string, (secret: string) => readonly Buffer[]>> = {
  'UTF-8': (secret) => [Buffer.from(secret.normalize('NFC')), Buffer.from(secret.normalize('NFD'))],
  'UTF-16': (secret) => [Buffer.from(secret, 'utf16le'), Buffer.from(secret, 'utf16le').swap16()],
  base64: (secret) => [0, 1, 2].flatMap((shift) => inBase64(Buffer.from(secret), shift)),
  percent: (secret) => [Buffer.from(encodeURIComponent(secret))],
  'JSON escapes': (secret) => [Buffer.from(escaped(secret))],
};

/** The three ways in which base64 can cut the same bytes, without the letters that depend on the neighbours. */
const inBase64 = (bytes: Buffer, shift: number): Buffer[] => {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const certain = text.slice(shift === 0 ? 0 : shift + 1, Math.floor(((shift + bytes.length) * 8) / 6));
  return [Buffer.from(certain), Buffer.from(certain.replaceAll('+', '-').replaceAll('/', '_'))];
};

const escaped = (secret: string): string =>
  secret.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Without accents and in small letters, as a search would keep it. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();

/** In which forms `secret` can be read in `bytes`; none when it cannot. */
export const foundIn = (bytes: Buffer, secret: string): string[] => {
  const found = Object.entries(FORMS).flatMap(([form, of]) =>
    of(secret).some((needle) => bytes.includes(needle)) ? [form] : [],
  );
  if (found.length > 0) return found;
  return fold(bytes.toString('utf8')).includes(fold(secret)) ? ['folded'] : [];
};
