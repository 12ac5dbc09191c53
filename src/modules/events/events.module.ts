import { Module } from '@nestjs/common';
import { EventFeed } from './event-feed.service.js';
import { EventNumbering } from './event-numbering.js';
import { EventRows } from './event-rows.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { VisibleBlocks } from './visible-blocks.js';

/** What has happened, and whom to tell of it (ADR 0023). */
@Module({
  controllers: [EventsController],
  providers: [EventRows, VisibleBlocks, EventFeed, EventsService, EventNumbering],
})
export class EventsModule {}
