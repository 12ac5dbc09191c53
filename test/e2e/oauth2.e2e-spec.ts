import { connect } from 'node:net';
import { decodeJwt } from 'jose';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { ClientsService } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp } from '../support/app.js';

const TOKEN = '/oauth2/access_token';
const ME = '/api/user/v1/accounts/me/';
const GOOD = { grant_type: 'client_credentials', client_id: 'demo-client', client_secret: 'demo-secret' };

describe('the embedded OAuth2 provider', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
    const accounts = service.app.get(AccountsService);
    await accounts.create({
      username: 'demo-admin',
      email: 'admin@example.org',
      password: 'demo-admin',
      isStaff: true,
    });
    await service.app
      .get(ClientsService)
      .create({ name: 'Demo', username: 'demo-admin', clientId: GOOD.client_id, secret: GOOD.client_secret });
  });

  afterAll(async () => service?.close());

  /** A request with a form, as OAuth2 clients send it. */
  const post = (form: Record<string, string> | string, headers: Record<string, string> = {}, path = TOKEN) =>
    service.as(null)(path, { method: 'POST', body: new URLSearchParams(form), headers });

  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });

  /** What every refusal has: RFC 6749's form, never cached, and nothing of the secret. */
  function expectRefusal(answer: Awaited<ReturnType<typeof post>>, status: number, error: string): void {
    expect([answer.status, answer.body?.error]).toEqual([status, error]);
    expect(Object.keys(answer.body).sort()).toEqual(['error', 'error_description']);
    // RFC 6749 5.2: %x20-21 / %x23-5B / %x5D-7E
    expect(answer.body.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('pragma')).toBe('no-cache');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.text).not.toContain(GOOD.client_secret);
  }

  describe('refuses', () => {
    it.each([
      ['a wrong secret', { client_secret: 'wrong-secret' }],
      ['an empty secret', { client_secret: '' }],
      ['a secret that only begins right', { client_secret: 'demo-secre' }],
      ['an unknown client', { client_id: 'nobody' }],
      ['SQL for a client id', { client_id: "demo-client' OR '1'='1" }],
      ['SQL for a secret', { client_secret: "' OR '1'='1" }],
    ])('%s, with the same answer whatever is wrong (operations.md A7.2)', async (_, wrong) => {
      const answer = await post({ ...GOOD, ...wrong });
      expectRefusal(answer, 401, 'invalid_client');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
      expect(answer.body.error_description).toBe('The client is not known, or its secret is wrong or missing.');
    });

    it.each([
      ['a wrong secret', 'demo-client', 'wrong-secret'],
      ['an unknown client', 'nobody', 'demo-secret'],
    ])('%s by HTTP Basic, and says that Basic is wanted (RFC 6749 5.2)', async (_, id, secret) => {
      const answer = await post({ grant_type: GOOD.grant_type }, basic(id, secret));
      expectRefusal(answer, 401, 'invalid_client');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    });

    it('HTTP Basic that cannot be decoded', async () => {
      expectRefusal(await post({ grant_type: GOOD.grant_type }, { authorization: 'Basic ???' }), 401, 'invalid_client');
    });

    it('a client without any credentials', async () => {
      expectRefusal(await post({ grant_type: GOOD.grant_type }), 401, 'invalid_client');
    });

    it('credentials in the address, where logs would keep them', async () => {
      const query = new URLSearchParams(GOOD).toString();
      expectRefusal(await post({ grant_type: GOOD.grant_type }, {}, `${TOKEN}?${query}`), 401, 'invalid_client');
    });

    it('two ways of authentication at once (RFC 6749 2.3)', async () => {
      expectRefusal(await post(GOOD, basic('demo-client', 'demo-secret')), 400, 'invalid_request');
    });

    it.each([
      ['a NUL byte in the client id', { client_id: 'demo\0client' }],
      ['a NUL byte in the secret', { client_secret: 'demo\0secret' }],
      ['a client id beyond ASCII', { client_id: 'démo' }],
    ])('%s', async (_, wrong) => {
      expectRefusal(await post({ ...GOOD, ...wrong }), 400, 'invalid_request');
    });

    it('a request without a grant type, and one without a body', async () => {
      const { grant_type: _, ...rest } = GOOD;
      expectRefusal(await post(rest), 400, 'invalid_request');
      expectRefusal(await service.as(null)(TOKEN, { method: 'POST' }), 400, 'invalid_request');
    });

    it.each([
      'grant_type=client_credentials',
      'client_id=demo-client',
      'client_secret=demo-secret',
      'scope=read&scope=write',
    ])('a parameter that is sent twice, as %s would be (RFC 6749 3.2)', async (again) => {
      expectRefusal(await post(`${new URLSearchParams(GOOD).toString()}&${again}`), 400, 'invalid_request');
    });

    it.each(['password', 'implicit', 'urn:ietf:params:oauth:grant-type:device_code', 'constructor', '"\\'])(
      'the grant %s',
      async (grant) => {
        expectRefusal(
          await post({ ...GOOD, grant_type: grant, username: 'demo-admin', password: 'demo-admin' }),
          400,
          'unsupported_grant_type',
        );
      },
    );

    it.each(['admin', 'read admin', 'READ'])('the scope "%s", which the client does not have', async (scope) => {
      expectRefusal(await post({ ...GOOD, scope }), 400, 'invalid_scope');
    });

    it('a scope that exists, but is not the client’s', async () => {
      const clients = service.app.get(ClientsService);
      const { clientId, secret } = await clients.create({ name: 'Reader', username: 'demo-admin', scopes: ['read'] });
      expectRefusal(
        await post({ ...GOOD, client_id: clientId, client_secret: secret, scope: 'read write' }),
        400,
        'invalid_scope',
      );
    });

    it('a client whose account is disabled', async () => {
      const accounts = service.app.get(AccountsService);
      await accounts.create({ username: 'leaver', email: 'leaver@example.org', password: null });
      const { clientId, secret } = await service.app.get(ClientsService).create({ name: 'Old', username: 'leaver' });
      await accounts.setActive('leaver', false);
      expectRefusal(await post({ ...GOOD, client_id: clientId, client_secret: secret }), 400, 'invalid_grant');
    });

    it('JSON: 415, in the words of OAuth2', async () => {
      const answer = await service.as(null)(TOKEN, {
        method: 'POST',
        body: JSON.stringify(GOOD),
        headers: { 'content-type': 'application/json' },
      });
      expectRefusal(answer, 415, 'invalid_request');
      expect(answer.headers.get('accept-post')).toBe('application/x-www-form-urlencoded');
    });

    it('a body that is too large: 413', async () => {
      const answer = await post({ ...GOOD, scope: 'x'.repeat(2 * 1024 * 1024) });
      expect(answer.status).toBe(413);
    });

    it('GET: 405 that names POST', async () => {
      const answer = await service.as(null)(`${TOKEN}?${new URLSearchParams(GOOD).toString()}`);
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'OPTIONS, POST']);
    });

    it('to say what went wrong on our side: 500, and the log has the reason', async () => {
      await service.dataSource.query('ALTER TABLE oauth_clients RENAME TO elsewhere');
      const answer = await post(GOOD).finally(() =>
        service.dataSource.query('ALTER TABLE elsewhere RENAME TO oauth_clients'),
      );
      expectRefusal(answer, 500, 'server_error');
      expect(answer.text).not.toMatch(/oauth_clients|relation|select/i);
    });
  });

  it('gives edx-rest-api-client a token and takes it back, byte for byte (SPEC X-1, research/clients.md 3.2)', async () => {
    const body = 'grant_type=client_credentials&client_id=demo-client&client_secret=demo-secret&token_type=jwt';
    const raw = [
      `POST ${TOKEN} HTTP/1.1`,
      `Host: ${new URL(service.url).host}`,
      'User-Agent: python-requests/2.32.3 edx-rest-api-client/6.2.0 discovery',
      'Accept-Encoding: gzip, deflate',
      'Accept: */*',
      'Connection: close',
      `Content-Length: ${body.length}`,
      'Content-Type: application/x-www-form-urlencoded',
      '',
      body,
    ].join('\r\n');
    const answer = await sendRaw(service.url, raw);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toMatch(/\r\ncache-control: no-store\r\n/i);
    expect(answer).toMatch(/\r\npragma: no-cache\r\n/i);
    const token = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
    expect(token).toEqual({
      access_token: expect.any(String),
      token_type: 'JWT',
      expires_in: 3600,
      scope: 'read write profile email',
    });
    const me = await service.as(null)(ME, { headers: { authorization: `JWT ${token.access_token}` } });
    expect([me.status, me.body.username]).toEqual([200, 'demo-admin']);
  });

  it.each([TOKEN, `${TOKEN}/`])(
    'answers at %s without a redirect, which would turn a POST into a GET (operations.md A7.6)',
    async (path) => {
      const answer = await post({ ...GOOD, token_type: 'jwt' }, {}, path);
      expect([answer.status, answer.body.token_type]).toEqual([200, 'JWT']);
    },
  );

  it.each([
    ['token_type=jwt', { token_type: 'jwt' }, {}, 'JWT'],
    ['token_type=JWT', { token_type: 'JWT' }, {}, 'JWT'],
    ['the header X-Token-Type', {}, { 'x-token-type': 'Jwt' }, 'JWT'],
    ['token_type=bearer', { token_type: 'bearer' }, {}, 'Bearer'],
    ['nothing', {}, {}, 'Bearer'],
  ])('names the type of the token as asked for with %s (operations.md A7.3)', async (_, form, headers, type) => {
    const { body } = await post({ ...GOOD, ...form }, headers as Record<string, string>);
    expect(body.token_type).toBe(type);
    const me = await service.as(null)(ME, { headers: { authorization: `Bearer ${body.access_token}` } });
    expect(me.status).toBe(200);
  });

  it('takes the credentials by HTTP Basic as well, whatever credentials other routes would refuse', async () => {
    const answer = await post({ grant_type: GOOD.grant_type, token_type: 'jwt' }, basic('demo-client', 'demo-secret'));
    expect([answer.status, answer.body.token_type]).toEqual([200, 'JWT']);
  });

  it('ignores parameters that it does not know, as mobile clients send them (RFC 6749 3.2)', async () => {
    expect((await post({ ...GOOD, asymmetric_jwt: 'true', __proto__x: '1' })).status).toBe(200);
  });

  it('gives the scopes that were asked for, and their claims only', async () => {
    const { body } = await post({ ...GOOD, scope: 'read email read' });
    expect(body.scope).toBe('read email');
    const claims = decodeJwt(body.access_token);
    expect(claims).toMatchObject({
      scopes: ['read', 'email'],
      email: 'admin@example.org',
      grant_type: 'client_credentials',
      client_id: 'demo-client',
    });
    expect(claims).not.toHaveProperty('name');
  });

  it('lets a client secret be replaced by the configuration: the old one ends', async () => {
    const clients = service.app.get(ClientsService);
    const described = { name: 'Bootstrap', username: 'demo-admin', clientId: 'bootstrap-client' };
    await clients.ensure({ ...described, secret: 'first-secret' });
    await clients.ensure({ ...described, secret: 'second-secret' });
    expectRefusal(
      await post({ ...GOOD, client_id: 'bootstrap-client', client_secret: 'first-secret' }),
      401,
      'invalid_client',
    );
    expect((await post({ ...GOOD, client_id: 'bootstrap-client', client_secret: 'second-secret' })).status).toBe(200);
  });

  it('refuses to make a client twice, for nobody, or with scopes that do not exist', async () => {
    const clients = service.app.get(ClientsService);
    await expect(
      clients.create({ name: 'Again', username: 'demo-admin', clientId: 'demo-client' }),
    ).rejects.toMatchObject({ status: 409 });
    await expect(clients.create({ name: 'Ghost', username: 'ghost' })).rejects.toMatchObject({ status: 404 });
    await expect(
      clients.create({ name: '', username: 'demo-admin', scopes: ['root'], clientId: 'a b', secret: 'x' }),
    ).rejects.toMatchObject({
      status: 400,
      fieldErrors: {
        name: expect.anything(),
        client_id: expect.anything(),
        client_secret: expect.anything(),
        scopes: expect.anything(),
      },
    });
  });

  it('keeps client secrets as hashes only (operations.md A7.11)', async () => {
    const { clientId, secret } = await service.app
      .get(ClientsService)
      .create({ name: 'Secretive', username: 'demo-admin' });
    const rows = await service.dataSource.query<object[]>('SELECT * FROM oauth_clients WHERE client_id = $1', [
      clientId,
    ]);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect((await post({ ...GOOD, client_id: clientId, client_secret: secret })).status).toBe(200);
  });

  describe('publishes', () => {
    it('public keys only (operations.md A7.9), with which its tokens verify', async () => {
      const { body } = await post(GOOD);
      const jwks = await service.as(null)('/oauth2/jwks');
      expect(jwks.status).toBe(200);
      for (const key of jwks.body.keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      const { createLocalJWKSet, jwtVerify } = await import('jose');
      const { payload } = await jwtVerify(body.access_token, createLocalJWKSet(jwks.body));
      expect(payload.iss).toBe(`${service.config.publicUrl}/oauth2`);
    });

    it.each([
      '/.well-known/oauth-authorization-server',
      '/.well-known/oauth-authorization-server/oauth2',
      '/.well-known/openid-configuration',
      '/oauth2/.well-known/openid-configuration',
    ])('what it can do at %s (RFC 8414), and nothing that it cannot', async (path) => {
      const { body, status } = await service.as(null)(path);
      expect([status, body.issuer, body.token_endpoint]).toEqual([
        200,
        `${service.config.publicUrl}/oauth2`,
        `${service.config.publicUrl}${TOKEN}`,
      ]);
      expect(body).toMatchObject({
        grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      });
      expect((await service.as(null)(body.jwks_uri)).status).toBe(200);
      // Each endpoint is there: none answers 404.
      for (const name of ['authorization', 'token', 'revocation', 'introspection', 'userinfo'])
        expect((await service.as(null)(body[`${name}_endpoint`], { headers: { accept: '*/*' } })).status).not.toBe(404);
    });

    it('the same keys where others look for them', async () => {
      const [here, there] = await Promise.all(
        ['/oauth2/jwks', '/.well-known/jwks.json'].map((path) => service.as(null)(path)),
      );
      expect(there!.body).toEqual(here!.body);
    });

    it('what the API takes (RFC 9728)', async () => {
      const { body, status } = await service.as(null)('/.well-known/oauth-protected-resource');
      expect([status, body.resource, body.authorization_servers, body.bearer_methods_supported]).toEqual([
        200,
        service.config.publicUrl,
        [`${service.config.publicUrl}/oauth2`],
        ['header'],
      ]);
    });
  });

  it('has one key and one set of subjects however many processes start at the same moment', async () => {
    const databaseUrl = service.config.databaseUrl!;
    await service.dataSource.query('DELETE FROM signing_keys');
    const processes = await Promise.all(
      [1, 2, 3].map(() => startTestApp({ DATABASE_URL: databaseUrl, PUBLIC_URL: service.config.publicUrl })),
    );
    try {
      const answers = await Promise.all(
        processes.map((process) => process.as(null)(TOKEN, { method: 'POST', body: new URLSearchParams(GOOD) })),
      );
      const tokens = answers.map(({ body }) => String(body.access_token));
      expect(new Set(tokens.map((token) => decodeJwt(token).sub)).size).toBe(1);
      const [{ count }] = await service.dataSource.query<[{ count: number }]>(
        `SELECT count(*)::int AS count FROM signing_keys WHERE private_jwk ->> 'kty' = 'RSA'`,
      );
      expect(count).toBe(1);
      for (const process of processes) {
        for (const token of tokens) {
          expect((await process.as(null)(ME, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
        }
      }
    } finally {
      for (const process of processes) await process.close();
    }
  });
});

/** Sends bytes and returns the bytes that come back. */
async function sendRaw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
