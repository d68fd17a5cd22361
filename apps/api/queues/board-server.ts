import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { AppControllerRoute, AppViewRoute, BullBoardQueues, IServerAdapter, UIConfig } from '@bull-board/api/typings/app';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

/**
 * Bull-board on our Fastify. Its own adapter registers every route; this one has those that read, so that there is none which
 * could change a queue, and serves exactly the files that are there.
 */
export class BoardServer implements IServerAdapter {
  #queues: BullBoardQueues = new Map() as BullBoardQueues;
  #views = '';
  #files = '';
  #entry!: AppViewRoute;
  #routes: readonly AppControllerRoute[] = [];
  #ui: UIConfig = {};

  constructor(
    private readonly path: string,
    private readonly isThere: () => boolean,
  ) {}

  setQueues(queues: BullBoardQueues): this {
    this.#queues = queues;
    return this;
  }
  setViewsPath(views: string): this {
    this.#views = views;
    return this;
  }
  setStaticPath(_route: string, files: string): this {
    this.#files = files;
    return this;
  }
  setEntryRoute(entry: AppViewRoute): this {
    this.#entry = entry;
    return this;
  }
  /** Its own would tell what was thrown. */
  setErrorHandler(): this {
    return this;
  }
  setApiRoutes(routes: AppControllerRoute[]): this {
    this.#routes = routes.filter(({ method }) => String(method).toLowerCase() === 'get');
    return this;
  }
  setUIConfig(ui: UIConfig): this {
    this.#ui = ui;
    return this;
  }

  /** Registers pages, files and reads in a scope of its own, whose prefix is the path. */
  serve(scope: FastifyInstance): void {
    for (const url of [this.#entry.route].flat())
      scope.get(url, async (_request, reply) => reply.type('text/html; charset=utf-8').send(this.#page()));
    for (const { route, handler } of this.#routes)
      for (const url of [route].flat()) scope.get(url, (request, reply) => this.#read(handler, request, reply));
    for (const file of filesIn(this.#files))
      scope.get(`/static/${file}`, async (_request, reply) =>
        reply.type(TYPES[extname(file)] ?? 'text/plain; charset=utf-8').send(await readFile(join(this.#files, file))),
      );
  }

  #page(): string {
    const { name, params } = this.#entry.handler({ basePath: this.path, uiConfig: this.#ui });
    const values = params as unknown as Readonly<Record<string, string>>;
    return readFileSync(join(this.#views, name), 'utf8')
      .replace(/<%([-=]) (\w+) %>/g, (_, raw: string, key: string) => (raw === '-' ? values[key] : escaped(values[key])) ?? '')
      .replace(FOREIGN_LINK, '');
  }

  async #read(handler: AppControllerRoute['handler'], request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { params, query, body, headers } = request as { params: object; query: object; body: unknown; headers: object };
    try {
      if (!this.isThere()) throw new Error('Redis is away');
      const asked = { queues: this.#queues, uiConfig: this.#ui, params, query, body, headers };
      const answer = await handler(asked as Parameters<typeof handler>[0]);
      return await reply.status(answer.status ?? 200).send(answer.body);
    } catch {
      return reply.status(503).header('Retry-After', '2').send({ error: 'unavailable' });
    }
  }
}

/** The board comes with a link to a font on another's server. */
const FOREIGN_LINK = /<link [^>]*href="https?:\/\/[^>]*>/g;

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

const escaped = (text = ''): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
