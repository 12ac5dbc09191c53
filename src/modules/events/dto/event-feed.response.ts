import { ApiProperty } from '@nestjs/swagger';
import { NotExpandable } from '../../../common/hypermedia/expandable.js';
import { linked, type LinkContext, ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { type FeedPosition, cursorOf } from '../event-position.js';
import { eventsUrl } from '../events-urls.js';
import { eventLinks } from '../events.links.js';
import type { FeedEvent } from '../feed-event.js';
import { EventResponse } from './event.response.js';
import type { ListEventsQuery } from './list-events.query.js';

/** What was asked. Under a symbol, so that it is never sent: the link to what comes next asks it again. */
export const ASKED = Symbol('courseware:asked');

/** Part of the change feed. It has no numbered pages: a feed grows at its end, and a cursor stays where it is. */
export class EventFeedResponse extends ResourceResponse {
  /** The events, the oldest first. There may be none although `has_more` is true: go on. */
  @ApiProperty({ type: [EventResponse] })
  @NotExpandable('read the event itself for that: each has its `url`.')
  @Minimal()
  readonly results: EventResponse[];

  /** Up to here everything that you may see has been told. Keep it, and send it as `since`. */
  @ApiProperty({ example: 'WzE3XQ' })
  @Minimal()
  readonly cursor: string;

  /** Where the feed goes on; always there. */
  @ApiProperty({ format: 'uri' })
  @Minimal()
  readonly next: string;

  /** Whether there may be more already; otherwise ask again later, or with `wait`. */
  @ApiProperty()
  @Shown()
  readonly has_more: boolean;

  static from(
    this: void,
    { events, at, hasMore }: { events: readonly FeedEvent[]; at: FeedPosition; hasMore: boolean },
    asked: ListEventsQuery,
    context: LinkContext,
  ): Unlinked<EventFeedResponse> {
    const cursor = cursorOf(at);
    const feed = {
      results: events.map((event) => linked(EventResponse.from(event, context.urls), eventLinks, context)),
      cursor,
      next: addressOf(context, { ...asked, since: cursor }),
      has_more: hasMore,
    };
    return Object.assign(feed, { [ASKED]: asked });
  }
}

/** The address of this part of the feed. */
export function addressOf(
  { urls }: LinkContext,
  { since, course, type, branch, page_size, wait }: ListEventsQuery,
): string {
  return eventsUrl(urls, { since, course, type: type?.join(','), branch, page_size, wait: wait || undefined });
}
