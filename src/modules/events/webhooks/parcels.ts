import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/auth/principal.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { linked } from '../../../common/hypermedia/links.js';
import { EventResponse } from '../dto/event.response.js';
import { PING } from '../event-types.js';
import { eventLinks } from '../events.links.js';
import type { FeedEvent } from '../feed-event.js';

/** What is sent. */
export interface Parcel {
  /** `webhook-id`: the same each time that the same is sent. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** Makes of an event what is sent of it. */
@Injectable()
export class Parcels {
  constructor(private readonly urls: ApiUrls) {}

  /** The event as the principal would read it. */
  of(event: FeedEvent, principal: Principal): Parcel {
    const context = { urls: this.urls, principal };
    return { id: event.id, body: JSON.stringify(linked(EventResponse.from(event, this.urls), eventLinks, context)) };
  }

  /** @param delivery that tells what came of it */
  ping(webhook: string, delivery: string): Parcel {
    const ping = {
      id: delivery,
      type: PING,
      source: this.urls.at('/'),
      time: new Date().toISOString(),
      data: { webhook },
    };
    return { id: delivery, body: JSON.stringify(ping) };
  }
}
