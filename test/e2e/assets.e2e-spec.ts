import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { AssetsService, AssetStore, type ImportedAssets, type IncomingAsset } from '../../src/modules/assets/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';

const COURSE = 'course-v1:Tides+T101+2026';
const OTHER = 'course-v1:Tides+T101+2027';
const EMPTY = 'course-v1:Tides+T101+Empty';

const keyOf = (path: string, course = COURSE) =>
  `asset-v1:${course.slice('course-v1:'.length)}+type@asset+block@${path}`;
const listOf = (course: string, query = '') => `/api/asset/v1/assets/?course=${encodeURIComponent(course)}${query}`;
const metadataOf = (key: string) => `/api/asset/v1/assets/${key}/`;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function file(path: string, content: string | Buffer, values: Partial<IncomingAsset> = {}): IncomingAsset {
  return {
    assetKeyPath: path,
    displayName: path,
    importPath: path,
    contentType: 'text/plain',
    locked: false,
    attributes: {},
    stream: () => Readable.from([Buffer.from(content)]),
    ...values,
  };
}

let service: TestApp;
let assets: AssetsService;
let store: AssetStore;
let anonymous: TestClient;
const courseIds = new Map<string, number>();

/** Imports files into a course, in a transaction of its own, as the importer does it. */
async function bring(
  items: readonly IncomingAsset[],
  { course = COURSE, end = async () => undefined as void, signal = undefined as AbortSignal | undefined } = {},
) {
  let imported: ImportedAssets | null = null;
  try {
    await service.dataSource.transaction(async (manager) => {
      imported = await assets.importInto(manager, courseIds.get(course)!, Readable.from(items), {
        editedBy: 'author',
        signal,
      });
      await end();
    });
  } catch (error) {
    if (imported) await assets.discard(imported);
    throw error;
  }
  return imported!.counts;
}

/** Names of the blobs that the store holds, and how many unfinished files. */
function stored(): { blobs: string[]; staged: number } {
  const names = readdirSync(fileURLToPath(service.config.assetStoreUrl), { recursive: true, encoding: 'utf8' });
  return {
    blobs: names.flatMap((name) => /(?:^|[/\\])([0-9a-f]{64})$/.exec(name)?.[1] ?? []).sort(),
    staged: names.filter((name) => /^staging[/\\]/.test(name)).length,
  };
}

const OPEN_FILES = '/proc/self/fd';
const canListOpenFiles = existsSync(OPEN_FILES);

/** Blobs that this process has open; none can be seen where the system does not list open files. */
function openBlobs(): string[] {
  if (!canListOpenFiles) return [];
  const targets = readdirSync(OPEN_FILES).map((fd) => {
    try {
      return readlinkSync(`${OPEN_FILES}/${fd}`);
    } catch {
      return ''; // closed since it was listed
    }
  });
  return targets.filter((target) => target.startsWith(fileURLToPath(service.config.assetStoreUrl)));
}

/** A request whose path is sent as it stands and whose answer is raw. */
async function raw(
  target: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
  const { hostname, port } = new URL(service.url);
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    httpRequest({ hostname, port, path: target, method, headers }, resolve).on('error', reject).end(),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) };
}

beforeAll(async () => {
  service = await startTestApp();
  assets = service.app.get(AssetsService);
  store = service.app.get(AssetStore);
  anonymous = service.as(null);
  for (const course of [COURSE, OTHER, EMPTY]) {
    const { org, course: number, run } = CourseKey.parse(course);
    const [{ id }] = await service.dataSource.query<[{ id: number }]>(
      'INSERT INTO courses (course_key, org, number, run, display_name) VALUES ($1, $2, $3, $4, $1) RETURNING id',
      [course, org, number, run],
    );
    courseIds.set(course, id);
  }
  // Makes the accounts.
  for (const name of ['stranger', 'learner', 'teacher', 'elsewhere']) await service.as(name)('/api/');
  await service.as('boss', { isStaff: true })('/api/');
  await service.app.get(EnrollmentsService).enroll('learner', CourseKey.parse(COURSE));
  await service.app.get(EnrollmentsService).enroll('elsewhere', CourseKey.parse(OTHER));
  await service.app.get(CourseRolesService).grant('teacher', CourseKey.parse(COURSE), 'staff');
});
afterAll(() => service?.close());

