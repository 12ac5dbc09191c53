import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { OutgoingMail } from '../../src/common/mail/outgoing-mail.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { ClientsService } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { Browser, formTokenOf, json } from '../support/browser.js';
import { Canaries } from '../support/canaries.js';
import { EventReader } from '../support/event-reader.js';
import { until } from '../support/import-client.js';
import { OauthClient, TOKEN } from '../support/oauth2-client.js';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { importXml } from './contract/sample-course.js';

const ACCOUNTS = '/api/user/v1/accounts/';
const COURSE = CourseKey.of('Secrets', 'S1', 'r');
const COURSE_URL = `/api/course/v1/courses/${COURSE}/`;
const INTROSPECT = '/oauth2/introspect';
const REVOKE = '/oauth2/revoke_token';
/** The third part of a JWT: whoever has it and the log has the token. */
const signatureOf = (jwt: string): string => jwt.split('.')[2] ?? '';
const basic = (id: string, secret: string): string => Buffer.from(`${id}:${secret}`).toString('base64');

/**
 * Does with recognizable secrets what people and programs do with theirs, and what goes wrong with them, and looks
 * for them afterwards wherever they could have stayed behind (SPEC O-5; operations.md A9.4, C8.4).
 */
describe('a secret that somebody sends or is given', () => {
  const canaries = new Canaries();
  const lines: string[] = [];
  let service: TestApp;
  let smtp: SmtpServer;
  let receiver: WebhookReceiver;
  let admin: TestClient;
  let nobody: TestClient;

  beforeAll(async () => {
    [smtp, receiver] = await Promise.all([startSmtpServer(), WebhookReceiver.start()]);
    service = await startTestApp(
      { LOG_LEVEL: 'trace', SMTP_URL: smtp.url, WEBHOOK_ALLOW_PRIVATE: 'true', OAUTH2_KEY_LEAD: '0' },
      { write: (line) => void lines.push(line) },
    );
    admin = service.as('admin', { isStaff: true });
    nobody = service.as(null);
    await admin('/api/');
    await importXml(service, COURSE, '<course display_name="Secrets"><chapter url_name="c1"/></course>');
    for (const act of [people, passwords, programs, authorizations, credentials, keys, webhooks, failures]) await act();
    await service.app.get(OutgoingMail).settled();
    await until(async () => receiver.received.length > 0);
  }, 120_000);
  afterAll(async () => {
    await service?.close();
    await Promise.all([smtp?.close(), receiver?.close()]);
  });

  const expectStatus = ({ status, text }: TestResponse, expected: number): void => {
    if (status !== expected) throw new Error(`${status}, not ${expected}: ${text.slice(0, 600)}`);
  };
  const register = (body: object, client = nobody, headers = {}): Promise<TestResponse> =>
    client(ACCOUNTS, json(body, undefined, headers));
  async function mailedPath(name: string, to: string, nth: number): Promise<string> {
    await service.app.get(OutgoingMail).settled();
    const { text } = smtp.mails.filter((mail) => mail.to === to)[nth]!;
    const { pathname } = new URL(/https?:\S+/.exec(text)![0]);
    canaries.add(name, pathname.split('/').at(-1));
    return pathname;
  }

  /** Registers `Anna`, in every way that works and that does not. */
  async function people(): Promise<void> {
    const password = canaries.make('password at registration');
    const email = 'anna@example.org';
    expectStatus(await register({ username: 'Anna', email, password }), 201);
    expectStatus(
      await register({ username: 'Anna', email, password: canaries.make('password for a taken name') }),
      409,
    );
    const refused = { username: 'x', email: 'nowhere', password: canaries.make('password among faults') };
    expectStatus(await register({ ...refused, passwort: canaries.make('password under an unknown name') }), 400);
    const withKey = { username: 'Kay', email: 'kay@example.org', password: canaries.make('password with a key') };
    expectStatus(await register(withKey, admin, { 'idempotency-key': 'once' }), 201);
    const cut = `{"username": "Cut", "password": "${canaries.make('password in broken JSON')}`;
    expectStatus(await nobody(ACCOUNTS, { ...json({}), body: cut }), 400);
    expectStatus(
      await new Browser(service).submit('/register', { ...refused, password: canaries.make('password in a form') }),
      400,
    );

    const link = await mailedPath('link to confirm an address', email, 0);
    const browser = await new Browser(service).signIn('Anna', password);
    const { text } = await browser.page(link);
    expectStatus(await browser.post(link, { csrfmiddlewaretoken: formTokenOf(text) }), 200);
  }

  async function passwords(): Promise<void> {
    const signIn = (username: string, password: string) => nobody('/login', json({ username, password }));
    expectStatus(await signIn('Anna', canaries.make('wrong password')), 401);
    expectStatus(await signIn(canaries.make('password in the place of a name'), 'x'), 401);
    expectStatus(
      await new Browser(service).submit('/login', {
        username: 'Anna',
        password: canaries.make('wrong password in a form'),
      }),
      401,
    );
    expectStatus(
      await nobody('/login', json({ username: 'Anna', pasword: canaries.make('password of a misspelt member') })),
      400,
    );

    const browser = new Browser(service);
    expectStatus(await browser.submit('/password_reset', { username: 'Anna' }), 200);
    const link = await mailedPath('link for a new password', 'anna@example.org', 1);
    for (const path of [link, `${link}/`, `${link}/x`, `/${link}`, `${link}?next=/`, `/api${link}`, `/login${link}`])
      await browser.page(path);
    for (const method of ['HEAD', 'OPTIONS', 'DELETE', 'PUT']) await nobody(link, { method });
    const chosen = canaries.make('password by a link');
    const { text } = await browser.page(link);
    const form = (new_password: string) => ({ csrfmiddlewaretoken: formTokenOf(text), new_password });
    expectStatus(await browser.post(link, form(canaries.make('too long for a password').repeat(9))), 400);
    expectStatus(await browser.post(link, form(chosen)), 200);

    const own = await new Browser(service).signIn('Anna', chosen);
    const change = {
      current_password: canaries.make('wrong present password'),
      new_password: canaries.make('refused new password'),
    };
    expectStatus(await own.submit('/account/password', change), 400);
    const last = canaries.make('changed password');
    expectStatus(await own.submit('/account/password', { current_password: chosen, new_password: last }), 200);
    for (const [name, value] of own.cookies) canaries.add(`cookie ${name}`, value.split('.').at(-1));
    canaries.add('CSRF token', await own.csrfToken());
    expectStatus(await own.send('/login_refresh', { method: 'POST', headers: { accept: 'application/json' } }), 200);
    const cookie = [...own.cookies].find(([name]) => name.includes('signature'))!;
    canaries.add('signature of a JWT cookie', cookie[1]);
    await nobody(`${ACCOUNTS}me/`, { headers: { cookie: `${cookie[0]}=${canaries.make('wrong half of a cookie')}` } });
    const wrong = [...own.cookies.keys()].map((name) => `${name}=${canaries.make(`wrong cookie ${name}`)}`).join('; ');
    await nobody(`${ACCOUNTS}me/`, { headers: { cookie: wrong } });
    await own.post('/logout', { csrfmiddlewaretoken: canaries.make('wrong CSRF token') });
  }

  /** Client credentials: by header and by body, right and wrong. */
  async function programs(): Promise<void> {
    const described = { name: 'Worker', username: 'Anna' };
    const { clientId: id, secret } = await service.app.get(ClientsService).create(described);
    canaries.add('client secret', secret);
    const grant = { grant_type: 'client_credentials' };
    const ask = (headers: Record<string, string>, form: Record<string, string>, path = TOKEN) =>
      nobody(path, { method: 'POST', headers, body: new URLSearchParams(form) });
    const inBody = await ask({}, { ...grant, client_id: id, client_secret: secret });
    expectStatus(inBody, 200);
    const token = inBody.body.access_token as string;
    canaries.add('signature of an access token', signatureOf(token));
    for (const [given, expected] of [
      [secret, 200],
      [canaries.make('wrong client secret'), 401],
    ] as const) {
      const authorization = `Basic ${canaries.add('Basic credentials', basic(id, given))}`;
      expectStatus(await ask({ authorization }, grant), expected);
      for (const path of [INTROSPECT, REVOKE]) {
        expectStatus(await ask({ authorization }, { token }, path), expected);
        expectStatus(
          await ask({}, { token: canaries.make('unknown token'), client_id: id, client_secret: given }, path),
          expected,
        );
      }
    }
    await nobody(`${TOKEN}?client_secret=${canaries.make('client secret in an address')}`, { method: 'POST' });
  }

  async function authorizations(): Promise<void> {
    const client = await OauthClient.confidential(service, { username: 'Anna', scopes: ['read', 'write'] });
    await service.as('Bert')('/api/');
    const browser = await new Browser(service).signIn('Bert');
    const code = canaries.add('authorization code', await client.code(browser));
    canaries.add('code verifier', client.verifier);
    expectStatus(await client.exchange(code, { code_verifier: 'x'.repeat(43) }), 400);
    const second = canaries.add('second authorization code', await client.code(browser));
    const { body: first } = await client.exchange(second);
    const { body: renewed } = await client.refresh(first.refresh_token as string);
    for (const tokens of [first, renewed]) {
      canaries.add('refresh token', tokens.refresh_token);
      canaries.add('signature of a token', signatureOf(tokens.access_token as string));
    }
    expectStatus(await client.post({ token: renewed.refresh_token }, INTROSPECT), 200);
    expectStatus(await client.post({ token: renewed.refresh_token }, REVOKE), 200);
  }

  /** What comes in headers and addresses of any request. */
  async function credentials(): Promise<void> {
    for (const scheme of ['Bearer', 'JWT', 'Basic', 'Token', '']) {
      const authorization = `${scheme} ${canaries.make(`wrong ${scheme} token`)}`.trim();
      await nobody(`${ACCOUNTS}me/`, { headers: { authorization } });
    }
    const forged = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.${canaries.make('forged signature')}`;
    expectStatus(await nobody(`${ACCOUNTS}me/`, { headers: { authorization: `Bearer ${forged}` } }), 401);
    await nobody(`/api/?access_token=${canaries.make('token in an address')}`);
    await nobody('/api/', { headers: { referer: `http://localhost/?code=${canaries.make('code in a referrer')}` } });
    await nobody('/api/', { headers: { 'x-api-key': canaries.make('key of another service') } });
  }

  async function keys(): Promise<void> {
    const key = canaries.make('unlock key');
    const rule = { visibility: 'restricted', unlock_key: key };
    const policy = { information: rule, content: rule };
    const put = { ...json(policy, undefined, { 'if-match': '*' }), method: 'PUT' };
    expectStatus(await admin(`${COURSE_URL}access_policy/`, put), 200);
    for (const given of [key, canaries.make('wrong unlock key')]) {
      await nobody(`${COURSE_URL}?unlock_key=${given}`);
      await nobody(COURSE_URL, { headers: { 'x-unlock-key': given } });
      await nobody(`/api/course/v1/courses?unlock_key=${given}`);
    }
  }

  async function webhooks(): Promise<void> {
    const make = (body: object, headers = {}) => admin('/api/event/v1/webhooks/', json(body, undefined, headers));
    const secretOf = (name: string) =>
      `whsec_${canaries.add(name, Buffer.from(canaries.make(`${name}, decoded`)).toString('base64'))}`;
    const secret = secretOf('secret of a webhook');
    const made = await make({ target_url: receiver.url, secret });
    expectStatus(made, 201);
    canaries.add(
      'secret of another webhook',
      (await make({ target_url: receiver.url }, { 'idempotency-key': 'hook' })).body.secret,
    );
    expectStatus(await admin(`${made.body.url}secrets/`, json({ secret: secretOf('new secret of a webhook') })), 201);
    const target = `https://ann:${canaries.make('password in the address of a webhook')}@example.org/`;
    expectStatus(await make({ target_url: target }), 400);
    await service.app.get(CourseRolesService).grant('Anna', COURSE, 'staff');
    expectStatus(await admin(`${made.body.url}pings/`, json({})), 202);
  }

  /** The database refuses a row, and says in detail which; and a service that is broken by a mistake of ours. */
  async function failures(): Promise<void> {
    await service.dataSource.query(
      `ALTER TABLE users ADD CONSTRAINT ck_broken CHECK (username !~ '^broken') NOT VALID`,
    );
    const password = canaries.make('password of a failed registration');
    const name = canaries.make('text of a failed write');
    const answer = await register({ username: 'broken', email: 'b@example.org', password, name });
    expectStatus(answer, 500);
    expect(canaries.in(answer.text)).toEqual([]);
    expectStatus(
      await nobody(
        `${ACCOUNTS}?token=${canaries.make('token in a failing address')}`,
        json({ username: 'broken2', email: 'b2@example.org', password }),
      ),
      400,
    );
    await service.dataSource.query('ALTER TABLE users DROP CONSTRAINT ck_broken');
  }

  it('stands in no line of the log, at any level (operations.md A9.4)', () => {
    const log = lines.join('');
    // The log is there, and so are the requests, the failure and what is looked for elsewhere.
    expect(lines.filter((line) => line.includes('"request"')).length).toBeGreaterThan(60);
    expect(log).toContain('ck_broken');
    expect(canaries.in(log)).toEqual([]);
  });

  it('stands in no entry of the audit log, whoever reads it', async () => {
    const texts: string[] = [];
    for (let next: string | null = '/api/audit/v1/entries/?page_size=100'; next !== null;) {
      const { text, body } = await admin(next);
      texts.push(text);
      next = body.next as string | null;
    }
    expect(texts.join('')).toContain('account_create');
    expect(canaries.in(texts.join(''))).toEqual([]);
  });

  it('stands in no event, nor in what webhooks are sent', async () => {
    const events = JSON.stringify(await new EventReader(admin).rest());
    expect(events).toContain('org.openedx');
    expect(canaries.in(events)).toEqual([]);
    const sent = receiver.received.map(({ headers, text }) => JSON.stringify(headers) + text).join('');
    expect(sent).toContain('ping');
    expect(canaries.in(sent)).toEqual([]);
  });

  it('stands in the database only where it is needed again as it is', async () => {
    // Webhooks are signed with their secrets, and a repeat of the request that made one gets the first answer (SPEC R-13).
    expect(await canaries.inDatabase(service.dataSource)).toEqual([
      'idempotent_answers.body: secret of another webhook',
      'webhooks.previous_secret: secret of a webhook',
      'webhooks.secret: new secret of a webhook',
      'webhooks.secret: secret of another webhook',
    ]);
  });

  it('stands in nothing that machines watch', async () => {
    for (const path of ['/metrics', '/health/', '/ready/']) {
      const answer = await fetch(service.url + path);
      expect(canaries.in(await answer.text())).toEqual([]);
    }
  });
});
