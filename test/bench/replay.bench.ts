import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@lien-thong/config';
import { decode, dossierDecider, encode } from '@lien-thong/domain';
import { Engine, seedDemo } from '@lien-thong/engine';
import { executor } from '@lien-thong/event-store';
import { civilStatusCopies, constructionPermit, criminalRecord, landChange } from '@lien-thong/procedures';
import { machine, probes, table } from './probes.js';

/** The dossiers of the demo province, read, decoded and folded, against JSON.parse of the same bytes. */
export default async (): Promise<void> => {
  const dataDir = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'lien-thong-replay-'));
  const engine = await Engine.open(readConfig({ LIEN_THONG_DATA_DIR: dataDir }));
  try {
    for (const procedure of [landChange, criminalRecord, civilStatusCopies, constructionPermit])
      await engine.catalogues.registerBuiltIn(procedure);
    await seedDemo(engine);
    const texts: string[] = [];
    const streams = new Set<string>();
    for (let after: string | null = null; ; ) {
      const { events, next } = await engine.store.readAll({ after, limit: 5_000, filter: { streams: ['dossier-'] } });
      for (const { stream, data, metadata } of events) {
        streams.add(stream);
        texts.push(JSON.stringify(data), JSON.stringify(metadata));
      }
      if (events.length === 0) break;
      after = next;
    }
    const reading = executor({
      store: engine.store,
      decider: dossierDecider(engine.rules),
      codec: { encode, decode } as never,
      now: Date.now,
      cache: { streams: 0 },
    });
    const best = async (work: () => Promise<void> | void): Promise<number> => {
      let fastest = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 12; round += 1) {
        const begin = performance.now();
        await work();
        fastest = Math.min(fastest, performance.now() - begin);
      }
      return texts.length / 2 / (fastest / 1_000);
    };
    const parse = await best(() => {
      for (const text of texts) JSON.parse(text);
    });
    const replay = await best(async () => {
      for (const stream of streams) await reading.load(stream);
    });
    const { jsonParseMBPerSecond } = probes();
    console.log(`\n${machine()}; JSON.parse ${Math.round(jsonParseMBPerSecond)} MB/s\n`);
    console.log(
      table(
        ['dossiers', 'events', 'replayed per second', 'JSON.parse of the same per second', '× JSON.parse (aim 0.4)'],
        [[streams.size, texts.length / 2, replay, parse, replay / parse]],
      ),
    );
  } finally {
    await engine.close();
    rmSync(dataDir, { recursive: true });
  }
};
