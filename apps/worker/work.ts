import type { Config } from '@lien-thong/config';
import { Deliveries, watchDeliveries } from '@lien-thong/deliveries';
import { Engine, openViews } from '@lien-thong/engine';
import {
  HealthChecks,
  Metrics,
  measure,
  opening,
  readinessOf,
  startHealthServer,
  tellProgress,
  type Up,
} from '@lien-thong/health';
import { Worker } from './worker.js';

/** One worker process among others: whoever of them is first rings an alarm, and it is recorded once. */
export const work = (config: Config): Promise<Up> =>
  opening(async (closes) => {
    const engine = await Engine.open(config);
    closes(() => engine.close());
    const views = openViews(engine);
    views.start();
    closes(() => views.stop());
    closes(tellProgress(views));
    const worker = await Worker.start(engine, views, false);
    closes(() => worker.stop());
    const deliveries = Deliveries.open(engine);
    closes(() => deliveries.stop());
    await deliveries.carry({ redisUrl: worker.redisUrl, warn: (remark) => console.warn(`Redis: ${remark}`) });
    const checks = new HealthChecks();
    const metrics = new Metrics();
    watchDeliveries(checks, metrics, deliveries);
    for (const check of readinessOf(engine, views, worker)) checks.register(check);
    measure(metrics, engine, views, worker);
    const server = await startHealthServer(config, checks, metrics);
    closes(() => server.close());
    return { url: server.url };
  });
