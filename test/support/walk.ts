import type { TestClient, TestResponse } from './app.js';

/** A way on that a body offers: a link, or a member that holds a URL. */
export interface Way {
  readonly href: string;
  /** Relation of a link; name of the member otherwise. */
  readonly name: string;
  /** True for `links`: where the caller may go (SPEC R-2). False for `url` and its like: what something is called. */
  readonly isLink: boolean;
  readonly method: string;
  /** The object that a `url` member stands in. */
  readonly owner: Readonly<Record<string, unknown>>;
}

/** One address that was visited, and where it was first offered. */
export interface Visit extends TestResponse {
  readonly href: string;
  readonly offeredBy: Way & { readonly at: string };
}

/** Members beside `url` that say where something of the object is. */
const URL_MEMBERS: ReadonlySet<string> = new Set([
  'url',
  'children_url',
  'content_url',
  'next',
  'previous',
  'documentation',
]);

/** Requests that are on their way at the same time. */
const AT_ONCE = 6;

/** Every way on in a body, wherever it stands. */
export function waysIn(body: unknown): Way[] {
  if (Array.isArray(body)) return body.flatMap(waysIn);
  if (body === null || typeof body !== 'object') return [];
  const owner = body as Record<string, unknown>;
  return Object.entries(owner).flatMap(([name, value]) => {
    if (name === 'links' && value !== null && typeof value === 'object') return linksIn(value, owner);
    if (name === 'fields' || name === 'effective' || name === 'inherited') return inherited(name, value);
    if (URL_MEMBERS.has(name) && typeof value === 'string')
      return [{ href: value, name, isLink: false, method: 'GET', owner }];
    return waysIn(value);
  });
}

function linksIn(links: object, owner: Way['owner']): Way[] {
  return Object.entries(links as Record<string, { href: string; method?: string }>).map(([name, { href, method }]) => ({
    href,
    name,
    isLink: true,
    method: method ?? 'GET',
    owner,
  }));
}

/** Authors write what they like into fields; of the inherited ones only `from` is the service's. */
function inherited(name: string, value: unknown): Way[] {
  if (name !== 'inherited' || value === null || typeof value !== 'object') return [];
  return Object.values(value as Record<string, { from?: unknown }>).flatMap(({ from }) => waysIn(from));
}

export interface WalkOptions {
  readonly client: TestClient;
  readonly start: string;
  /** More addresses than this are a walk that does not end. */
  readonly limit: number;
}

/** Follows every GET link and every URL that bodies offer, breadth first, each address once. */
export class Walk {
  readonly visits = new Map<string, Visit>();
  /** Links that are no GET: offered, not followed. */
  readonly actions: Way[] = [];
  readonly relations = new Set<string>();

  private constructor(private readonly options: WalkOptions) {}

  /** @throws Error when there are more addresses than the limit */
  static async from(options: WalkOptions): Promise<Walk> {
    const walk = new Walk(options);
    const { origin } = new URL(options.start);
    const first = { href: options.start, name: 'start', isLink: true, method: 'GET', owner: {}, at: '' };
    let wave: Visit['offeredBy'][] = [first];
    while (wave.length > 0) wave = (await walk.follow(wave)).filter(({ href }) => new URL(href).origin === origin);
    return walk;
  }

  /** Visits those of a wave that are new; returns what they offer. */
  private async follow(wave: readonly Visit['offeredBy'][]): Promise<Visit['offeredBy'][]> {
    const fresh = new Map<string, Visit['offeredBy']>();
    for (const way of wave) {
      const href = way.href.split('#', 1)[0]!;
      const known = fresh.get(href);
      // A link is a promise and a `url` is not: of two offers the link is the one to hold to.
      if (!this.visits.has(href) && (!known || (way.isLink && !known.isLink))) fresh.set(href, way);
      const seen = this.visits.get(href);
      if (seen && way.isLink && !seen.offeredBy.isLink) this.visits.set(href, { ...seen, offeredBy: way });
    }
    if (this.visits.size + fresh.size > this.options.limit)
      throw new Error(`More than ${this.options.limit} addresses.`);
    const offered: Visit['offeredBy'][] = [];
    const queue = [...fresh];
    const visitAll = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift())
        offered.push(...(await this.visit(...next)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, visitAll));
    return offered;
  }

  private async visit(href: string, offeredBy: Visit['offeredBy']): Promise<Visit['offeredBy'][]> {
    const answer = await this.options.client(href);
    this.visits.set(href, { ...answer, href, offeredBy });
    return answer.status === 200 ? this.offers(href, answer) : [];
  }

  private offers(at: string, { body }: TestResponse): Visit['offeredBy'][] {
    // The API's own description holds examples, not addresses.
    if (at.endsWith('/openapi.json')) return [];
    const ways = waysIn(body);
    for (const { isLink, name } of ways) if (isLink) this.relations.add(name);
    this.actions.push(...ways.filter(({ method }) => method !== 'GET'));
    return ways.filter(({ method }) => method === 'GET').map((way) => ({ ...way, at }));
  }
}
