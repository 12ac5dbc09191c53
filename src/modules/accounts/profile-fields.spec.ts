import { isOnPlatform, isTimeZone } from './profile-fields.js';

describe('the address of a page on a platform (SPEC E-1)', () => {
  it.each([
    ['a script', 'javascript:alert(1)//facebook.com'],
    ['a script in capitals', 'JaVaScRiPt://www.facebook.com/%0aalert(1)'],
    ['data', 'data:text/html,facebook.com'],
    ['no scheme', 'www.facebook.com/andya'],
    ['no https', 'http://www.facebook.com/andya'],
    ['another host', 'https://evil.example/facebook.com'],
    ['a host that only ends like it', 'https://evilfacebook.com/andya'],
    ['a host that only begins like it', 'https://facebook.com.evil.example/andya'],
    ['credentials before the host', 'https://facebook.com@evil.example/'],
    ['credentials before the right host', 'https://andya:secret@facebook.com/andya'],
    ['a port', 'https://facebook.com:8443/andya'],
    ['a backslash, which browsers read as a slash', 'https://evil.example\\@facebook.com/'],
    ['a letter that looks like another', 'https://f\u0430cebook.com/andya'],
    ['a full-width dot', 'https://facebook\uff0ecom/andya'],
    ['its writing in ASCII', 'https://xn--fcebook-2fg.com/andya'],
    ['an invisible character', 'https://facebook.com/an\u200bdya'],
    ['a right-to-left override', 'https://facebook.com/\u202egpj.exe'],
    ['a line break', 'https://facebook.com/\r\nSet-Cookie:a=b'],
    ['markup', 'https://facebook.com/"><script>'],
    ['the page of another platform', 'https://www.linkedin.com/in/andya'],
    ['a dot at the end of the host', 'https://facebook.com./andya'],
    ['too many characters', `https://facebook.com/${'a'.repeat(500)}`],
    ['nothing', ''],
  ])('is not %s', (_, link) => {
    expect(isOnPlatform(link, 'facebook')).toBe(false);
  });

  it.each(['myspace', '__proto__', 'constructor', undefined, null, 1])('is of no platform %j', (platform) => {
    expect(isOnPlatform('https://www.facebook.com/andya', platform)).toBe(false);
  });

  it.each([
    ['facebook', 'https://www.facebook.com/andya'],
    ['facebook', 'https://facebook.com/profile.php?id=1'],
    ['linkedin', 'https://de.linkedin.com/in/and%C3%A9'],
    ['twitter', 'https://twitter.com/and_ya'],
    ['twitter', 'https://x.com/andya'],
  ])('is, on %s, %s', (platform, link) => {
    expect(isOnPlatform(link, platform)).toBe(true);
  });
});

describe('a time zone', () => {
  it.each(['', 'Mars/Olympus', '+01:00', 'America/New_York; DROP', 'x'.repeat(5000), '__proto__'])(
    'is not %j',
    (text) => {
      expect(isTimeZone(text)).toBe(false);
    },
  );

  it.each(['America/New_York', 'Europe/Berlin', 'UTC', 'Asia/Kolkata'])('is %s', (text) => {
    expect(isTimeZone(text)).toBe(true);
  });
});
