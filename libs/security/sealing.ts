import { contextOf, decrypt, encrypt } from './aead.js';
import type { KeyStore } from './keys/key-store.js';

export type PersonalData = Readonly<Record<string, unknown>>;

export interface Sealer {
  /**
   * The personal part of one event, sealed under its stream's key. `first` says that the stream may not have a key yet: it
   * is made, and durable, before this resolves. Throws `PersonErased` when the key was destroyed.
   */
  seal(stream: string, eventId: string, personal: PersonalData, first: boolean): Promise<string>;
  /** `null` when the person was erased. Throws `SealBroken` when the text is not what was sealed for this very event. */
  open(stream: string, eventId: string, sealed: string): Promise<PersonalData | null>;
}

/** Nothing more can be sealed for this stream: its key was destroyed. */
export class PersonErased extends Error {
  constructor(readonly stream: string) {
    super(`the personal data of ${stream} were erased`);
    this.name = 'PersonErased';
  }
}

/** The sealed text was changed, moved to another event, or has a form that this version does not know. */
export class SealBroken extends Error {
  constructor(
    readonly stream: string,
    readonly eventId: string,
  ) {
    super(`the sealed data of event ${eventId} in ${stream} cannot be opened`);
    this.name = 'SealBroken';
  }
}

const VERSION = 'v1';
const PADDED_TO = 32;

export const createSealer = (keys: KeyStore): Sealer => ({
  async seal(stream, eventId, personal, first) {
    const key = await keys.keyFor(stream, first);
    if (key === null) throw new PersonErased(stream);
    const box = encrypt(key, padded(JSON.stringify(personal)), contextOf('lien-thong/sealed', VERSION, stream, eventId));
    return `${VERSION}.${box.toString('base64url')}`;
  },

  async open(stream, eventId, sealed) {
    const key = await keys.keyFor(stream, false);
    if (key === null) return null;
    const box = boxOf(sealed);
    const plain = box && decrypt(key, box, contextOf('lien-thong/sealed', VERSION, stream, eventId));
    if (plain === null) throw new SealBroken(stream, eventId);
    return JSON.parse(plain.toString('utf8')) as PersonalData;
  },
});

/** `null` unless it is exactly a text that `seal` could have written: Node alone would read past stray characters. */
const boxOf = (sealed: string): Buffer | null => {
  const text = sealed.slice(VERSION.length + 1);
  const box = Buffer.from(text, 'base64url');
  return sealed.startsWith(`${VERSION}.`) && box.toString('base64url') === text ? box : null;
};

/** Blanks after a JSON text mean nothing: they hide how long a name is. */
const padded = (json: string): Buffer => {
  const bytes = Buffer.from(json, 'utf8');
  const blanks = Buffer.alloc((PADDED_TO - (bytes.length % PADDED_TO)) % PADDED_TO, ' ');
  return Buffer.concat([bytes, blanks]);
};
