import { ItemCollection } from '../../common/pagination/item-collection.js';
import type { Session } from './session-store.js';

/** The sessions of one account: there are never many, and not every store can sort. The ones in use come first. */
export const sessionCollection = ItemCollection.of<Session>()({
  orders: {
    last_seen: ({ lastSeen }) => lastSeen.getTime(),
    created: ({ created }) => created.getTime(),
    expires: ({ expires }) => expires.getTime(),
  },
  defaultOrder: '-last_seen',
  search: { searched: 'the device and the address', texts: ({ userAgent, address }) => [userAgent, address] },
});
