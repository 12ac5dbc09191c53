import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What may be told events, and what not (operations.md C1.7 SSRF). */
export interface TargetRules {
  /** Whether addresses of this machine and of private networks count, and plain http. `WEBHOOK_ALLOW_PRIVATE`. */
  readonly allowPrivate: boolean;
}

/** Why a request was not sent to an address. */
export class ForbiddenAddressError extends Error {
  constructor(host: string, address: string) {
    super(`${host} is at ${address}, which is no public address`);
    this.name = 'ForbiddenAddressError';
  }
}

/**
 * What is wrong with the URL of a webhook; null for nothing. Names are looked up only when something is sent, and each time:
 * what a name stands for today it need not stand for tomorrow.
 */
export function targetFault(text: string, { allowPrivate }: TargetRules): string | null {
  const url = URL.parse(text);
  if (!url || !['https:', 'http:'].includes(url.protocol)) return 'must be an absolute https URL';
  if (url.protocol === 'http:' && !allowPrivate) return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.hash !== '') return 'must not have a fragment';
  const literal = literalAddress(url.hostname);
  if (literal !== null && !allowPrivate && !isPublicAddress(literal))
    return 'must not be an address of this machine or of a private network';
  if (!allowPrivate && /(^|\.)(localhost|local|internal)\.?$/i.test(url.hostname))
    return 'must not be a name of this machine or of a private network';
  return null;
}

/** An IP address in the place of a host name, in its plain form; null for a name. URLs have made decimal and hexadecimal ones plain. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? null : bare;
}

/**
 * Whether an address is one of the public internet: not this machine, a private or link-local network (where clouds keep their
 * metadata), multicast, or a form that carries another address in it.
 */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  return ipaddr.process(bare).range() === 'unicast';
}
