import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Principal } from '../../common/auth/principal.js';
import { LATEST, type ListEventsQuery } from './dto/list-events.query.js';
import { EventFeed, type FeedPage } from './event-feed.service.js';
import { BEGINNING, type FeedPosition, positionOf } from './event-position.js';
import { typesMatching } from './event-types.js';
import { InvalidCursorError } from './events.errors.js';

const LOOK_EVERY_MS = 250;

/** The feed as it is asked for over HTTP. */
@Injectable()
export class EventsService implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();

  constructor(private readonly feed: EventFeed) {}

  /** Whoever waits is answered: the service ends when the last answer is sent. */
  beforeApplicationShutdown(): void {
    this.ending.abort();
  }

  /** What follows the cursor; waits for it, if the caller wants to. @throws InvalidCursorError */
  async list(principal: Principal, query: ListEventsQuery): Promise<FeedPage> {
    if (query.since === LATEST) return { events: [], at: await this.feed.end(), hasMore: false };
    const filters = {
      course: query.course,
      branch: query.branch,
      types: query.type && typesMatching(query.type),
    };
    const patience = Date.now() + query.wait * 1000;
    for (let since = placeOf(query.since); ;) {
      const page = await this.feed.page(principal, filters, since, query.page_size);
      const isOver = Date.now() >= patience || this.ending.signal.aborted;
      if (page.events.length > 0 || page.hasMore || isOver) return page;
      // What was looked through already needs no second look.
      since = page.at;
      await sleep(LOOK_EVERY_MS);
    }
  }
}

/** @throws InvalidCursorError */
export function placeOf(cursor: string | undefined, parameter = 'since'): FeedPosition {
  if (cursor === undefined) return BEGINNING;
  const place = positionOf(cursor);
  if (!place) throw new InvalidCursorError(parameter);
  return place;
}
