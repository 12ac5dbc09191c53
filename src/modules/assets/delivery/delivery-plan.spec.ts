import { AssetKey } from '../../../common/opaque-keys/index.js';
import type { DeliverableAsset } from '../asset-record.js';
import { deliveryPlan } from './delivery-plan.js';

const SHA = 'a'.repeat(64);
const ETAG = `"${SHA}"`;

function asset(values: Partial<DeliverableAsset> = {}): DeliverableAsset {
  return {
    key: AssetKey.parse('asset-v1:Org+Num+Run+type@asset+block@chart.png'),
    displayName: 'chart.png',
    importPath: 'chart.png',
    contentType: 'image/png',
    size: 1000,
    sha256: SHA,
    locked: false,
    isPublic: true,
    created: new Date('2026-01-01T00:00:00Z'),
    edited: new Date('2026-01-02T03:04:05.678Z'),
    editedBy: null,
    ...values,
  };
}

const disposition = (displayName: string, contentType = 'image/png') =>
  deliveryPlan(asset({ displayName, contentType }), {}).headers['content-disposition']!;

describe('The headers of an asset’s bytes (SPEC A-3, A-5)', () => {
  it.each([
    'a.png\r\nSet-Cookie: session=stolen',
    'a.png"; filename="b.exe',
    'a\\".png',
    'a\0b.png',
    '\u0085\u2028.png',
    'naïve – 試験 🙂.png',
    '\ud800.png',
    'x'.repeat(5000),
    '😀'.repeat(3000),
    '',
    '..',
  ])('are one line of visible ASCII whatever the display name is: %j', (name) => {
    expect(disposition(name)).toMatch(/^inline; filename=("[\x20-\x7e]*"|[!-~]+)(; filename\*=UTF-8''[!-~]+)?$/);
    expect(disposition(name).length).toBeLessThan(2000);
  });

  it('let no display name lead to another folder or read backwards', () => {
    expect(disposition('../../etc/passwd')).toBe('inline; filename=.._.._etc_passwd');
    expect(disposition('..\\..\\boot.ini')).toBe('inline; filename=.._.._boot.ini');
    expect(disposition('photo\u202egnp.exe')).toContain('photognp.exe');
    expect(disposition('..')).toContain('chart.png');
  });

  it('carry a name of any script in RFC 8187’s form, beside one in ASCII', () => {
    expect(disposition('Übung.png')).toBe(`inline; filename="?bung.png"; filename*=UTF-8''%C3%9Cbung.png`);
  });

  it('keep the extension of a name that is too long', () => {
    expect(disposition(`${'x'.repeat(500)}.tar.gz`)).toMatch(/x{20,}\.gz$/);
  });

  it('have what can act saved and forbid it everything, and never let a browser guess', () => {
    const { headers } = deliveryPlan(asset({ contentType: 'image/svg+xml', displayName: 'a.svg' }), {});
    expect(headers).toMatchObject({
      'content-disposition': 'attachment; filename=a.svg',
      'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
  });

  it('let no cache keep a locked file, and make caches of others ask again soon', () => {
    expect(deliveryPlan(asset({ locked: true, isPublic: false }), {}).headers['cache-control']).toBe(
      'private, no-store',
    );
    expect(deliveryPlan(asset(), {}).headers['cache-control']).toBe('public, max-age=60, must-revalidate');
  });
});

describe('Conditional requests for an asset’s bytes (SPEC R-12, RFC 9110 13)', () => {
  it('fail with 412 when the file is another than the request expects', () => {
    expect(() => deliveryPlan(asset(), { 'if-match': '"b"' })).toThrow(expect.objectContaining({ status: 412 }));
    expect(() => deliveryPlan(asset(), { 'if-match': `W/${ETAG}` })).toThrow(expect.objectContaining({ status: 412 }));
    expect(() => deliveryPlan(asset(), { 'if-unmodified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' })).toThrow(
      expect.objectContaining({ status: 412 }),
    );
    expect(
      deliveryPlan(asset(), { 'if-match': `"b", ${ETAG}`, 'if-unmodified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' })
        .status,
    ).toBe(200);
  });

  it.each([
    ['the tag', { 'if-none-match': ETAG }],
    ['one of several', { 'if-none-match': `"b", W/${ETAG}` }],
    ['any', { 'if-none-match': '*' }],
    ['its second', { 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' }],
    ['a later time', { 'if-modified-since': 'Sat, 03 Jan 2026 00:00:00 GMT' }],
    ['the tag, with a range', { 'if-none-match': ETAG, range: 'bytes=5000-' }],
  ])('are answered 304 without a content when the client has %s', (_, headers) => {
    const plan = deliveryPlan(asset(), headers);
    expect(plan).toMatchObject({ status: 304, parts: [], after: '' });
    expect(plan.headers).toMatchObject({ etag: ETAG, 'cache-control': expect.any(String) });
    expect(Object.keys(plan.headers)).not.toContain('content-type');
    expect(Object.keys(plan.headers)).not.toContain('content-length');
  });

  it.each([
    [
      'another tag, whatever the date says',
      { 'if-none-match': '"b"', 'if-modified-since': 'Sat, 03 Jan 2026 00:00:00 GMT' },
    ],
    ['an earlier time', { 'if-modified-since': 'Fri, 02 Jan 2026 03:04:04 GMT' }],
    ['no date', { 'if-modified-since': 'tomorrow GMT' }],
  ])('are answered in full when the client has %s', (_, headers) => {
    expect(deliveryPlan(asset(), headers).status).toBe(200);
  });
});

describe('Parts of an asset’s bytes (SPEC A-3, RFC 9110 14)', () => {
  it('are 416 with the size when none of them exists', () => {
    expect(() => deliveryPlan(asset(), { range: 'bytes=1000-' })).toThrow(
      expect.objectContaining({ status: 416, headers: { 'content-range': 'bytes */1000', 'accept-ranges': 'bytes' } }),
    );
  });

  it.each([`W/${ETAG}`, '"b"', 'Fri, 02 Jan 2026 03:04:05 GMT', ''])(
    'are not sent to who has another whole, or cannot be sure: %j',
    (ifRange) => {
      expect(deliveryPlan(asset(), { range: 'bytes=0-1', 'if-range': ifRange })).toMatchObject({
        status: 200,
        headers: { 'content-length': '1000' },
      });
    },
  );

  it('are one part with its place', () => {
    expect(deliveryPlan(asset(), { range: 'bytes=-10', 'if-range': ETAG })).toMatchObject({
      status: 206,
      headers: { 'content-range': 'bytes 990-999/1000', 'content-length': '10', 'content-type': 'image/png' },
      parts: [{ before: '', range: { start: 990, end: 999 } }],
    });
  });

  it('are several parts, each with its type and place, and the length of all is said', () => {
    const { status, headers, parts, after } = deliveryPlan(asset(), { range: 'bytes=0-1,500-501' });
    const boundary = /^multipart\/byteranges; boundary=([\w-]+)$/.exec(headers['content-type']!)![1]!;
    const first = `--${boundary}\r\nContent-Type: image/png\r\nContent-Range: bytes 0-1/1000\r\n\r\n`;
    const second = `\r\n--${boundary}\r\nContent-Type: image/png\r\nContent-Range: bytes 500-501/1000\r\n\r\n`;
    expect(status).toBe(206);
    expect(parts.map(({ before }) => before)).toEqual([first, second]);
    expect(after).toBe(`\r\n--${boundary}--\r\n`);
    expect(headers['content-length']).toBe(String(first.length + 2 + second.length + 2 + after.length));
    expect(Object.keys(headers)).not.toContain('content-range');
  });

  it('are the whole of an empty file', () => {
    expect(deliveryPlan(asset({ size: 0 }), { range: 'bytes=0-' })).toMatchObject({
      status: 200,
      headers: { 'content-length': '0' },
      parts: [],
    });
  });
});
