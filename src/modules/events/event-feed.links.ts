import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { addressOf, ASKED, type EventFeedResponse } from './dto/event-feed.response.js';
import type { ListEventsQuery } from './dto/list-events.query.js';
import { eventsUrl, webhooksUrl } from './events-urls.js';

const askedOf = (feed: object): ListEventsQuery => (feed as { readonly [ASKED]: ListEventsQuery })[ASKED];

/** Part of the feed. */
export const eventFeedLinks: LinkBuilder<EventFeedResponse> = {
  url: (feed, context) => addressOf(context, askedOf(feed)),
  links: (feed, context) =>
    linksOf({
      self: { href: addressOf(context, askedOf(feed)) },
      first: { href: addressOf(context, { ...askedOf(feed), since: undefined }) },
      next: { href: feed.next },
      last: { href: eventsUrl(context.urls, { since: 'latest' }), title: 'The end of the feed as it is now' },
      webhooks: !context.principal.isAnonymous && {
        href: webhooksUrl(context.urls),
        title: 'Be told in place of asking',
      },
    }),
};
