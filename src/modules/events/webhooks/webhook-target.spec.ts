import { isPublicAddress, targetFault } from './webhook-target.js';

describe('The target of a webhook (operations.md C1.7)', () => {
  it.each([
    ['loopback', 'https://127.0.0.1/'],
    ['loopback by its whole network', 'https://127.9.9.9/'],
    ['a decimal address', 'https://2130706433/'],
    ['a hexadecimal address', 'https://0x7f000001/'],
    ['an octal address', 'https://0177.0.0.1/'],
    ['a shortened address', 'https://127.1/'],
    ['zero', 'https://0/'],
    ['a private network', 'https://10.1.2.3/'],
    ['a private network', 'https://192.168.0.1/'],
    ['a private network', 'https://172.16.0.1/'],
    ['carrier-grade NAT', 'https://100.64.0.1/'],
    ['metadata of a cloud', 'https://169.254.169.254/latest/meta-data/'],
    ['broadcast', 'https://255.255.255.255/'],
    ['multicast', 'https://224.0.0.1/'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['IPv6 unspecified', 'https://[::]/'],
    ['IPv4 in IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['IPv4 in IPv6, in hexadecimal', 'https://[::ffff:7f00:1]/'],
    ['a unique local address', 'https://[fd00::1]/'],
    ['a link-local address', 'https://[fe80::1]/'],
    ['6to4', 'https://[2002:7f00:1::]/'],
    ['NAT64', 'https://[64:ff9b::7f00:1]/'],
    ['this machine by name', 'https://localhost/'],
    ['this machine by a name below it', 'https://a.localhost./'],
    ['a name of a private network', 'https://metadata.google.internal/'],
    ['plain http', 'http://example.org/'],
    ['another scheme', 'file:///etc/passwd'],
    ['a user name', 'https://ann:secret@example.org/'],
    ['a fragment', 'https://example.org/#here'],
    ['no URL', 'example.org'],
  ])('is refused: %s (%s)', (_, url) => {
    expect(targetFault(url, { allowPrivate: false })).toEqual(expect.any(String));
  });

  it.each([
    'https://example.org/hook',
    'https://example.org:8443/hook?token=1',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('may be %s', (url) => {
    expect(targetFault(url, { allowPrivate: false })).toBeNull();
  });

  it('may be an intranet where the operator says so, and never with a password in it', () => {
    expect(targetFault('http://127.0.0.1:9000/', { allowPrivate: true })).toBeNull();
    expect(targetFault('http://ann:secret@127.0.0.1:9000/', { allowPrivate: true })).not.toBeNull();
  });

  it('takes what is no address for none of the public internet', () => {
    expect(isPublicAddress('nonsense')).toBe(false);
    expect(isPublicAddress('fe80::1%eth0')).toBe(false);
  });
});
