import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { ForbiddenAddressError, isPublicAddress } from './webhook-target.js';

/** What the system says of a name. */
type LookUpAll = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * As `dns.lookup`, and an error where any address of the name is not public: which of them is used nobody knows. The
 * connection is made to what this has looked up, so that no second look-up can say something else (DNS rebinding).
 */
export const publicLookup =
  (lookUpAll: LookUpAll = systemLookup): LookupFunction =>
  (hostname, options, done) => {
    lookUpAll(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const forbidden = addresses.find(({ address }) => !isPublicAddress(address));
      if (forbidden) return done(new ForbiddenAddressError(hostname, forbidden.address), '', 0);
      if (options.all === true) return done(null, addresses);
      return done(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
