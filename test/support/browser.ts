import type { TestApp, TestResponse } from './app.js';

/** A browser without a screen: keeps cookies, fills in forms, sends what pages of the service send. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly service: TestApp) {}

  /** A request with the cookies that there are; those of the answer are kept. */
  async send(path: string, init: RequestInit = {}): Promise<TestResponse> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0)
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await this.service.as(null)(path, { ...init, headers });
    for (const cookie of answer.headers.getSetCookie()) this.keep(cookie);
    return answer;
  }

  async page(path: string, init: RequestInit = {}): Promise<TestResponse> {
    return this.send(path, { ...init, headers: { accept: 'text/html', ...init.headers } });
  }

  /** Opens a page, fills in its form and sends it, as a browser does. */
  async submit(
    path: string,
    fields: Readonly<Record<string, string>>,
    { action = path, headers = {} }: { action?: string; headers?: Record<string, string> } = {},
  ): Promise<TestResponse> {
    const { text } = await this.page(path);
    return this.post(action, { csrfmiddlewaretoken: formTokenOf(text), ...fields }, headers);
  }

  /** Sends a form that no page of the service was asked for. */
  async post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Record<string, string> = {},
  ): Promise<TestResponse> {
    return this.page(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Signs in by the form. @throws Error when that fails */
  async signIn(username: string, password = `${username}-password`): Promise<this> {
    const answer = await this.submit('/login', { username, password });
    if (answer.status !== 303) throw new Error(`Signing in as ${username} answers ${answer.status}: ${answer.text}`);
    return this;
  }

  /** What front ends ask for before they write. */
  async csrfToken(): Promise<string> {
    return (await this.send('/csrf/api/v1/token')).body.csrfToken as string;
  }

  private keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(/;\s*/);
    const [name = '', ...value] = pair.split('=');
    if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.cookies.delete(name);
    else this.cookies.set(name, value.join('='));
  }
}

/** The token of the form in the middle of a page; that of the sign-out button is another. */
export function formTokenOf(html: string): string {
  const main = html.slice(html.indexOf('<main'));
  return /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(main)?.[1] ?? '';
}

/** A request of a program. */
export function json(body: object, csrfToken?: string, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(csrfToken && { 'x-csrftoken': csrfToken }), ...headers },
    body: JSON.stringify(body),
  };
}
