import { isIP, isIPv6 } from 'node:net';

/**
 * What one client cannot choose of its address: an IPv4 address, or the first 64 bits of an IPv6 one, of which every
 * household has the other 64 to itself. What is no address, which only a broken proxy sends, counts as one client.
 */
export function clientAddress(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(ip)) return isIP(ip) === 0 ? 'unknown' : ip;
  const [head, tail] = ip.split('%', 1)[0]!.split('::') as [string, string?];
  const [first, last] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const zeros = tail === undefined ? [] : new Array<string>(8 - first.length - last.length).fill('0');
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}
