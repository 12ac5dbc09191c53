import axe from 'axe-core';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { OutgoingMail } from '../../src/common/mail/outgoing-mail.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { CHROMIUM } from '../support/chromium.js';
import { freePort } from '../support/free-port.js';
import { OauthClient } from '../support/oauth2-client.js';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.js';
import { COURSE, makeThings, READS, type Things } from './access/reads.js';

const SERIOUS = ['serious', 'critical'];
/** A phone at its narrowest (WCAG 2.2, 1.4.10), and a desk. */
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 800 };

/** Every page, in a real browser, by the rules of axe-core: keyboard- and screen-reader-clean (SPEC section 10). */
(CHROMIUM ? describe : describe.skip)('a page of this service (SPEC section 10: no serious axe finding)', () => {
  let service: TestApp;
  let smtp: SmtpServer;
  let browser: Browser;
  let admin: TestClient;
  let things: Things;
  let page: Page;

  beforeAll(async () => {
    const port = await freePort();
    smtp = await startSmtpServer();
    const environment = { PORT: String(port), PUBLIC_URL: `http://localhost:${port}`, SMTP_URL: smtp.url };
    service = await startTestApp(environment);
    admin = service.as('admin', { isStaff: true });
    for (const client of [admin, service.as('thing-owner'), service.as('owner')]) await client('/api/');
    things = await makeThings(service, admin);
    browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
    await smtp?.close();
  });
  beforeEach(async () => {
    page = await (await browser.createBrowserContext()).newPage();
  });
  afterEach(() => page.browserContext().close());

  const open = (path: string) => page.goto(`${service.config.publicUrl}${path}`);
  const submit = () => Promise.all([page.waitForNavigation(), page.click('main form button')]);
  async function fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(fields)) await page.type(`#f-${name}`, value);
    await submit();
  }
  async function signIn(username: string): Promise<void> {
    await open('/login');
    await fill({ username, password: `${username}-password` });
  }

  /** What is wrong with the page that is open, on a phone in the dark and on a desk by day. */
  async function findings(): Promise<string[]> {
    const found = new Set<string>();
    for (const [viewport, scheme, options] of [
      [NARROW, 'dark', {}],
      // What does not depend on colours or the width has been looked at.
      [WIDE, 'light', { runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable'] }],
    ] as const) {
      await page.setViewport(viewport);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      // By the debugger, which the page's policy does not bind: it lets no script in.
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(
        (chosen: axe.RunOptions) => (window as unknown as { axe: typeof axe }).axe.run(chosen),
        { ...options, resultTypes: ['violations'] } as axe.RunOptions,
      );
      for (const { id, impact, nodes } of violations)
        if (SERIOUS.includes(impact ?? '')) found.add(`${id} (${scheme}): ${nodes[0]!.html.slice(0, 200)}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > viewport.width) found.add(`${width} px wide on a screen of ${viewport.width} px`);
    }
    return [...found];
  }

  it('would be noticed if it were wrong', async () => {
    await page.setContent(
      '<html><body><img src="x"><input><p style="color:#999;background:#aaa">Grey on grey.</p></body></html>',
    );
    expect((await findings()).map((finding) => finding.split(' ')[0])).toEqual(
      expect.arrayContaining(['image-alt', 'label', 'color-contrast', 'html-has-lang']),
    );
  });

  it.each(groupsOf(Object.keys(READS), 10))(
    'is clean at the addresses that can be read: %s to %s',
    async (_first, _last, operations) => {
      await signIn('admin');
      const found: Record<string, string[]> = {};
      for (const operation of operations) {
        const path = READS[operation]!(things, 'admin');
        const { headers } = await admin(path, { headers: { accept: 'text/html,*/*;q=0.1' } });
        // Files, and what is for programs alone.
        if (!headers.get('content-type')?.startsWith('text/html')) continue;
        await open(path);
        const here = await findings();
        if (here.length > 0) found[operation] = here;
      }
      expect(found).toEqual({});
    },
    180_000,
  );

  it.each([
    '/login',
    '/register',
    '/password_reset',
    '/logout',
    '/api/no/such/',
    '/api/task/v1/tasks/',
    '/account/password',
  ])('is clean at %s for somebody who is not signed in', async (path) => {
    await open(path);
    expect(await findings()).toEqual([]);
  });

  it('is clean when a form was not filled in right', async () => {
    await open('/login');
    await fill({ username: 'admin', password: 'not this one' });
    expect(await findings()).toEqual([]);
    await open('/register');
    await fill({ username: 'me', email: 'nowhere@example', password: 'password' });
    expect(await findings()).toEqual([]);
  });

  it('is clean on the way to a new password', async () => {
    await open('/password_reset');
    await fill({ username: 'thing-owner' });
    expect(await findings()).toEqual([]);
    await service.app.get(OutgoingMail).settled();
    const link = new URL(/https?:\S+/.exec(smtp.mails.at(-1)!.text)![0]).pathname;
    await open(link);
    expect(await findings()).toEqual([]);
    await fill({ new_password: 'quite another one' });
    expect(await findings()).toEqual([]);
    await open(link);
    expect(await findings()).toEqual([]);
  });

  it.each(['/account/password', '/account/deactivate', '/verify_email', '/logout', '/api/user/v1/me/'])(
    'is clean at %s for somebody who is signed in',
    async (path) => {
      await signIn('owner');
      await open(path);
      expect(await findings()).toEqual([]);
    },
  );

  it('is clean where somebody is asked to let an application in', async () => {
    const client = await OauthClient.confidential(service);
    await signIn('owner');
    await open(client.request());
    expect(await page.$('main form')).not.toBeNull();
    expect(await findings()).toEqual([]);
  });

  it('is clean from right to left', async () => {
    await page.setExtraHTTPHeaders({ 'accept-language': 'ar' });
    for (const path of ['/login', '/register', `/api/course/v1/courses/${COURSE}/`]) {
      await open(path);
      expect(await findings()).toEqual([]);
    }
  });
});

/** So many names at a time, each group with its first and its last one. */
function groupsOf(names: readonly string[], size: number): [string, string, readonly string[]][] {
  const starts = names.map((_, at) => at).filter((at) => at % size === 0);
  return starts.map((at) => {
    const group = names.slice(at, at + size);
    return [group[0]!, group.at(-1)!, group];
  });
}
