import { jest } from '@jest/globals';
import { OutgoingMail } from '../../src/common/mail/outgoing-mail.js';
import { PasswordHasher } from '../../src/modules/accounts/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { Browser, json } from '../support/browser.js';
import { type ReceivedMail, type SmtpServer, startSmtpServer } from '../support/smtp-server.js';

const ACCOUNTS = '/api/user/v1/accounts/';
const ME = `${ACCOUNTS}me/`;
const GOOD = 'nine green tides';

describe('an account that somebody makes for themselves (SPEC E-1, section 13; operations.md C4)', () => {
  let service: TestApp;
  let smtp: SmtpServer;
  let people = 0;

  beforeAll(async () => {
    smtp = await startSmtpServer();
    service = await startTestApp({ SMTP_URL: smtp.url, MAIL_FROM: 'Courseware <courses@example.org>' });
  });
  afterAll(async () => {
    await service?.close();
    await smtp?.close();
  });

  const newName = (): string => `fresh-${(people += 1)}`;
  const register = (body: object): Promise<TestResponse> => service.as(null)(ACCOUNTS, json(body));
  const row = async (username: string): Promise<Record<string, unknown> | undefined> =>
    (
      await service.dataSource.query<Record<string, unknown>[]>('SELECT * FROM users WHERE username = $1', [username])
    )[0];
  async function mailsTo(address: string): Promise<ReceivedMail[]> {
    await service.app.get(OutgoingMail).settled();
    return smtp.mails.filter(({ to }) => to === address);
  }
  async function linkTo(address: string): Promise<string> {
    const text = (await mailsTo(address)).at(-1)?.text ?? '';
    return new URL(/https?:\S+/.exec(text)?.[0] ?? 'about:blank').pathname;
  }

  it('cannot make itself staff, verified or anything else (mass assignment, C1.3)', async () => {
    for (const member of [
      'is_staff',
      'is_superuser',
      'email_verified',
      'is_active',
      'id',
      'sign_in_epoch',
      'password_hash',
      'isStaff',
      'emailVerified',
    ]) {
      const username = newName();
      const answer = await register({ username, email: `${username}@example.com`, password: GOOD, [member]: true });
      expect([member, answer.status, Object.keys(answer.body.field_errors as object)]).toEqual([member, 400, [member]]);
      const page = await new Browser(service).submit('/register', {
        username,
        email: `${username}@example.com`,
        password: GOOD,
        [member]: 'true',
      });
      expect([member, page.status, await row(username)]).toEqual([member, 400, undefined]);
    }
  });

  it('is refused with all faults at once, in the reader’s language (R-9)', async () => {
    const answer = await service.as(null)(
      ACCOUNTS,
      json({ username: 'me', email: 'nowhere', password: 'password', name: 'a\nb' }, undefined, {
        'accept-language': 'de',
      }),
    );
    expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([
      400,
      ['email', 'name', 'password', 'username'],
    ]);
    expect(answer.body.field_errors.password.user_message).toContain('verbreitet');
    expect(answer.text).not.toContain('"password":"password"');
  });

  it.each([
    ['short', 'seven77'],
    ['common', 'Passw0rd'],
    ['common', 'iloveyou'],
    ['the username with a little added', 'ann-of-york1'],
    ['the address', 'ann.york@example.com'],
    ['longer than 128 characters', 'x'.repeat(129)],
  ])('cannot have a password that is %s (C4.3)', async (_, password) => {
    const answer = await register({ username: 'ann-of-york', email: 'ann.york@example.com', password });
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['password']]);
  });

  it('is a 409 when the username is taken, in whatever case: usernames are public', async () => {
    await service.as('taken')('/api/');
    const answer = await register({ username: 'TAKEN', email: 'other@example.com', password: GOOD });
    expect([answer.status, answer.body.error_code]).toEqual([409, 'conflict']);
  });

  it('does not tell whether an address has an account: the same answer, the same work; its owner is told (C4.2)', async () => {
    await service.as('owner')('/api/');
    const hasher = service.app.get(PasswordHasher);
    const hash = jest.spyOn(hasher, 'hash');
    const query = jest.spyOn(service.dataSource, 'query');
    try {
      const [one, two] = [newName(), newName()];
      const free = await register({ username: one, email: `${one}@example.com`, password: GOOD });
      const taken = await register({ username: two, email: 'OWNER@example.com', password: GOOD });
      const shapeOf = ({ status, text }: TestResponse, name: string) => [status, text.replaceAll(name, '…')];
      expect(shapeOf(taken, two)).toEqual(shapeOf(free, one));
      expect(free.status).toBe(201);
      expect(hash).toHaveBeenCalledTimes(2);
      const told = await mailsTo('owner@example.com');
      expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('somebody tried to create an account')]);
      expect(told[0]!.text).not.toContain('/verify_email/');
      expect(await mailsTo('OWNER@example.com')).toEqual([]);
    } finally {
      hash.mockRestore();
      query.mockRestore();
    }
  });

  it('never belongs to whoever only claims an address: verifying one that has been taken meanwhile is refused', async () => {
    const [one, two] = [newName(), newName()];
    const email = `${one}@example.com`;
    await register({ username: one, email, password: GOOD });
    const first = await linkTo(email);
    await register({ username: two, email, password: GOOD });
    const second = await linkTo(email);
    expect(second).not.toBe(first);
    expect((await new Browser(service).submit(first, {})).status).toBe(200);
    expect((await new Browser(service).submit(second, {})).status).toBe(409);
    expect([(await row(one))!['email_verified'], (await row(two))!['email_verified']]).toEqual([true, false]);
  });

  it('is verified by a link that was mailed: once, by its button alone, and by nothing older than a day', async () => {
    const username = newName();
    const email = `${username}@example.com`;
    const browser = new Browser(service);
    const registered = await browser.submit('/register', {
      username,
      email,
      password: GOOD,
      name: 'Nina',
      next: '/api/course/v1/courses/',
    });
    expect([registered.status, registered.headers.get('location')]).toEqual([
      303,
      '/verify_email?next=%2Fapi%2Fcourse%2Fv1%2Fcourses%2F&sent=1',
    ]);
    expect((await browser.send(ME)).body).toMatchObject({ username, name: 'Nina', email });
    const link = await linkTo(email);
    const asked = await new Browser(service).page(link);
    expect(asked.status).toBe(200);
    // Whoever reads the mail is signed in as nobody, or as somebody else.
    expect(asked.text).toContain(`Confirm that ${email} is the address of the account ${username}.`);
    expect((await row(username))!['email_verified']).toBe(false);
    await service.dataSource.query(`UPDATE mailed_links SET expires = now() - interval '1 second' WHERE email = $1`, [
      email,
    ]);
    expect((await new Browser(service).page(link)).status).toBe(404);
    expect((await browser.submit('/verify_email', {})).status).toBe(200);
    const again = await linkTo(email);
    expect((await new Browser(service).submit(again, {})).status).toBe(200);
    expect((await row(username))!['email_verified']).toBe(true);
    expect((await new Browser(service).page(again)).status).toBe(404);
    expect((await service.as(null)('/login', json({ username: email, password: GOOD }))).status).toBe(200);
  });

  it('is nothing that an installation must offer: closed, there is no form and no link, and JSON is a 403', async () => {
    const closed = await startTestApp({ REGISTRATION: 'closed' });
    try {
      const answer = await closed.as(null)(ACCOUNTS, json({ username: 'x1', email: 'x@example.com', password: GOOD }));
      expect([answer.status, answer.body.error_code]).toEqual([403, 'permission_denied']);
      const browser = new Browser(closed);
      expect((await browser.page('/register')).status).toBe(403);
      expect((await browser.page('/login')).text).not.toContain('/register');
    } finally {
      await closed.close();
    }
  });

  it('gets five mails an hour and no more, whoever asks for them (C1.6)', async () => {
    await service.as('flooded')('/api/');
    for (let times = 0; times < 8; times += 1)
      await new Browser(service).submit('/password_reset', { username: 'flooded' });
    expect(await mailsTo('flooded@example.com')).toHaveLength(5);
  });

  it('keeps the last link that it got, however often somebody asks for more of them than are sent (C1.6)', async () => {
    await service.as('pestered')('/api/');
    for (let times = 0; times < 7; times += 1)
      await new Browser(service).submit('/password_reset', { username: 'pestered' });
    const link = await linkTo('pestered@example.com');
    expect((await new Browser(service).submit(link, { new_password: 'a quite new password' })).status).toBe(200);
  });

  it('can be given a new password by mail, however many others have registered with its address (C1.6)', async () => {
    await service.as('coveted')('/api/');
    for (let times = 0; times < 6; times += 1)
      await register({ username: newName(), email: 'coveted@example.com', password: GOOD });
    await mailsTo('coveted@example.com');
    await new Browser(service).submit('/password_reset', { username: 'coveted' });
    expect(await linkTo('coveted@example.com')).toMatch(/^\/password_reset\/[\w-]{43}$/);
  });

  describe('and its password', () => {
    async function someone(): Promise<string> {
      const username = newName();
      await service.as(username)('/api/');
      return username;
    }
    async function resetLink(username: string): Promise<string> {
      await new Browser(service).submit('/password_reset', { username });
      return linkTo(`${username}@example.com`);
    }

    it('is reset with the same answer for known, unknown, disabled and unverified (C4.2)', async () => {
      const [known, disabled, unverified] = [await someone(), await someone(), await someone()];
      await service.dataSource.query('UPDATE users SET is_active = false WHERE username = $1', [disabled]);
      await service.dataSource.query('UPDATE users SET email_verified = false WHERE username = $1', [unverified]);
      const answers: [number, string][] = [];
      for (const username of [
        known,
        `${known}@example.com`,
        'nobody-there',
        'nobody@example.com',
        disabled,
        unverified,
        'not a \u0661 name',
      ]) {
        const { status, text } = await new Browser(service).submit('/password_reset', { username });
        answers.push([status, text]);
      }
      expect(answers).toEqual(answers.map(() => answers[0]));
      expect(answers[0]![0]).toBe(200);
      const counts = await Promise.all(
        [known, disabled, unverified].map(async (name) => (await mailsTo(`${name}@example.com`)).length),
      );
      expect(counts).toEqual([2, 0, 0]);
    });

    it('is reset by a link to this service, whatever Host and X-Forwarded-Host say', async () => {
      const username = await someone();
      await new Browser(service).submit(
        '/password_reset',
        { username },
        {
          headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
        },
      );
      const [mail] = await mailsTo(`${username}@example.com`);
      expect(mail!.text).toContain(`${service.config.publicUrl}/password_reset/`);
      expect(mail!.text).not.toContain('evil.example');
    });

    it('is reset once; used, too old, replaced, or of another kind, the link is gone', async () => {
      const username = await someone();
      const replaced = await resetLink(username);
      const link = await resetLink(username);
      const fields = { new_password: 'a quite new password' };
      const set = (path: string) => new Browser(service).submit(link, fields, { action: path });
      expect((await set(replaced)).status).toBe(404);
      const ofAnotherKind = link.replace('password_reset', 'verify_email');
      expect((await new Browser(service).submit(link, {}, { action: ofAnotherKind })).status).toBe(404);
      expect((await new Browser(service).page(link)).text).toContain(username);
      expect((await set(link)).status).toBe(200);
      const reader = new Browser(service);
      expect((await reader.page(link)).status).toBe(404);
      expect((await reader.submit('/login', fields, { action: link })).status).toBe(404);
      const old = await resetLink(username);
      await service.dataSource.query(`UPDATE mailed_links SET expires = now() - interval '1 second'`);
      expect((await new Browser(service).page(old)).status).toBe(404);
      expect((await service.as(null)('/login', json({ username, password: fields.new_password }))).status).toBe(200);
    });

    it('is reset by one of two who use the link at once', async () => {
      const username = await someone();
      const link = await resetLink(username);
      const browsers = [new Browser(service), new Browser(service)];
      const answers = await Promise.all(
        browsers.map((browser, index) => browser.submit(link, { new_password: `a quite new one ${index}` })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    });

    it('is reset to nothing that could be guessed, and the link still works after that', async () => {
      const username = await someone();
      const link = await resetLink(username);
      expect((await new Browser(service).submit(link, { new_password: 'password' })).status).toBe(400);
      expect((await new Browser(service).submit(link, { new_password: 'a quite new password' })).status).toBe(200);
    });

    it('is kept as a digest in the link’s table', async () => {
      const link = await resetLink(await someone());
      const rows = await service.dataSource.query<{ digest: string }[]>('SELECT digest FROM mailed_links');
      expect(rows.map(({ digest }) => digest)).not.toContain(link.split('/').at(-1));
    });

    it('once reset ends every session', async () => {
      const username = await someone();
      const mine = await new Browser(service).signIn(username);
      await new Browser(service).submit(await resetLink(username), { new_password: 'a quite new password' });
      expect((await mine.send(ME)).status).toBe(401);
    });

    it('is changed by whoever knows it: a browser that was left open is not enough (C3.6)', async () => {
      const username = await someone();
      const mine = await new Browser(service).signIn(username);
      const refused = await mine.submit('/account/password', {
        current_password: 'a wrong one',
        new_password: 'a quite new password',
      });
      expect(refused.status).toBe(400);
      const weak = await mine.submit('/account/password', {
        current_password: `${username}-password`,
        new_password: username,
      });
      expect(weak.status).toBe(400);
      expect((await mine.send(ME)).status).toBe(200);
      const anonymous = await new Browser(service).page('/account/password');
      expect([anonymous.status, anonymous.text]).toEqual([
        401,
        expect.stringContaining('/login?next=%2Faccount%2Fpassword'),
      ]);
    });

    it('once changed ends every session but the one that changed it, which has a new id', async () => {
      const username = await someone();
      const [mine, other] = [await new Browser(service).signIn(username), await new Browser(service).signIn(username)];
      const before = new Map(mine.cookies);
      const answer = await mine.submit('/account/password', {
        current_password: `${username}-password`,
        new_password: 'a quite new password',
      });
      expect(answer.status).toBe(200);
      expect([(await mine.send(ME)).status, (await other.send(ME)).status]).toEqual([200, 401]);
      const old = new Browser(service);
      for (const [name, value] of before) old.cookies.set(name, value);
      expect((await old.send(ME)).status).toBe(401);
    });

    it('that came from Django lets its owner in and is hashed as ours, with every session going on (C4.1)', async () => {
      const username = await someone();
      // Python: base64(hashlib.pbkdf2_hmac('sha256', b'a django password', b'seasalt', 1000))
      const { pbkdf2Sync } = await import('node:crypto');
      const stored = `pbkdf2_sha256$1000$seasalt$${pbkdf2Sync('a django password', 'seasalt', 1000, 32, 'sha256').toString('base64')}`;
      await service.dataSource.query('UPDATE users SET password_hash = $2 WHERE username = $1', [username, stored]);
      const wrong = await service.as(null)('/login', json({ username, password: 'another password' }));
      const mine = await new Browser(service).signIn(username, 'a django password');
      expect([wrong.status, (await mine.send(ME)).status]).toEqual([401, 200]);
      expect((await row(username))!['password_hash']).toMatch(/^\$argon2id\$/);
      expect((await service.as(null)('/login', json({ username, password: 'a django password' }))).status).toBe(200);
      expect((await mine.send(ME)).status).toBe(200);
    });
  });
});
