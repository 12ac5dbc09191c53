import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { EventFeedResponse } from './dto/event-feed.response.js';
import { EventResponse } from './dto/event.response.js';
import { ListEventsQuery } from './dto/list-events.query.js';
import { eventFeedLinks } from './event-feed.links.js';
import { EventFeed } from './event-feed.service.js';
import { eventLinks } from './events.links.js';
import { EventsService } from './events.service.js';

/** What has happened, in the order in which it became so (operations.md D11; research/endpoints.md E14, E21). */
@ApiTags('Events')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/event/v1/events')
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly feed: EventFeed,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('events.view_event')
  @ReturnsResource(EventFeedResponse, eventFeedLinks, { description: 'Part of the feed.' })
  @ApiOperation({
    operationId: 'events_list',
    summary: 'Follow what happens',
    description:
      'The change feed, oldest first, by cursor: whoever goes on from `cursor` misses nothing and is told nothing twice, whatever is written meanwhile. You are told of what you may read: drafts for course teams, what is published for those who read it, enrollments and roles of yourself and, for teams, of the course. An event appears within a second of its commit. `…deleted` stands for what is no longer there. With a course of a new consumer: take the cursor of `?since=latest`, read the course, then follow from the cursor.',
  })
  async list(@Query() query: ListEventsQuery, @Caller() principal: Principal): Promise<Unlinked<EventFeedResponse>> {
    return EventFeedResponse.from(await this.events.list(principal, query), query, { urls: this.urls, principal });
  }

  @Get(':event_id')
  @Access('events.view_event')
  @ReturnsResource(EventResponse, eventLinks)
  @ApiParam({ name: 'event_id', format: 'uuid', description: 'UUID of the event.' })
  @ApiOperation({
    operationId: 'events_retrieve',
    summary: 'Read one event',
    description: 'For whoever sees it in the feed; for others it does not exist (404).',
  })
  async retrieve(
    @Param('event_id') id: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<EventResponse>> {
    return EventResponse.from(await this.feed.get(principal, id.toLowerCase()), this.urls);
  }
}
