import type { Config } from '@lien-thong/config';
import { Deliveries, watchDeliveries } from '@lien-thong/deliveries';
import { Engine, openViews } from '@lien-thong/engine';
import { HealthChecks, Metrics, measure, readinessOf, startHealthServer, tellProgress, type Up } from '@lien-thong/health';
import { Worker } from './worker.js';

/** One worker process among others: whoever of them is first rings an alarm, and it is recorded once. */
export const work = async (config: Config): Promise<Up> => {
  const closing: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const engine = await Engine.open(config);
    closing.push(() => engine.close());
    const views = openViews(engine);
    views.start();
    closing.push(() => views.stop());
    closing.push(tellProgress(views));
    const worker = await Worker.start(engine, views, false);
    closing.push(() => worker.stop());
    const deliveries = Deliveries.open(engine);
    closing.push(() => deliveries.stop());
    await deliveries.carry({ redisUrl: worker.redisUrl, warn: (remark) => console.warn(`Redis: ${remark}`) });
    const checks = new HealthChecks();
    const metrics = new Metrics();
    watchDeliveries(checks, metrics, deliveries);
    for (const check of readinessOf(engine, views, worker)) checks.register(check);
    measure(metrics, engine, views, worker);
    const server = await startHealthServer(config, checks, metrics);
    closing.push(() => server.close());
    return { url: server.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
