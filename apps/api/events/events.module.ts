import { Metrics } from '@lien-thong/health';
import { Module, type OnModuleInit } from '@nestjs/common';
import { DossierSight } from './dossier-sight.js';
import { EventFeed } from './event-feed.js';
import { EventsController } from './events.controller.js';
import { OpenStreams } from './open-streams.js';

@Module({ controllers: [EventsController], providers: [DossierSight, EventFeed, OpenStreams] })
export class EventsModule implements OnModuleInit {
  constructor(
    private readonly streams: OpenStreams,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge(
      'lien_thong_event_streams_open',
      'Clients that follow the events as they happen.',
      () => this.streams.size,
    );
  }
}
