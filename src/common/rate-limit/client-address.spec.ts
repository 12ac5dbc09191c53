import { clientAddress } from './client-address.js';

describe('the address that a limit counts (SPEC R-16)', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff::', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0001:abcd:ef01:2345:6789', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', 'unknown'],
    ['x'.repeat(10_000), 'unknown'],
  ])('%.45s counts as %s', (ip, expected) => {
    expect(clientAddress(ip)).toBe(expected);
  });
});
