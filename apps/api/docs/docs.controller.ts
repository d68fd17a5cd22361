import { Controller, Get, Header, Headers, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/bearer.guard.js';
import type { ProblemAdapter } from '../http/problem-adapter.js';
import { openApi } from './openapi/document.js';
import type { Schema } from './openapi/schema.js';
import { documentPage } from './page.js';
import { problemList, problemsPage } from './problems-page.js';
import { STYLE } from './style.js';

const PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const HTML = 'text/html; charset=utf-8';

/** The contract as this very process has it: for machines, and to read. Everything is local; no page runs a script. */
@Controller('api')
export class DocsController {
  #document: Schema | null = null;

  constructor(private readonly host: HttpAdapterHost<ProblemAdapter>) {}

  @Public()
  @Get('openapi.json')
  document(): Schema {
    this.#document ??= openApi(this.host.httpAdapter.routes);
    return this.#document;
  }

  @Public()
  @Get('docs')
  @Header('Content-Type', HTML)
  @Header('Content-Security-Policy', PAGE_POLICY)
  page(): string {
    return documentPage(this.document());
  }

  @Public()
  @Get('docs/style.css')
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  style(): string {
    return STYLE;
  }

  @Public()
  @Get('docs/problems')
  problems(@Headers('accept') accept: string | undefined, @Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('Vary', 'Accept');
    if (!/\btext\/html\b/.test(accept ?? '')) return problemList();
    reply.type(HTML).header('Content-Security-Policy', PAGE_POLICY);
    return problemsPage();
  }
}
