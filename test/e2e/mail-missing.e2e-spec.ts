import { firstStart } from '../../src/first-start.js';
import { OutgoingMail } from '../../src/common/mail/outgoing-mail.js';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Browser, json } from '../support/browser.js';

const WORDS = 'This service sends no mail.';

describe('production without a mail server', () => {
  const lines: string[] = [];
  let service: TestApp;

  beforeAll(async () => {
    const environment = { NODE_ENV: 'production', LOG_LEVEL: 'trace', SMTP_URL: '' };
    service = await startTestApp(environment, { write: (line) => void lines.push(line) });
    await service.app.get(AccountsService).create({
      username: 'anna',
      email: 'anna@example.org',
      password: 'nine green tides',
    });
  });
  afterAll(() => service?.close());

  const settled = () => service.app.get(OutgoingMail).settled();
  const links = () => service.dataSource.query<unknown[]>('SELECT FROM mailed_links');

  it('makes no link that nobody gets, and writes none into the log (operations.md A9.4)', async () => {
    await new Browser(service).page('/password_reset');
    const answer = await new Browser(service).post('/password_reset', { username: 'anna' });
    const body = { username: 'bert', email: 'bert@example.org', password: 'nine green tides' };
    const registered = await service.as(null)('/api/user/v1/accounts/', json(body));
    await settled();
    expect([answer.status, registered.status, await links()]).toEqual([403, 201, []]);
    expect(lines.join('')).not.toMatch(/verify_email\/\w|password_reset\/\w|example\.org/);
  });

  it('tells whoever forgot a password that no mail comes, and offers no form for it', async () => {
    const browser = new Browser(service);
    const { status, text } = await browser.page('/password_reset');
    expect([status, text.includes(WORDS), text.includes('name="username"')]).toEqual([200, true, false]);
    await browser.page('/login');
    const csrfmiddlewaretoken = await browser.csrfToken();
    const sent = await browser.post('/password_reset', { csrfmiddlewaretoken, username: 'anna' });
    expect([sent.status, sent.text.includes(WORDS), await links()]).toEqual([503, true, []]);
  });

  it('tells whoever registers the same, and does not say that a link is on its way', async () => {
    const browser = new Browser(service);
    const form = { username: 'carla', email: 'carla@example.org', password: 'nine green tides' };
    const registered = await browser.submit('/register', form);
    const { text } = await browser.page(registered.headers.get('location')!);
    expect(text).toContain(WORDS);
    expect(text).not.toContain('We have sent');
    expect(text).not.toContain('action="/verify_email"');
    await settled();
    expect(await links()).toEqual([]);
  });

  it('tells its operator at the start', async () => {
    lines.length = 0;
    await firstStart(service.app, service.config, { demo: false });
    const warnings = lines.filter((line) => line.includes('"warn"'));
    expect(warnings).toEqual([expect.stringMatching(/SMTP_URL is not set.*reset a password/)]);
  });
});
