import { isRegistered, redirectUriFault } from './redirect-uris.js';

const WEB = { redirectUris: ['https://app.example.org/done?x=1', 'https://app.example.org'], isPublic: false };

describe('a redirect URI', () => {
  it.each([
    ['another case of the host', 'https://APP.example.org/done?x=1'],
    ['another case of the path', 'https://app.example.org/Done?x=1'],
    ['another case of the scheme', 'HTTPS://app.example.org/done?x=1'],
    ['a slash at the end', 'https://app.example.org/'],
    ['the default port', 'https://app.example.org:443'],
    ['another port', 'https://app.example.org:8443'],
    ['without its query', 'https://app.example.org/done'],
    ['a longer query', 'https://app.example.org/done?x=1&y=2'],
    ['a longer path', 'https://app.example.org/done/evil?x=1'],
    ['a path with dots', 'https://app.example.org/done/../done?x=1'],
    ['a user', 'https://app.example.org@evil.example'],
    ['a user before the host', 'https://x@app.example.org'],
    ['a longer host', 'https://app.example.org.evil.example'],
    ['a subdomain', 'https://x.app.example.org'],
    ['a percent-encoded letter', 'https://app.example.org/d%6fne?x=1'],
    ['a fragment', 'https://app.example.org#x'],
    ['plain http', 'http://app.example.org'],
    ['a backslash', 'https://app.example.org\\@evil.example'],
    ['a space', 'https://app.example.org '],
    ['a line break', 'https://app.example.org\r\nSet-Cookie: x=1'],
    ['nothing', ''],
  ])('is not the registered one with %s (ASVS 10.4.1, operations.md C2.1)', (_, uri) => {
    expect(isRegistered(uri, WEB)).toBe(false);
  });

  it('is the registered one when it is the very same string', () => {
    for (const uri of WEB.redirectUris) expect(isRegistered(uri, WEB)).toBe(true);
  });

  it.each([
    ['http://127.0.0.1/done', 'http://127.0.0.1:49152/done', true],
    ['http://127.0.0.1:8080/done', 'http://127.0.0.1:49152/done', true],
    ['http://[::1]/done', 'http://[::1]:49152/done', true],
    ['http://127.0.0.1/done', 'http://127.0.0.1:49152/other', false],
    ['http://127.0.0.1/done', 'http://127.0.0.1:0/done', false],
    ['http://127.0.0.1/done', 'http://127.0.0.1:70000/done', false],
    ['http://127.0.0.1/done', 'http://127.0.0.1:80@evil.example/done', false],
    ['http://127.0.0.1/done', 'http://127.0.0.1.evil.example/done', false],
    ['http://127.0.0.1/done', 'http://localhost:49152/done', false],
    ['http://localhost/done', 'http://localhost:49152/done', false],
    ['https://127.0.0.1/done', 'https://127.0.0.1:49152/done', false],
  ])('%s takes in %s of a public client: %s (RFC 8252 7.3)', (registered, uri, expected) => {
    expect(isRegistered(uri, { redirectUris: [registered], isPublic: true })).toBe(expected);
    if (registered !== uri) expect(isRegistered(uri, { redirectUris: [registered], isPublic: false })).toBe(false);
  });

  it.each([
    'http://app.example.org/',
    'ftp://app.example.org/',
    'javascript:alert(1)',
    'data:text/html,x',
    'com.example.app:/done',
    '/done',
    '//app.example.org/done',
    'https://*.example.org/',
    'https://app.example.org/#x',
    'https://user:secret@app.example.org/',
    'https://app.example.org/ä',
    `https://app.example.org/${'x'.repeat(2000)}`,
  ])('%.60s is not one to register', (uri) => {
    expect(redirectUriFault(uri)).toContain(uri);
  });

  it.each(['https://app.example.org/done', 'http://localhost:3000/done', 'http://127.0.0.1/', 'http://[::1]:1/x?y=z'])(
    '%s is one to register',
    (uri) => {
      expect(redirectUriFault(uri)).toBeNull();
    },
  );
});
