import type { LookupAddress } from 'node:dns';
import https from 'node:https';
import { publicLookup } from './public-lookup.js';

const OTHER: LookupAddress = { address: '93.184.215.14', family: 4 };

/** A name server, which cannot run here, that says this of every name. */
const says = (...addresses: LookupAddress[]) =>
  publicLookup((_, __, done) => {
    done(null, addresses);
  });

const lookUp = (lookup: ReturnType<typeof says>, options = {}): Promise<unknown> =>
  new Promise((resolve, reject) => {
    lookup('example.org', options, (error, address) => (error ? reject(error) : resolve(address)));
  });

describe('Looking up the name of a receiver (operations.md C1.7)', () => {
  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:192.168.0.1', 'fd00::1', '203.0.113.7'])(
    'refuses a name that stands for %s, beside a public address as well',
    async (address) => {
      const bad = { address, family: address.includes(':') ? 6 : 4 };
      await expect(lookUp(says(bad))).rejects.toThrow(/no public address/);
      await expect(lookUp(says(OTHER, bad), { all: true })).rejects.toThrow(/no public address/);
    },
  );

  it('gives public addresses in the form that was asked for', async () => {
    expect(await lookUp(says(OTHER))).toBe(OTHER.address);
    expect(await lookUp(says(OTHER), { all: true })).toEqual([OTHER]);
  });

  it('is asked by a request before it connects to anything', async () => {
    const failed = new Promise<Error>((resolve) => {
      https
        .request('https://example.org/', { lookup: says({ address: '127.0.0.1', family: 4 }) })
        .on('error', resolve)
        .end();
    });
    expect(String(await failed)).toMatch(/no public address/);
  });
});
