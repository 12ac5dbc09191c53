import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Principal } from '../auth/principal.js';
import type { CourseAccess } from '../auth/course-access.js';
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
 * How the caller came to a representation of course content. Under a symbol, so that it is never sent: link builders keep
 * the branch and version of the address, which lets a client walk a draft or an old version by links alone, and offer
 * drafts to those who may read them.
 */
export const READING = Symbol('courseware:reading');

export interface Reading {
  /** The course key with the branch or version that links keep. */
  readonly address: CourseKey;
  /** What the caller may do in this course. */
  readonly access: CourseAccess;
  /** Of a course: whether the caller may open its course block. */
  readonly opensRoot?: boolean;
  /** The same text where the same blocks are hidden from the caller: an ETag has to tell. */
  readonly sight?: string;
  /** False where what is hidden may be shown later, so that not even a fixed version may be kept for good. */
  readonly lasts?: boolean;
}

/** A representation that knows how it was come by. */
export interface Read {
  readonly [READING]: Reading;
}

/** How a representation was come by. @throws Error when its service forgot to say */
export function readingOf(resource: object): Reading {
  const reading = (resource as Partial<Read>)[READING];
  if (!reading) throw new Error('A representation of course content must carry its READING.');
  return reading;
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
  /**
   * The version of the resource, for its strong ETag and for `If-Match`; without dots. Absent or null: no ETag is sent.
   * It changes when a writer would be overwriting something, and only then.
   */
  version?(resource: Unlinked<T>): string | null;
  /** What else decides about the bytes, apart from query and caller: the caller's role, the version of something shown. */
  circumstances?(resource: Unlinked<T>): readonly string[];
  /** True when the version can never change under this URL, so that caches may keep it for ever (SPEC R-12). */
  immutable?(resource: Unlinked<T>): boolean;
}

/** The representation as it is sent, before the client's choice of members. */
export function linked<T extends ResourceResponse>(
  resource: Unlinked<T>,
  builder: LinkBuilder<T>,
  context: LinkContext,
): Unlinked<T> & Pick<ResourceResponse, 'url' | 'links'> {
  return { ...resource, url: builder.url(resource, context), links: builder.links(resource, context) };
}

/** Leaves out the links whose condition does not hold. */
export function linksOf(candidates: Record<string, Link | false | null | undefined>): Links {
  return Object.fromEntries(Object.entries(candidates).filter((pair): pair is [string, Link] => Boolean(pair[1])));
}
