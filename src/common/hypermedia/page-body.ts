import type { Page } from '../pagination/page.js';
import type { Link, Links } from './links.js';

/** `/api/<name>/v<major>/<collection>/<member>/…` and a collection below it. */
const BELOW_A_MEMBER = /^(\/api\/[^/]+\/v\d+(?:\/[^/]+\/([^/]+))+\/)[^/]+\/$/;

/** The envelope of a page (SPEC section 1). */
export interface PageBody {
  readonly next: string | null;
  readonly previous: string | null;
  readonly count: number;
  readonly num_pages: number;
  readonly current_page: number;
  readonly start: number;
  readonly results: readonly object[];
  readonly url: string;
  readonly links: Links;
}

/** @param address absolute URL of this page, with every parameter of the request: links keep them, so no client has to count */
export function pageBody(page: Page<unknown>, results: readonly object[], address: URL): PageBody {
  const to = (index: number) => {
    const url = new URL(address);
    url.searchParams.set('page', String(index));
    return { href: url.href };
  };
  const links: Links = {
    self: to(page.page),
    first: to(0),
    ...(page.page > 0 && { prev: to(page.page - 1) }),
    ...(page.page < page.numPages - 1 && { next: to(page.page + 1) }),
    last: to(page.numPages - 1),
    ...aboveOf(address),
  };
  return {
    next: links.next?.href ?? null,
    previous: links.prev?.href ?? null,
    count: page.count,
    num_pages: page.numPages,
    current_page: page.page,
    start: page.start,
    ...page.summary,
    results,
    url: links.self!.href,
    links,
  };
}

/** The member that a collection belongs to, as the block of `…/xblocks/{usage_key}/children/`; nothing for others. */
function aboveOf({ origin, pathname }: URL): { readonly up?: Link } {
  const [, path, key] = BELOW_A_MEMBER.exec(pathname) ?? [];
  return path === undefined ? {} : { up: { href: origin + path, title: decodeURIComponent(key!) } };
}
