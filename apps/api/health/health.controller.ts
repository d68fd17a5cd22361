import { HealthChecks, Metrics, type Readiness } from '@lien-thong/health';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/bearer.guard.js';

/** What the machines that run this one ask: does it live, can it work, how does it fare. */
@Controller()
export class HealthController {
  constructor(
    private readonly checks: HealthChecks,
    private readonly metrics: Metrics,
  ) {}

  @Public()
  @Get('health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Public()
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const report = await this.checks.report();
    if (report.status === 'not-ready') reply.status(503).header('Retry-After', '2');
    return report;
  }

  @Public()
  @Get('metrics')
  async measured(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
