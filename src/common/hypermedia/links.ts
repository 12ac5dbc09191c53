import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Principal } from '../auth/principal.js';
import type { CourseKey } from '../opaque-keys/index.js';
import type { ApiUrls } from './api-urls.js';
import { Minimal, Shown } from './shape.js';

/** One way to go on from a representation (SPEC R-2). */
export class Link {
  /** Absolute URL. */
  @ApiProperty({ format: 'uri' })
  readonly href: string;

  /** HTTP method; GET when absent. */
  @ApiPropertyOptional({ example: 'POST' })
  readonly method?: string;

  /** What it is, for people. */
  @ApiPropertyOptional()
  readonly title?: string;
}

/** Link relation → link. IANA's relations first; ours are in docs/api/link-relations.md. */
export type Links = Record<string, Link>;

/** Base of every representation: where it is, and where to go from it. The hypermedia interceptor fills both in. */
export abstract class ResourceResponse {
  /** Absolute URL of this representation. */
  @ApiProperty({ format: 'uri' })
  @Minimal()
  readonly url: string;

  /** Where the caller may go from here: relation → link. Only what this caller may do is offered. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/Link' } })
  @Shown()
  readonly links: Links;
}

/**
 * The key under which a representation was asked for. A symbol, so that it is never sent: link builders keep its branch
 * and version, which lets a client walk a draft or an old version by links alone.
 */
export const ADDRESS = Symbol('courseware:address');

export interface Addressed {
  readonly [ADDRESS]: CourseKey;
}

/** What a service or `from()` makes: everything but what the interceptor adds. */
export type Unlinked<T extends ResourceResponse> = Omit<T, 'url' | 'links'>;

/** What a link builder may look at. */
export interface LinkContext {
  readonly urls: ApiUrls;
  readonly principal: Principal;
}

/** The one place that knows the URL and the links of one kind of representation. */
export interface LinkBuilder<T extends ResourceResponse> {
  url(resource: Unlinked<T>, context: LinkContext): string;
  links(resource: Unlinked<T>, context: LinkContext): Links;
  /** The version that the representation shows, for its strong ETag; absent or null: none is sent. */
  version?(resource: Unlinked<T>): string | null;
  /** True when the version can never change under this URL, so that caches may keep it for ever (SPEC R-12). */
  immutable?(resource: Unlinked<T>): boolean;
}

/** Leaves out the links whose condition does not hold. */
export function linksOf(candidates: Record<string, Link | false | null | undefined>): Links {
  return Object.fromEntries(Object.entries(candidates).filter((pair): pair is [string, Link] => Boolean(pair[1])));
}
