/** A page at which a browser has arrived. */
export interface Arrival {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Every address on the way, this one included. */
  readonly way: readonly string[];
}

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly value: string;
}

const MOST_REDIRECTS = 12;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};

/** A browser that goes from service to service, follows redirects and keeps cookies by host and path, as RFC 6265 has it. */
export class TravellingBrowser {
  private readonly cookies = new Map<string, Cookie>();

  /**
   * Opens an address, and goes wherever it leads.
   * @param within an origin that it is not to leave: it stops at the redirect that would
   */
  async open(address: string | URL, init: RequestInit = {}, within?: string): Promise<Arrival> {
    let url = new URL(address);
    let request = init;
    const way = [url.href];
    for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
      const answer = await this.ask(url, request);
      const location = answer.headers.get('location') ?? /^0; url=(.+)$/.exec(answer.headers.get('refresh') ?? '')?.[1];
      if (location === undefined) return { url, way, ...answer };
      const target = new URL(location, url);
      if (within !== undefined && target.origin !== within) return { url, way, ...answer };
      url = target;
      way.push(url.href);
      // What follows a form is read (RFC 9110 15.4.4).
      request = {};
    }
    throw new Error(`It goes round in circles: ${way.join(' → ')}`);
  }

  /** One request, without following anything. */
  async ask(address: string | URL, init: RequestInit = {}): Promise<Omit<Arrival, 'url' | 'way'>> {
    const url = new URL(address);
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    const cookie = this.cookieHeader(url);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.keep(url, line);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Fills in the form of a page and sends it. */
  async submit({ url, text }: Arrival, values: Readonly<Record<string, string>>, within?: string): Promise<Arrival> {
    const form = /<form(?![^>]*action="\/logout")[^>]*>[\s\S]*?<\/form>/.exec(text.slice(text.indexOf('<main')))?.[0];
    if (form === undefined) throw new Error(`There is no form at ${url.href}.`);
    const action = /action="([^"]*)"/.exec(form)?.[1];
    const hidden = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
      attribute(input, 'name'),
      attribute(input, 'value'),
    ]);
    const body = new URLSearchParams({ ...(Object.fromEntries(hidden) as Record<string, string>), ...values });
    return this.open(
      new URL(plain(action ?? ''), url),
      { method: 'POST', body, headers: { origin: url.origin } },
      within,
    );
  }

  /** What the browser would send there. */
  cookieHeader({ hostname, pathname }: URL): string {
    return [...this.cookies]
      .filter(([, { host, path }]) => host === hostname && pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(' ')[1]}=${value}`)
      .join('; ');
  }

  private keep({ hostname: host }: URL, line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
    const path = /; *path=([^;]*)/i.exec(line)?.[1] ?? '/';
    const key = `${host} ${name!}`;
    if (value === '' || /; *max-age=0/i.test(line)) this.cookies.delete(key);
    else this.cookies.set(key, { host, path, value: value! });
  }
}

function attribute(input: string, name: string): string {
  return plain(new RegExp(`${name}="([^"]*)"`).exec(input)?.[1] ?? '');
}

function plain(html: string): string {
  return html.replaceAll(/&(?:amp|quot|#39|lt|gt);/g, (entity) => ENTITIES[entity]!);
}
