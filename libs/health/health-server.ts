import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HealthChecks } from './health-checks.js';
import type { Metrics } from './metrics.js';

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `GET /health/live`, `/health/ready` and `/metrics` for a process that has no API: what its supervisor and Prometheus ask. */
export const startHealthServer = async (
  at: { readonly host: string; readonly port: number },
  checks: HealthChecks,
  metrics: Metrics,
): Promise<HealthServer> => {
  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/health/live': async (response) => json(response, 200, { status: 'live' }),
    '/health/ready': async (response) => {
      const report = await checks.report();
      json(response, report.status === 'ready' ? 200 : 503, report);
    },
    '/metrics': async (response) => {
      response.setHeader('content-type', metrics.registry.contentType);
      response.end(await metrics.registry.metrics());
    },
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] as string;
    const route = request.method === 'GET' && Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) return json(response, 404, { status: 'not-found' });
    route(response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`, close };
};

const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};
