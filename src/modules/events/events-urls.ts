import type { ApiUrls, LinkQuery } from '../../common/hypermedia/api-urls.js';

const WEBHOOKS = '/api/event/v1/webhooks/';

/** Addresses of events and webhooks. Ids are UUIDs, which need no encoding. */
export const eventsUrl = (urls: ApiUrls, query?: LinkQuery): string => urls.events(query);
export const eventUrl = (urls: ApiUrls, id: string): string => `${urls.events()}${id}/`;
export const webhooksUrl = (urls: ApiUrls): string => urls.at(WEBHOOKS);
export const webhookUrl = (urls: ApiUrls, id: string): string => urls.at(`${WEBHOOKS}${id}/`);
/** Of a webhook: `deliveries`, `replays`, `pings`, `secrets`. */
export const webhookPartUrl = (urls: ApiUrls, id: string, part: string): string => urls.at(`${WEBHOOKS}${id}/${part}/`);
export const deliveryUrl = (urls: ApiUrls, webhook: string, id: string): string =>
  urls.at(`${WEBHOOKS}${webhook}/deliveries/${id}/`);
export const redeliveriesUrl = (urls: ApiUrls, webhook: string, id: string): string =>
  urls.at(`${WEBHOOKS}${webhook}/deliveries/${id}/redeliveries/`);
