import { applyDecorators, HttpStatus, SetMetadata, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { expandablePaths } from './expandable.js';
import { Link, type LinkBuilder, type ResourceResponse } from './links.js';

export const REPRESENTATION = 'courseware:representation';
/** What a route writes: told by the decorators of writes.ts. */
export const WRITE = 'courseware:write';

/** Where the document's builder finds what a route can expand. */
export const EXPANDABLE = 'x-expandable';

export type WriteKind = 'create' | 'replace' | 'patch' | 'set' | 'remove';

/** What a route returns: told once, to the interceptor and to OpenAPI (HOUSE_STYLE trap 1). */
export interface Representation<T extends ResourceResponse = ResourceResponse> {
  readonly kind: 'resource' | 'page';
  readonly model: Type<T>;
  readonly builder: LinkBuilder<T>;
}

/** Every representation that a route declares, by the name of its schema: the OpenAPI document adds their variants. */
export const shapedModels = new Map<string, Type<ResourceResponse>>();

export const ETAG = {
  ETag: { description: 'Strong; for If-None-Match and If-Match.', schema: { type: 'string' } },
} as const;

/** The schema of a representation; the document adds its minimal variant. */
export const represents = (model: Type<ResourceResponse>): { $ref: string } => ({ $ref: getSchemaPath(model) });

/** Tells the interceptor what the route returns, and the document that the model exists. */
export function Represents<T extends ResourceResponse>(
  model: Type<T>,
  builder: LinkBuilder<T>,
  write?: WriteKind,
  kind: Representation['kind'] = 'resource',
): MethodDecorator {
  shapedModels.set(model.name, model);
  return applyDecorators(
    SetMetadata(REPRESENTATION, { kind, model, builder } satisfies Representation<T>),
    ApiExtraModels(model, Link),
    ...(write ? [SetMetadata(WRITE, write)] : [ApiExtension(EXPANDABLE, expandablePaths(model))]),
  );
}

/** The route returns one `model`. */
export function ReturnsResource<T extends ResourceResponse>(
  model: Type<T>,
  builder: LinkBuilder<T>,
  { description = `The ${nameOf(model)}.` } = {},
): MethodDecorator {
  const conditional = builder.version !== undefined;
  return applyDecorators(
    Represents(model, builder),
    ApiResponse({
      status: HttpStatus.OK,
      description,
      schema: represents(model),
      ...(conditional && { headers: ETAG }),
    }),
    ...(conditional
      ? [ApiResponse({ status: HttpStatus.NOT_MODIFIED, description: 'What the client has is current.' })]
      : []),
  );
}

/** Members of a page's envelope beside the usual ones (`Page.withSummary`): their schemas by name, and the classes that these name. */
export interface PageSummary {
  readonly properties: Readonly<Record<string, object>>;
  readonly models: readonly Type<object>[];
}

/** The route returns a page of `model`, in the envelope of SPEC section 1. */
export function ReturnsPage<T extends ResourceResponse>(
  model: Type<T>,
  builder: LinkBuilder<T>,
  { properties, models }: PageSummary = { properties: {}, models: [] },
): MethodDecorator {
  const url = { type: 'string', format: 'uri', nullable: true };
  const usual = ['next', 'previous', 'count', 'num_pages', 'current_page', 'start', 'results', 'url', 'links'];
  return applyDecorators(
    Represents(model, builder, undefined, 'page'),
    ApiExtraModels(...models),
    ApiResponse({
      status: HttpStatus.OK,
      description: `A page of ${nameOf(model)} results.`,
      headers: { Link: { description: 'RFC 8288: first, prev, next, last.', schema: { type: 'string' } } },
      schema: {
        type: 'object',
        required: [...usual, ...Object.keys(properties)],
        properties: {
          next: { ...url, description: 'The next page, or null.' },
          previous: { ...url, description: 'The page before, or null.' },
          count: { type: 'integer', description: 'Results on all pages.' },
          num_pages: { type: 'integer', description: 'Pages in all.' },
          current_page: { type: 'integer', description: 'This page; the first is 0.' },
          start: { type: 'integer', description: 'Index of the first result of this page among all; the first is 0.' },
          ...properties,
          results: { type: 'array', items: { $ref: getSchemaPath(model) } },
          url: { type: 'string', format: 'uri', description: 'This page.' },
          links: { type: 'object', additionalProperties: { $ref: getSchemaPath(Link) } },
        },
      },
    }),
  );
}

/** `XblockResponse` → `xblock`. */
function nameOf(model: Type<unknown>): string {
  return model.name
    .replace(/Response$/, '')
    .replace(/(?<!^)([A-Z])/g, ' $1')
    .toLowerCase();
}