describe('Keys that are no assets', () => {
  it.each([
    keyOf('..%2F..%2Fetc%2Fpasswd'),
    keyOf('..%252F..%252Fetc%252Fpasswd'),
    keyOf('..%5C..%5Cboot.ini'),
    keyOf('%00.png'),
    keyOf('a.png%00'),
    keyOf('a.png%0d%0aX-Injected:%20yes'),
    keyOf('..'),
    keyOf('absent.png'),
    'asset-v1:',
    'asset-v1:Tides',
    'asset-v1:Tides+T101+2026+type@thumbnail+block@open.txt',
    'asset-v1:Tides+T101+2026+version@519665f6223ebd6980884f2b+type@asset+block@open.txt',
    'c4x/Tides/T101/asset/open.txt',
    '/etc/passwd',
  ])('are 404 as an address of bytes and of metadata: %s (SPEC A-5, I-2)', async (key) => {
    await bring([file('open.txt', 'open')]);
    for (const target of [`/${key}`, metadataOf(key)]) {
      const { status, headers, body } = await raw(target);
      expect(status).toBe(404);
      expect(headers['x-injected']).toBeUndefined();
      expect(JSON.parse(body.toString())).toMatchObject({ error_code: 'not_found' });
    }
  });

  it('leave other paths alone: they are 404, and have no methods of assets', async () => {
    expect((await raw('/nothing-here')).status).toBe(404);
    expect((await raw('/nothing-here', { method: 'POST' })).status).toBe(404);
    expect((await raw(`/x${keyOf('open.txt')}`)).status).toBe(404);
  });

  it('have no methods but GET and HEAD yet', async () => {
    const { status, headers } = await raw(`/${keyOf('open.txt')}`, { method: 'DELETE' });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD, OPTIONS');
  });
});

