import type { TestApp, TestResponse } from './app.js';

/** A browser as far as cookies go: it keeps what it is given, and follows nothing by itself. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly service: TestApp) {}

  async open(target: string, init: RequestInit = {}): Promise<TestResponse> {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    if (this.cookies.size > 0) headers.set('cookie', [...this.cookies].map((pair) => pair.join('=')).join('; '));
    const answer = await this.service.as(null)(target, { ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    return answer;
  }

  /** Sends a form to the address. */
  async submit(
    target: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<TestResponse> {
    return this.open(target, { method: 'POST', body: new URLSearchParams(form), headers });
  }

  /** @throws Error when the service does not sign them in */
  async signIn(username: string, password: string): Promise<void> {
    const { status } = await this.open('/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    if (status !== 200) throw new Error(`Signing in as ${username} was answered with ${status}.`);
  }
}

/** The CSRF token that a page has brought in its form. */
export function csrfTokenOf(page: TestResponse): string {
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(page.text.slice(page.text.indexOf('<main')))?.[1];
  if (token === undefined) throw new Error('The page has no form with a CSRF token.');
  return token;
}
