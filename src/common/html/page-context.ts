import type { Type } from '@nestjs/common';
import type { Language } from '../i18n/languages.js';
import type { QueryParameter } from './query-parameters.js';

/** What a page may know of the request that it answers. */
export interface PageContext {
  readonly language: Language;
  /** Origin of the service's own URLs; everything else is a foreign site. */
  readonly origin: string;
  /** URLs that every page links to. */
  readonly site: { readonly home: string; readonly docs: string; readonly signIn: string; readonly signOut: string };
  /** Path of the request, without the query. */
  readonly path: string;
  /** The query as it was sent, decoded. */
  readonly query: URLSearchParams;
  /** Username of the caller; null for nobody. */
  readonly username: string | null;
  /** What the sign-out button sends (CsrfTokens.signOutToken); null for whoever is not signed in by a session. */
  readonly signOutToken: string | null;
  /** Class of the representation, or of each result; undefined for errors. */
  readonly model?: Type;
  readonly operation?: Operation;
}

/** What the route's declaration says of it. */
export interface Operation {
  /** What the collection is called that it lists, or that what it shows belongs to: `Team members`. */
  readonly collection: string;
  readonly summary: string;
  /** Its place in the documentation. */
  readonly documentation: string;
  readonly parameters: readonly QueryParameter[];
}

/** A representation as it would have been sent as JSON, links included. */
export type Body = Readonly<Record<string, unknown>>;

/** A page of a collection as it would have been sent as JSON. */
export interface CollectionBody extends Body {
  readonly count: number;
  readonly num_pages: number;
  readonly current_page: number;
  readonly start: number;
  readonly results: readonly Body[];
  readonly links: Readonly<Record<string, BodyLink>>;
}

/** One of `links`. */
export interface BodyLink {
  readonly href: string;
  readonly method?: string;
  readonly title?: string;
}

/** Whether a body is a page of a collection. */
export function isCollection(body: Body): body is CollectionBody {
  return Array.isArray(body['results']) && typeof body['count'] === 'number' && typeof body['num_pages'] === 'number';
}

/** The links of a body; none when `fields` left them out. */
export function linksOfBody(body: Body): Readonly<Record<string, BodyLink>> {
  return (body['links'] ?? {}) as Readonly<Record<string, BodyLink>>;
}
