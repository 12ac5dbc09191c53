import sharp from 'sharp';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';

const ACCOUNTS = '/api/user/v1/accounts/';
const IMAGE = `${ACCOUNTS}me/profile_image/`;
const MAX_BYTES = 1024 * 1024;

const picture = (colour: string): Promise<Buffer<ArrayBuffer>> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: colour } })
    .png()
    .toBuffer() as Promise<Buffer<ArrayBuffer>>;

describe('the picture of a person (SPEC E-1, operations.md C5.5)', () => {
  let service: TestApp;
  let made = 0;

  beforeAll(async () => (service = await startTestApp()));
  afterAll(async () => service?.close());

  const patch = (caller: string, body: unknown): Promise<TestResponse> =>
    service.as(caller)(`${ACCOUNTS}me/`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify(body),
    });
  /** Somebody who is old enough to have a picture. */
  async function someone(): Promise<string> {
    const username = `seen-${(made += 1)}`;
    await patch(username, { year_of_birth: 1990 });
    return username;
  }
  const form = (bytes: Uint8Array<ArrayBuffer>, name = 'me.png', type = 'image/png', field = 'file'): FormData => {
    const data = new FormData();
    data.append(field, new Blob([bytes], { type }), name);
    return data;
  };
  const send = (
    caller: string,
    body: FormData | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<TestResponse> =>
    service.as(caller)(IMAGE, {
      method: 'PUT',
      headers: { ...(!(body instanceof FormData) && { 'content-type': 'image/png' }), ...headers },
      body,
    });
  const imageOf = async (caller: string, name = 'me') =>
    (await service.as(caller)(`${ACCOUNTS}${name}/`)).body.profile_image as Record<string, string | boolean>;
  /** The bytes at an address that the service has named, asked for by nobody. */
  async function download(url: unknown, headers: Record<string, string> = {}): Promise<[Response, Buffer]> {
    const answer = await fetch(String(url).replace(service.config.publicUrl, service.url), { headers });
    return [answer, Buffer.from(await answer.arrayBuffer())];
  }

  describe('is refused', () => {
    it.each([
      ['SVG that is called a PNG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'me.png'],
      ['HTML that is called a JPEG', '<!doctype html><script>alert(1)</script>', 'me.jpg'],
      ['nothing', '', 'me.png'],
      ['the beginning of a PNG', '\x89PNG\r\n\x1a\n', '../../etc/passwd'],
    ])('when it is %s: 400 that names the member', async (_, text, name) => {
      const username = await someone();
      const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
      for (const body of [form(bytes, name), bytes]) {
        const answer = await send(username, body);
        expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['file']]);
      }
      expect((await imageOf(username))['has_image']).toBe(false);
    });

    it.each([
      ['image/svg+xml', 415],
      ['text/html', 415],
      ['application/octet-stream', 415],
      ['image/png+xml', 415],
      ['image/svg+xml; image/png', 415],
    ])('when it is declared as %s: %i', async (type, status) => {
      expect((await send(await someone(), await picture('#fff'), { 'content-type': type })).status).toBe(status);
    });

    it('when it has more than a megabyte, in a form, alone, or without saying so: 413', async () => {
      const username = await someone();
      const large = new Uint8Array(MAX_BYTES + 1).fill(0xff);
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(large.slice(0, MAX_BYTES));
          controller.enqueue(large.slice(0, 10));
          controller.close();
        },
      });
      const chunked = service.as(username)(IMAGE, {
        method: 'PUT',
        headers: { 'content-type': 'image/png' },
        body: stream,
        duplex: 'half',
      } as RequestInit);
      for (const answer of [await send(username, form(large)), await send(username, large), await chunked])
        expect([answer.status, answer.body.error_code]).toEqual([413, 'content_too_large']);
    });

    it('when the form has no file, or something else: 400 that names each', async () => {
      const username = await someone();
      const png = await picture('#fff');
      const other = form(png);
      other.append('username', 'root');
      const second = form(png);
      second.append('avatar', new Blob([png]), 'a.png');
      expect((await send(username, new FormData())).status).toBe(400);
      expect(Object.keys((await send(username, form(png, 'a', 'image/png', 'avatar'))).body.field_errors)).toEqual([
        'avatar',
      ]);
      expect(Object.keys((await send(username, other)).body.field_errors)).toEqual(['username']);
      expect((await send(username, second)).status).toBeGreaterThanOrEqual(400);
      expect((await imageOf(username))['has_image']).toBe(false);
    });

    it('when the person may be a minor: 409, before the bytes are looked at', async () => {
      const username = `young-${(made += 1)}`;
      const answers = [await send(username, await picture('#fff'))];
      await patch(username, { year_of_birth: new Date().getUTCFullYear() - 10 });
      answers.push(await send(username, form(new Uint8Array(5))));
      expect(answers.map(({ status, body }) => [status, body.error_code])).toEqual([
        [409, 'conflict'],
        [409, 'conflict'],
      ]);
    });
  });

  it('is there in four sizes for everybody who knows the address, and lasts for ever under it', async () => {
    const username = await someone();
    const sent = await send(username, form(await picture('#336699'), 'x.svg', 'image/svg+xml'));
    expect([sent.status, sent.body.has_image]).toEqual([200, true]);
    const shown = await imageOf('reader', username);
    const sizes = { full: 500, large: 120, medium: 50, small: 30 };
    for (const [name, size] of Object.entries(sizes)) {
      expect(shown[`image_url_${name}`]).toBe(sent.body[`image_url_${name}`]);
      const [answer, bytes] = await download(shown[`image_url_${name}`]);
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: size, height: size });
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'image/jpeg',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringMatching(/^sandbox/),
        'cache-control': 'public, max-age=31536000, immutable',
        'content-disposition': 'inline; filename="profile-image.jpg"',
      });
      expect([answer.headers.get('set-cookie'), answer.headers.get('vary')?.includes('Cookie') ?? false]).toEqual([
        null,
        false,
      ]);
      const [again] = await download(shown[`image_url_${name}`], { 'if-none-match': answer.headers.get('etag')! });
      expect(again.status).toBe(304);
    }
  });

  it('shows a picture that is nobody’s where there is none: clients need an address (clients.md 3.11)', async () => {
    const shown = await imageOf('reader', await someone());
    expect(shown['has_image']).toBe(false);
    const [answer, bytes] = await download(shown['image_url_medium']);
    expect([answer.status, (await sharp(bytes).metadata()).width]).toEqual([200, 50]);
  });

  it.each([
    'default_51.jpg',
    'default_120.png',
    `${'0'.repeat(32)}_120.jpg`,
    '..%2f..%2fetc%2fpasswd',
    `${'A'.repeat(32)}_120.jpg`,
  ])('is at no other address: %s is 404', async (name) => {
    expect((await service.as(null)(`/profile-images/${name}`)).status).toBe(404);
  });

  it('moves to another address when it is another one; then the old one is 404', async () => {
    const username = await someone();
    const first = (await send(username, await picture('#111111'))).body.image_url_full;
    const second = (await send(username, await picture('#eeeeee'))).body.image_url_full;
    expect([(await download(first))[0].status, (await download(second))[0].status]).toEqual([404, 200]);
  });

  it('goes with a DELETE, with the account, and with a year of birth that makes the person a minor', async () => {
    const ends: ((username: string) => Promise<TestResponse>)[] = [
      (username) => service.as(username)(IMAGE, { method: 'DELETE' }),
      (username) => service.as(username)(`${ACCOUNTS}me/`, { method: 'DELETE', headers: { 'if-match': '*' } }),
      (username) => patch(username, { year_of_birth: new Date().getUTCFullYear() - 3 }),
      (username) => patch(username, { year_of_birth: null }),
    ];
    for (const [index, end] of ends.entries()) {
      const username = await someone();
      const { body } = await send(username, await picture(`#0${index}0${index}aa`));
      expect((await download(body.image_url_full))[0].status).toBe(200);
      expect((await end(username)).status).toBe(204);
      expect([index, (await download(body.image_url_full))[0].status]).toEqual([index, 404]);
    }
  });

  it('is another’s to send for global staff, and its change is a new ETag of the account but no new version', async () => {
    const username = await someone();
    const before = (await service.as(username)(`${ACCOUNTS}me/`)).headers.get('etag')!;
    const staff = service.as('staffer', { isStaff: true });
    const answer = await staff(`${ACCOUNTS}${username}/profile_image/`, {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: await picture('#abcdef'),
    });
    expect(answer.status).toBe(200);
    const after = (await service.as(username)(`${ACCOUNTS}me/`)).headers.get('etag')!;
    expect([after === before, after.split('.')[0]]).toEqual([false, before.split('.')[0]]);
  });

  it('is sent and taken away as the mobile apps do it: 204 (clients.md 3.11)', async () => {
    const username = await someone();
    const alias = `${ACCOUNTS}${username}/image/`;
    const client = service.as(username);
    const sent = await client(alias, { method: 'POST', body: form(await picture('#224466')) });
    expect([sent.status, sent.text, sent.headers.has('deprecation')]).toEqual([204, '', true]);
    expect((await imageOf(username))['has_image']).toBe(true);
    expect((await client(alias, { method: 'DELETE' })).status).toBe(204);
    expect((await imageOf(username))['has_image']).toBe(false);
  });
});
