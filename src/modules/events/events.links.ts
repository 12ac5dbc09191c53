import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import type { EventResponse } from './dto/event.response.js';
import { eventsUrl, eventUrl } from './events-urls.js';

/** One event. It never changes; what the caller is told of people in it may. */
export const eventLinks: LinkBuilder<EventResponse> = {
  url: ({ id }, { urls }) => eventUrl(urls, id),
  links: ({ id, course, block }, { urls }) =>
    linksOf({
      self: { href: eventUrl(urls, id) },
      collection: { href: eventsUrl(urls) },
      course: course && { href: course.url },
      related: block && { href: block.url, title: 'The block at this version' },
    }),
};