describe('Locked assets (SPEC A-2, operations.md C5.3)', () => {
  const key = keyOf('exam.pdf');
  const encoded = encodeURIComponent(key);
  beforeAll(() => bring([file('exam.pdf', 'the questions', { locked: true, contentType: 'application/pdf' })]));

  it.each([
    ['GET', {}],
    ['HEAD', {}],
    ['GET', { range: 'bytes=0-3' }],
    ['GET', { range: 'bytes=999-' }],
    ['HEAD', { range: 'bytes=0-3' }],
    ['GET', { 'if-none-match': '*' }],
    ['GET', { 'if-none-match': `"${sha256(Buffer.from('the questions'))}"` }],
    ['GET', { 'if-match': '"x"' }],
    ['GET', { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }],
  ])('are to strangers what does not exist: %s %j', async (method, headers) => {
    const absent = keyOf('exam.pdx');
    for (const [target, other] of [
      [`/${key}`, `/${absent}`],
      [`/${encoded}`, `/${encodeURIComponent(absent)}`],
      [metadataOf(key), metadataOf(absent)],
    ] as const) {
      const [one, two] = [await raw(target, { method, headers }), await raw(other, { method, headers })];
      expect([one.status, two.status]).toEqual([404, 404]);
      const visible = ({ headers: all }: typeof one) => Object.keys(all).sort();
      expect(visible(one)).toEqual(visible(two));
      expect(one.headers['cache-control']).toBe('no-store');
      const said = (body: Buffer) =>
        body
          .toString()
          .replaceAll('exam.pdf', 'exam.pdx')
          .replace(/"request_id":"[^"]*"/, '');
      expect(said(one.body)).toBe(said(two.body));
    }
  });

  it.each(['stranger', 'elsewhere'])('do not exist for %s, who is signed in', async (name) => {
    expect((await service.as(name)(`/${key}`)).status).toBe(404);
    expect((await service.as(name)(metadataOf(key))).status).toBe(404);
    expect((await service.as(name)(listOf(COURSE, '&locked=true'))).body.count).toBe(0);
  });

  it('are refused to a wrong token, as everything is', async () => {
    expect((await raw(`/${key}`, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });

  it.each([
    ['learner', {}],
    ['teacher', {}],
    ['boss', { isStaff: true }],
  ])('are there for %s, and no cache may keep them', async (name, account) => {
    const client = service.as(name, account);
    const bytes = await client(`/${key}`);
    expect(bytes).toMatchObject({ status: 200, text: 'the questions' });
    expect(bytes.headers.get('cache-control')).toBe('private, no-store');
    expect((await client(`/${key}`, { headers: { range: 'bytes=0-2' } })).text).toBe('the');
    expect((await client(metadataOf(key))).body).toMatchObject({ asset_key: key, locked: true });
    expect(
      (await client(listOf(COURSE, '&locked=true'))).body.results.map((one: { asset_key: string }) => one.asset_key),
    ).toEqual([key]);
  });
});

describe('Names and types that mean harm', () => {
  it('reach no header but as a file name (SPEC A-5)', async () => {
    await bring([file('crlf.txt', 'x', { displayName: 'a.txt\r\nSet-Cookie: session=stolen\r\n\r\n<script>' })]);
    const { status, headers } = await raw(`/${keyOf('crlf.txt')}`);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['content-disposition']).toMatch(/^inline; filename=/);
  });

  it.each([
    ['page.html', 'text/html', '<script>alert(1)</script>', 'text/html'],
    ['drawing.svg', 'image/svg+xml;x', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
    ['feed.xml', 'application/xml', '<x/>', 'application/xml'],
    ['code.js', 'text/javascript', 'alert(1)', 'text/javascript; charset=utf-8'],
    ['paper.pdf', 'application/pdf', '%PDF-1.7', 'application/pdf'],
    ['odd', 'text/html\r\nX: y', '<script>', 'application/octet-stream'],
    ['made-up', 'text/x-evil+html', '<script>', 'application/octet-stream'],
  ])(
    'can act nowhere: %s as %j is saved, with nothing allowed (SPEC A-3)',
    async (path, contentType, content, served) => {
      await bring([file(path, content, { contentType })]);
      const { headers } = await raw(`/${keyOf(path)}`);
      expect(headers).toMatchObject({
        'content-type': served,
        'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'cross-origin',
      });
      expect(headers['content-disposition']).toMatch(/^attachment; filename=/);
    },
  );

  it('stay what they are called: HTML in a picture is a picture', async () => {
    await bring([file('polyglot.gif', 'GIF89a/*<script>*/', { contentType: 'image/gif' })]);
    expect((await raw(`/${keyOf('polyglot.gif')}`)).headers).toMatchObject({
      'content-type': 'image/gif',
      'x-content-type-options': 'nosniff',
    });
  });

  it('are addressed by any letters, raw or percent-encoded (SPEC I-3, A-5)', async () => {
    await bring([file('潮汐_100%_é.png', 'tide', { contentType: 'image/png', displayName: '潮汐 100% é.png' })]);
    const { body } = await anonymous(metadataOf(encodeURIComponent(keyOf('潮汐_100%_é.png'))));
    expect(body.display_name).toBe('潮汐 100% é.png');
    for (const target of [new URL(body.content_url).pathname, `/${encodeURIComponent(keyOf('潮汐_100%_é.png'))}`]) {
      const answer = await raw(target);
      expect(answer.body.toString()).toBe('tide');
      expect(answer.headers['content-disposition']).toContain(
        `filename*=UTF-8''%E6%BD%AE%E6%B1%90%20100%25%20%C3%A9.png`,
      );
    }
  });
});

describe('The bytes of an asset (SPEC A-3)', () => {
  const content = randomBytes(10_000);
  const etag = `"${sha256(content)}"`;
  const target = `/${keyOf('data.bin')}`;
  beforeAll(() =>
    bring([file('data.bin', content, { contentType: 'application/octet-stream' }), file('empty.txt', '')]),
  );

  it('are there for anyone, with a validator and a way to their metadata', async () => {
    const { status, headers, body } = await raw(target);
    expect(status).toBe(200);
    expect(body.equals(content)).toBe(true);
    expect(headers).toMatchObject({
      etag,
      'content-length': '10000',
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=60, must-revalidate',
      'last-modified': expect.stringMatching(/ GMT$/),
    });
    const link = /^<([^>]+)>; rel="describedby"/.exec(headers.link as string)![1]!;
    expect((await anonymous(link)).body).toMatchObject({ asset_key: keyOf('data.bin'), sha256: sha256(content) });
  });

  it('are only measured by HEAD', async () => {
    const { status, headers, body } = await raw(target, { method: 'HEAD' });
    expect({ status, length: headers['content-length'], etag: headers.etag, body: body.length }).toEqual({
      status: 200,
      length: '10000',
      etag,
      body: 0,
    });
    const part = await raw(target, { method: 'HEAD', headers: { range: 'bytes=0-9' } });
    expect({ status: part.status, length: part.headers['content-length'] }).toEqual({ status: 206, length: '10' });
  });

  it('are not sent again to who has them (SPEC R-12)', async () => {
    const { status, headers, body } = await raw(target, { headers: { 'if-none-match': etag } });
    expect({ status, etag: headers.etag, body: body.length }).toEqual({ status: 304, etag, body: 0 });
    expect((await raw(target, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('come in part', async () => {
    const { status, headers, body } = await raw(target, { headers: { range: 'bytes=-100', 'if-range': etag } });
    expect({ status, range: headers['content-range'], length: headers['content-length'] }).toEqual({
      status: 206,
      range: 'bytes 9900-9999/10000',
      length: '100',
    });
    expect(body.equals(content.subarray(9900))).toBe(true);
  });

  it('come in several parts', async () => {
    const { status, headers, body } = await raw(target, { headers: { range: 'bytes=0-4,5000-5009,9990-' } });
    const boundary = /^multipart\/byteranges; boundary=(.+)$/.exec(headers['content-type']!)![1]!;
    const parts = body.toString('latin1').split(`--${boundary}`);
    expect(status).toBe(206);
    expect(body.length).toBe(Number(headers['content-length']));
    expect(parts.at(-1)).toBe('--\r\n');
    const contents = parts
      .slice(1, -1)
      .map((part) => Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4, -2), 'latin1'));
    expect(contents).toEqual([content.subarray(0, 5), content.subarray(5000, 5010), content.subarray(9990)]);
  });

  it('do not exist beyond their end: 416', async () => {
    const { status, headers, body } = await raw(target, { headers: { range: 'bytes=10000-' } });
    expect({ status, range: headers['content-range'] }).toEqual({ status: 416, range: 'bytes */10000' });
    expect(JSON.parse(body.toString())).toMatchObject({ error_code: 'range_not_satisfiable' });
  });

  it('come whole, once, for thousands of ranges', async () => {
    for (const range of [
      `bytes=${'0-,'.repeat(2000)}0-`,
      `bytes=${Array.from({ length: 1500 }, (_, i) => `${i * 3}-${i * 3}`).join(',')}`,
    ]) {
      const { status, body } = await raw(target, { headers: { range } });
      expect({ status, length: body.length }).toEqual({ status: 200, length: 10_000 });
    }
  });

  it('may be none at all', async () => {
    expect(await raw(`/${keyOf('empty.txt')}`, { headers: { range: 'bytes=0-' } })).toMatchObject({
      status: 200,
      body: Buffer.alloc(0),
    });
  });

  it('are the same under a key with a branch, since assets have none', async () => {
    const branched = keyOf('data.bin').replace('+type@', '+branch@draft+type@');
    expect((await raw(`/${branched}`)).headers.etag).toBe(etag);
  });

  it('are a fault of the service when they are gone from the store, told before anything is sent', async () => {
    await bring([file('lost.txt', 'lost and never found')]);
    await store.delete(sha256(Buffer.from('lost and never found')));
    for (const range of ['', 'bytes=0-1,5-6']) {
      const { status, body } = await raw(`/${keyOf('lost.txt')}`, { headers: { range } });
      expect(status).toBe(500);
      expect(body.toString()).not.toContain(sha256(Buffer.from('lost and never found')));
    }
  });

  it('stream: 50 MB pass to slow readers without being held, and whoever leaves early leaves nothing open', async () => {
    const megabyte = randomBytes(1024 * 1024);
    const large = () =>
      Readable.from(
        (function* () {
          for (let i = 0; i < 50; i += 1) yield megabyte;
        })(),
      );
    await bring([file('film.mp4', '', { contentType: 'video/mp4', stream: large })]);
    const { rss } = process.memoryUsage();
    const { hostname, port } = new URL(service.url);
    const readers = await Promise.all(
      Array.from(
        { length: 20 },
        () =>
          new Promise<IncomingMessage>((resolve, reject) =>
            httpRequest({ hostname, port, path: `/${keyOf('film.mp4')}`, agent: false }, resolve)
              .on('error', reject)
              .end(),
          ),
      ),
    );
    // Each has read its headers and nothing else: 20 × 50 MB wait in the store, not in memory.
    await sleep(300);
    expect(process.memoryUsage().rss - rss).toBeLessThan(300 * 1024 * 1024);
    if (canListOpenFiles) expect(openBlobs().length).toBe(20);
    for (const reader of readers) reader.on('error', () => undefined).destroy();
    for (let tries = 0; tries < 100 && openBlobs().length > 0; tries += 1) await sleep(50);
    expect(openBlobs()).toEqual([]);
    const { headers, body } = await raw(`/${keyOf('film.mp4')}`);
    expect(`"${sha256(body)}"`).toBe(headers.etag);
  });
});

describe('The list of a course’s assets', () => {
  const names = (body: { results: { display_name: string }[] }) => body.results.map(({ display_name }) => display_name);
  beforeAll(async () => {
    await bring(
      [
        file('a.png', 'a', { contentType: 'image/png', displayName: 'Tide chart.png', importPath: 'images/a b.png' }),
        file('b.svg', 'bb', {
          contentType: 'image/svg+xml',
          displayName: 'tide DRAWING.svg',
          importPath: 'images/b.svg',
        }),
        file('c.pdf', 'ccc', { contentType: 'application/pdf', displayName: '100%_paper.pdf' }),
        file('d.zip', 'dddd', { contentType: 'application/zip', displayName: 'bundle.zip', locked: true }),
      ],
      { course: OTHER },
    );
  });

  it.each([
    ['', 'course'],
    ['?text_search=x', 'course'],
    ['?course=', 'course'],
    ['?course=course-v1:A+B+C', 'course'],
    ['?course_key=nonsense', 'course_key'],
    [`?course=${encodeURIComponent(COURSE)}&course=${encodeURIComponent(OTHER)}`, 'course'],
    [`?course=${encodeURIComponent(COURSE)}&course_key=${encodeURIComponent(OTHER)}`, 'course_key'],
    [`?course=${encodeURIComponent(COURSE)}&locked=perhaps`, 'locked'],
    [`?course=${encodeURIComponent(COURSE)}&kind=everything`, 'kind'],
    [`?course=${encodeURIComponent(COURSE)}&content_type=%25`, 'content_type'],
    [`?course=${encodeURIComponent(COURSE)}&sort_order=sha256`, 'sort_order'],
    [`?course=${encodeURIComponent(COURSE)}&page_size=101`, 'page_size'],
    [`?course=${encodeURIComponent(COURSE)}&lock=true`, 'lock'],
  ])('is never of all courses, and its parameters are checked: %s is 400 for %s', async (query, field) => {
    const { status, body } = await anonymous(`/api/asset/v1/assets/${query}`);
    expect(status).toBe(400);
    expect(Object.keys(body.field_errors)).toContain(field);
  });

  it('is 404 for a course that does not exist', async () => {
    expect((await anonymous(listOf('course-v1:No+Such+Course'))).status).toBe(404);
  });

  it('is empty for a course without assets', async () => {
    expect((await anonymous(listOf(EMPTY))).body).toMatchObject({ count: 0, results: [] });
  });

  it('shows each asset with what is known of it, and no internal id (SPEC I-1, R-1)', async () => {
    const { body } = await anonymous(listOf(OTHER, '&text_search=DRAWING'));
    const key = keyOf('b.svg', OTHER);
    const { publicUrl } = service.config;
    expect(body.results).toEqual([
      {
        asset_key: key,
        display_name: 'tide DRAWING.svg',
        content_type: 'image/svg+xml',
        kind: 'images',
        size: 2,
        locked: false,
        sha256: sha256(Buffer.from('bb')),
        date_added: expect.stringMatching(/Z$/),
        edited: {
          by: { username: 'author', url: `${publicUrl}/api/user/v1/accounts/author/` },
          on: expect.stringMatching(/Z$/),
        },
        course: { course_key: OTHER, url: `${publicUrl}/api/course/v1/courses/${OTHER}/` },
        content_url: `${publicUrl}/${key}`,
        portable_url: '/static/images/b.svg',
        url: `${publicUrl}${metadataOf(key)}`,
        links: expect.objectContaining({
          self: { href: `${publicUrl}${metadataOf(key)}` },
          content: expect.objectContaining({ href: `${publicUrl}/${key}` }),
          course: { href: `${publicUrl}/api/course/v1/courses/${OTHER}/` },
        }),
      },
    ]);
    const { body: collection } = await anonymous(body.results[0].links.collection.href);
    expect(collection.results).toContainEqual(body.results[0]);
  });

  it('names files as the course’s HTML can name them', async () => {
    const { body } = await anonymous(listOf(OTHER, '&text_search=chart'));
    expect(body.results[0].portable_url).toBe('/static/a.png');
  });

  it.each([
    ['&text_search=tide', ['Tide chart.png', 'tide DRAWING.svg']],
    ['&text_search=chart%20TIDE', ['Tide chart.png']],
    ['&text_search=%25', ['100%_paper.pdf']],
    ['&text_search=_', ['100%_paper.pdf']],
    ['&text_search=%5C', []],
    ['&kind=images', ['Tide chart.png', 'tide DRAWING.svg']],
    ['&kind=documents', ['100%_paper.pdf']],
    ['&kind=other', []],
    ['&content_type=image/', ['Tide chart.png', 'tide DRAWING.svg']],
    ['&content_type=IMAGE/PNG', ['Tide chart.png']],
    ['&locked=false&sort_order=size', ['Tide chart.png', 'tide DRAWING.svg', '100%_paper.pdf']],
    ['&ordering=-size', ['100%_paper.pdf', 'tide DRAWING.svg', 'Tide chart.png']],
    ['&sort_order=date_added', ['Tide chart.png', 'tide DRAWING.svg', '100%_paper.pdf']],
  ])('is filtered and sorted by %s', async (query, expected) => {
    expect(names((await anonymous(listOf(OTHER, query))).body)).toEqual(expected);
  });

  it('shows locked assets to who reads the course’s content', async () => {
    const { body } = await service.as('elsewhere')(listOf(OTHER, '&kind=other'));
    expect(names(body)).toEqual(['bundle.zip']);
    expect((await service.as('learner')(listOf(OTHER))).body.count).toBe(3);
  });

  it('takes its aliases', async () => {
    for (const alias of ['course_key', 'course_id']) {
      expect((await anonymous(`/api/asset/v1/assets/?${alias}=${encodeURIComponent(OTHER)}`)).body.count).toBe(3);
    }
  });

  it('walks by `next` to every asset once', async () => {
    const seen: string[] = [];
    let target: string | null = listOf(OTHER, '&page_size=1');
    while (target !== null) {
      const { body }: { body: { next: string | null; results: { asset_key: string }[] } } = await anonymous(target);
      seen.push(...body.results.map(({ asset_key }) => asset_key));
      target = body.next;
    }
    expect(seen.length).toBe(3);
    expect(new Set(seen).size).toBe(3);
    expect((await anonymous(listOf(OTHER, '&page_size=1&page=3'))).status).toBe(404);
  });

  it('shows as much as is asked for (SPEC R-3)', async () => {
    const { body } = await anonymous(listOf(OTHER, '&fields=display_name,course(course_key)&page_size=1'));
    expect(body.results).toEqual([{ display_name: '100%_paper.pdf', course: { course_key: OTHER } }]);
  });

  it('lets a reader of one asset keep it: 304 until something changes', async () => {
    const target = metadataOf(keyOf('c.pdf', OTHER));
    const etag = (await anonymous(target)).headers.get('etag')!;
    expect((await anonymous(target, { headers: { 'if-none-match': etag } })).status).toBe(304);
    await sleep(2);
    await bring([file('c.pdf', 'ccc', { contentType: 'application/pdf', displayName: 'renamed.pdf' })], {
      course: OTHER,
    });
    expect((await anonymous(target, { headers: { 'if-none-match': etag } })).status).toBe(200);
    await bring([file('c.pdf', 'ccc', { contentType: 'application/pdf', displayName: '100%_paper.pdf' })], {
      course: OTHER,
    });
  });
});

describe('An import of assets', () => {
  it('that is rolled back leaves no row and no byte, and takes nothing from others (SPEC A-4)', async () => {
    await bring([file('shared.txt', 'known to another course')], { course: OTHER });
    const before = stored();
    const end = async () => {
      expect(stored().blobs).toContain(sha256(Buffer.from('only of this import')));
      throw new Error('the tree is not whole');
    };
    const items = [file('new.txt', 'only of this import'), file('shared.txt', 'known to another course')];
    await expect(bring(items, { end })).rejects.toThrow('the tree is not whole');
    expect(stored()).toEqual(before);
    expect((await raw(`/${keyOf('new.txt')}`)).status).toBe(404);
    expect((await raw(`/${keyOf('shared.txt', OTHER)}`)).status).toBe(200);
  });

  it('that fails at one file leaves nothing of the others', async () => {
    const before = stored();
    const broken = file('broken.txt', '', {
      stream: () =>
        new Readable({
          read() {
            this.destroy(new Error('the archive is truncated'));
          },
        }),
    });
    const items = [...Array.from({ length: 10 }, (_, i) => file(`ok${i}.txt`, `fine ${i}`)), broken];
    await expect(bring(items)).rejects.toThrow('the archive is truncated');
    expect(stored()).toEqual(before);
  });

  it('whose rows are refused leaves nothing in the store', async () => {
    const before = stored();
    await expect(bring([file('nul.txt', 'bytes of a bad row', { displayName: 'a\0b' })])).rejects.toThrow();
    expect(stored()).toEqual(before);
  });

  it('that is cancelled half-way leaves nothing', async () => {
    const before = stored();
    const stop = new AbortController();
    const last = file('slow.txt', '', {
      stream: () => {
        setImmediate(() => stop.abort(new Error('cancelled by its owner')));
        return new Readable({ read: () => undefined });
      },
    });
    await expect(bring([file('quick.txt', 'quick and gone'), last], { signal: stop.signal })).rejects.toThrow(
      'cancelled by its owner',
    );
    expect(stored()).toEqual(before);
  });

  it('of the same again changes nothing, and of other bytes replaces, and removes nothing that it lacks', async () => {
    const items = [file('one.txt', 'one', { attributes: { z: 1, a: { b: null } } }), file('two.txt', 'two')];
    expect(await bring(items, { course: EMPTY })).toEqual({ stored: 2, unchanged: 0, total: 2 });
    const before = (await anonymous(listOf(EMPTY))).body.results;
    const blobs = stored();
    await sleep(2);
    expect(await bring(items, { course: EMPTY })).toEqual({ stored: 0, unchanged: 2, total: 2 });
    expect((await anonymous(listOf(EMPTY))).body.results).toEqual(before);
    expect(stored()).toEqual(blobs);
    expect(await bring([file('two.txt', 'two, mended')], { course: EMPTY })).toEqual({
      stored: 1,
      unchanged: 0,
      total: 1,
    });
    const after = (await anonymous(listOf(EMPTY))).body.results;
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).toMatchObject({ asset_key: before[1].asset_key, size: 11, date_added: before[1].date_added });
    expect(after[1].edited.on > before[1].edited.on).toBe(true);
    await service.dataSource.query('DELETE FROM assets WHERE course_id = $1', [courseIds.get(EMPTY)]);
  });

  it('keeps the bytes of two courses once', async () => {
    await bring([file('twin.txt', 'twins')]);
    const before = stored();
    await bring([file('twin2.txt', 'twins')], { course: OTHER });
    expect(stored()).toEqual(before);
  });

  it('of two files with one key keeps the later', async () => {
    expect(await bring([file('a_b.txt', 'first'), file('a_b.txt', 'second')])).toEqual({
      stored: 1,
      unchanged: 0,
      total: 1,
    });
    expect((await raw(`/${keyOf('a_b.txt')}`)).body.toString()).toBe('second');
  });

  it('survives that another import which made the same bytes is undone meanwhile', async () => {
    const items = [file('race.txt', 'made by both')];
    let undo!: () => void;
    const undone = new Promise<void>((resolve) => (undo = resolve));
    let made!: () => void;
    const isMade = new Promise<void>((resolve) => (made = resolve));
    const failing = bring(items, {
      course: OTHER,
      end: async () => (made(), await undone, Promise.reject(new Error('undone'))),
    });
    await isMade;
    // It finds the bytes, and has written its row but not committed it when the other is undone.
    const surviving = bring(items, { end: async () => (undo(), await sleep(150)) });
    await expect(failing).rejects.toThrow('undone');
    await surviving;
    expect((await raw(`/${keyOf('race.txt')}`)).body.toString()).toBe('made by both');
  });

  it('brings bytes again that an undone import took away between its look and its write', async () => {
    const text = 'here, then gone, then here';
    let opened = 0;
    const item = file('again.txt', text, { stream: () => ((opened += 1), Readable.from([Buffer.from(text)])) });
    await store.put(Readable.from([Buffer.from(text)]), { maxBytes: 1000 });
    // The other file is stored while the first one's blob, which was there already, is taken away.
    const thief = file('thief.txt', '', {
      stream: () =>
        Readable.from(
          (async function* () {
            while (opened === 0) await sleep(5);
            await sleep(50);
            await store.delete(sha256(Buffer.from(text)));
            yield Buffer.from('x');
          })(),
        ),
    });
    await bring([item, thief]);
    expect(opened).toBe(2);
    expect((await raw(`/${keyOf('again.txt')}`)).body.toString()).toBe(text);
  });

  it('keeps its promises when many are made and undone at once', async () => {
    const texts = Array.from({ length: 6 }, (_, i) => `contended ${i}`);
    const runs = Array.from({ length: 12 }, (_, run) =>
      bring(
        texts.map((text, i) => file(`contended${run}-${i}.txt`, text)),
        {
          end: async () => {
            await sleep(run * 7);
            if (run % 3 !== 0) throw new Error('undone');
          },
        },
      ).catch(() => null),
    );
    await Promise.all(runs);
    for (const run of [0, 3, 6, 9]) {
      for (const [i, text] of texts.entries())
        expect((await raw(`/${keyOf(`contended${run}-${i}.txt`)}`)).body.toString()).toBe(text);
    }
    expect(stored().staged).toBe(0);
  });
});
