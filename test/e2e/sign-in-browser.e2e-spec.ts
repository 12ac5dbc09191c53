import { createServer } from 'node:http';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { CHROMIUM } from '../support/chromium.js';
import { freePort } from '../support/free-port.js';

/** In a real browser: cookies, the content security policy and the Origin header are the browser's own. */
(CHROMIUM ? describe : describe.skip)('a person with a browser (SPEC section 10)', () => {
  let service: TestApp;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const port = await freePort();
    service = await startTestApp({ PORT: String(port), PUBLIC_URL: `http://localhost:${port}` });
    await service.as('andya')('/api/');
    browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  beforeEach(async () => {
    const context = await browser.createBrowserContext();
    page = await context.newPage();
    await page.setJavaScriptEnabled(false);
  });

  const open = (path: string) => page.goto(`${service.config.publicUrl}${path}`);
  const header = () => page.$eval('header', (element) => element.textContent);
  const follow = (selector: string) => Promise.all([page.waitForNavigation(), page.click(selector)]);

  it('signs in from a page that needs it, comes back, sees who is signed in, and signs out', async () => {
    const refused = await open('/api/user/v1/accounts/me/');
    expect(refused!.status()).toBe(401);
    await follow('main a[href*="/login"]');
    await page.type('#f-username', 'andya');
    await page.type('#f-password', 'andya-password');
    await follow('main button');
    expect(new URL(page.url()).pathname).toBe('/api/user/v1/accounts/me/');
    expect(await header()).toContain('Signed in as andya');
    await follow('header button');
    expect(await header()).not.toContain('andya');
    expect((await open('/api/user/v1/accounts/me/'))!.status()).toBe(401);
  });

  it('is told of a wrong password beside a form that can be used again', async () => {
    await open('/login');
    await page.type('#f-username', 'andya');
    await page.type('#f-password', 'not this one');
    await follow('main button');
    expect(await page.$eval('[role=alert]', (element) => element.textContent)).toContain('not right');
    await page.type('#f-password', 'andya-password');
    await follow('main button');
    expect(await header()).toContain('Signed in as andya');
  });

  it('registers, and reads pages that lead on', async () => {
    await open('/login?next=/api/course/v1/courses/');
    await follow('main a[href*="/register"]');
    await page.type('#f-username', 'newcomer');
    await page.type('#f-email', 'newcomer@example.com');
    await page.type('#f-password', 'nine green tides');
    await follow('main button');
    expect(await page.$eval('main', (element) => element.textContent)).toContain('newcomer@example.com');
    await follow('main p a');
    expect(new URL(page.url()).pathname).toBe('/api/course/v1/courses/');
  });

  it('is not signed out by a form of another site, nor by a link', async () => {
    await open('/login');
    await page.type('#f-username', 'andya');
    await page.type('#f-password', 'andya-password');
    await follow('main button');
    // The same machine under another name is another site to a browser.
    const form = `<form method="post" action="${service.config.publicUrl}/logout"><button>x</button></form>`;
    const site = createServer((_request, response) => void response.setHeader('content-type', 'text/html').end(form));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    try {
      await page.goto(`http://127.0.0.1:${(site.address() as { port: number }).port}/`);
      await follow('button');
      expect(await page.$eval('main', (element) => element.textContent)).toContain('csrf_failed');
    } finally {
      site.closeAllConnections();
      site.close();
    }
    await open('/logout');
    expect(await header()).toContain('Signed in as andya');
  });
});
