import { describe, expect, it } from '@jest/globals';
import { APPEND_LIMIT_BYTES } from '../append-rules.js';
import type { EventStore } from '../event-store.js';
import type { Json } from '../json.js';
import { AppendTooLarge, InvalidEvent, InvalidStream } from '../store-errors.js';
import { anEvent, someStream } from './fixtures.js';

const unfit: readonly [string, unknown][] = [
  ['a BigInt', { amount: 10n }],
  ['undefined', { note: undefined }],
  ['undefined in a list', [undefined]],
  ['NaN', { n: Number.NaN }],
  ['an infinity', { n: Number.POSITIVE_INFINITY }],
  ['a lone surrogate', { name: 'Nguy\ud800n' }],
  ['a lone surrogate in a key', { '\udc00': 1 }],
  ['a date', { at: new Date(0) }],
  ['a map', { facts: new Map() }],
  ['a function', { f: () => 1 }],
];

/** Refused before the wire: nothing of it reaches the log. */
export const refusalContract = (store: () => EventStore): void => {
  describe('refusals', () => {
    for (const [what, data] of unfit) {
      it(`refuses ${what}`, async () => {
        const stream = someStream();
        const append = store().append(stream, 'no-stream', [anEvent(), anEvent(data as Json)]);
        await expect(append).rejects.toBeInstanceOf(InvalidEvent);
        expect(await store().readStream(stream)).toEqual([]);
      });
    }

    it('refuses an empty append, an event id twice and an id that is none', async () => {
      const event = anEvent();
      await expect(store().append(someStream(), 'no-stream', [])).rejects.toThrow('no events');
      await expect(store().append(someStream(), 'no-stream', [event, event])).rejects.toThrow('one event id twice');
      await expect(store().append(someStream(), 'no-stream', [{ ...event, id: '17' }])).rejects.toThrow('no UUID');
      await expect(store().append(someStream(), 'no-stream', [{ ...event, type: '$ce' }])).rejects.toThrow('no event name');
      await expect(store().append(someStream(), -1, [event])).rejects.toThrow('expected revision -1');
    });

    it('refuses what is no stream name', async () => {
      for (const stream of [
        '$dossier-1',
        'dossier',
        'dossier-',
        '-1',
        'dos sier-1',
        'dossier-a b',
        'dossier-\n',
        'dossier-\u0301a',
        `d-${'x'.repeat(250)}`,
      ]) {
        await expect(store().append(stream, 'no-stream', [anEvent()])).rejects.toBeInstanceOf(InvalidStream);
        await expect(store().readStream(stream)).rejects.toBeInstanceOf(InvalidStream);
      }
    });

    it('takes many events up to one mebibyte in all and refuses more', async () => {
      const stream = someStream();
      const half = () => anEvent({ text: 'ạ'.repeat(170_000) });
      await expect(store().append(stream, 'no-stream', [half(), half(), half()])).rejects.toMatchObject({
        name: 'AppendTooLarge',
        limit: APPEND_LIMIT_BYTES,
        message: expect.stringContaining('1048576 bytes'),
      });
      await expect(store().append(stream, 'no-stream', [anEvent({ text: 'x'.repeat(1_048_576) })])).rejects.toBeInstanceOf(
        AppendTooLarge,
      );
      expect(await store().append(stream, 'no-stream', [half(), half()])).toMatchObject({ revision: 1 });
    });
  });
};
