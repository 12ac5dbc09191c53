import { Collection } from '../../../common/pagination/collection.js';
import { sql } from '../../../common/pagination/sql.js';
import { substrings } from '../../../common/pagination/text-search.js';
import { DELIVERY_COLUMNS, type StoredDelivery } from './delivery-store.js';
import { type StoredWebhook, WEBHOOK_COLUMNS, WEBHOOK_JOINS } from './stored-webhook.js';

/** Webhooks, the newest first. */
export const webhookCollection = Collection.of<StoredWebhook>()({
  from: 'webhooks w',
  joins: WEBHOOK_JOINS,
  columns: WEBHOOK_COLUMNS,
  key: 'w.uuid',
  orders: { created: 'w.created' },
  defaultOrder: '-created',
  search: substrings('the URL or the description', `(w.url || ' ' || w.description)`),
  filters: {
    course: (key: string) => sql`w.course_key = ${key}`,
    is_active: (isActive: boolean) => sql`w.is_active = ${isActive}`,
  },
});

/** Deliveries of one webhook, the newest first. */
export const deliveryCollection = Collection.of<StoredDelivery>()({
  from: 'webhook_deliveries d',
  columns: DELIVERY_COLUMNS,
  key: 'd.uuid',
  orders: { created: 'd.created' },
  defaultOrder: '-created',
  search: substrings('the event type or the answer', `concat_ws(' ', d.event_type, d.response_body, d.error)`),
  filters: {
    webhook: (uuid: string) => sql`d.webhook = ${uuid}`,
    state: (state: string) => sql`d.state = ${state}`,
    event: (id: string) => sql`d.event = ${id}::uuid`,
  },
});
