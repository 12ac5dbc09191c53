import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { deliveryUrl, eventsUrl, redeliveriesUrl, webhookPartUrl, webhooksUrl, webhookUrl } from '../events-urls.js';
import type { DeliveryResponse } from './dto/delivery.response.js';
import { versionOfResponse, type WebhookResponse } from './dto/webhook.response.js';

/** One webhook: whoever sees it may do everything with it. */
export const webhookLinks: LinkBuilder<WebhookResponse> = {
  url: ({ id }, { urls }) => webhookUrl(urls, id),
  version: versionOfResponse,
  // How far it has come is no version: nobody overwrites it.
  circumstances: ({ cursor }) => [cursor],
  links: ({ id, course, owner, cursor }, { urls }) =>
    linksOf({
      self: { href: webhookUrl(urls, id) },
      collection: { href: webhooksUrl(urls) },
      edit: { href: webhookUrl(urls, id), method: 'PATCH', title: 'Change it, or turn it on or off' },
      remove: { href: webhookUrl(urls, id), method: 'DELETE', title: 'Delete it' },
      deliveries: { href: webhookPartUrl(urls, id, 'deliveries') },
      ping: { href: webhookPartUrl(urls, id, 'pings'), method: 'POST', title: 'Try it' },
      replay: {
        href: webhookPartUrl(urls, id, 'replays'),
        method: 'POST',
        title: 'Have everything since a cursor sent again',
      },
      secret: { href: webhookPartUrl(urls, id, 'secrets'), method: 'POST', title: 'Replace the secret' },
      events: { href: eventsUrl(urls, { since: cursor, course: course?.course_key }), title: 'What comes next' },
      course: course && { href: course.url },
      account: { href: owner.url },
    }),
};

/** One delivery. */
export const deliveryLinks: LinkBuilder<DeliveryResponse> = {
  url: ({ id, webhook }, { urls }) => deliveryUrl(urls, webhook.id, id),
  links: ({ id, webhook, event }, { urls }) =>
    linksOf({
      self: { href: deliveryUrl(urls, webhook.id, id) },
      collection: { href: webhookPartUrl(urls, webhook.id, 'deliveries') },
      up: { href: webhook.url },
      redeliver: {
        href: redeliveriesUrl(urls, webhook.id, id),
        method: 'POST',
        title: 'Send it again',
      },
      event: event && { href: event.url },
    }),
};
