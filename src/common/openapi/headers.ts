import type { OpenAPIObject } from '@nestjs/swagger';
import type { PermissionName } from '../auth/permissions.js';
import { UNLOCK_KEY_HEADER, UNLOCK_KEY_PARAMETER } from '../auth/unlock-key-of-request.js';
import { DEPRECATION, type Deprecation } from './deprecation.js';
import { type Method, type OperationObject, operationsOf } from './extensions.js';

interface HeaderObject {
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example?: unknown;
}

/** Every response header that means the same wherever it is sent (SPEC ). */
const HEADERS: Readonly<Record<string, HeaderObject>> = {
  'Accept-Patch': text('Media types that a PATCH may have (RFC 5789).', 'application/merge-patch+json'),
  'Accept-Post': text('Media types that a POST may have (RFC 9110).', 'application/json'),
  'Cache-Control': text('Who may keep the answer, and for how long (RFC 9111).', 'private, no-cache'),
  'Content-Language': text('Language of `user_message` (RFC 9110).', 'en'),
  Deprecation: text('When what was used became deprecated: `@` and the Unix time (RFC 9745).', '@1767225600'),
  ETag: text('Names this very state; send it back in `If-None-Match` or `If-Match` (RFC 9110).', '"1b2m2y8asg"'),
  'Last-Modified': text('When it last changed (RFC 9110).', 'Mon, 12 Jan 2026 08:00:00 GMT'),
  Link: text('Where to go from here (RFC 8288); the same as in `links`.', '</api/task/v1/tasks/?page=1>; rel="next"'),
  Location: text('Absolute URL of what was made, or of the task that makes it.', undefined, 'uri'),
  RateLimit: text('What is left of the quota, and for how many seconds.', '"default";r=290;t=42'),
  'RateLimit-Policy': text('The quota: requests, and seconds of the window.', '"default";q=300;w=60'),
  'Retry-After': {
    description: 'Seconds to wait before the next request (RFC 9110).',
    schema: { type: 'integer', minimum: 0 },
    example: 5,
  },
  Sunset: text('From when on it may be gone (RFC 8594).', 'Fri, 31 Dec 2027 00:00:00 GMT'),
  Vary: text(
    'The request headers that the answer depends on (RFC 9110).',
    'Accept, Authorization, Cookie, X-Unlock-Key',
  ),
  'WWW-Authenticate': text('How to authenticate (RFC 6750).', 'Bearer realm="api", JWT realm="api"'),
  'X-API-Version': text('Full version of the API; the major number is the one in the URL.', '1.0.0'),
  'X-Request-ID': text('The id of the request, in the log as well; yours, if you sent one.', 'a1b2c3d4'),
};

interface ParameterObject {
  readonly name: string;
  readonly in: 'header' | 'query';
  readonly required: false;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Request headers that many operations take. */
const PARAMETERS: Readonly<Record<string, ParameterObject>> = {
  AcceptLanguage: header('Accept-Language', 'Language of `user_message` in errors (RFC 9110).', { example: 'es-419' }),
  RequestId: header(
    'X-Request-ID',
    'An id of yours for the request: up to 128 of A-Z, a-z, 0-9, ".", "_" and "-". It comes back and stands in the log; any other is replaced by a new one.',
    {
      example: 'a1b2c3d4',
    },
  ),
  UnlockKey: {
    name: UNLOCK_KEY_PARAMETER,
    in: 'query',
    required: false,
    description: `Opens a course, or blocks of it, whose access policy asks for a key. The header ${UNLOCK_KEY_HEADER} does the same, and does not stay in a browser's history.`,
    schema: { type: 'string', maxLength: 200, example: 'spring-tide-2026' },
  },
  UnlockKeyHeader: header(UNLOCK_KEY_HEADER, `The same as the parameter \`${UNLOCK_KEY_PARAMETER}\`.`, {
    maxLength: 200,
    example: 'spring-tide-2026',
  }),
  IfNoneMatch: header('If-None-Match', 'The `ETag` of what you have: 304 without a body if it is current (RFC 9110).', {
    example: '"1b2m2y8asg"',
  }),
};

/** What may be closed by an access policy, and so opened by a key. */
const UNLOCKABLE = new Set<unknown>([
  'courses.view_course',
  'courses.view_content',
  'courses.view_block',
  'courses.view_blocks',
  'courses.view_files',
] satisfies PermissionName[]);

interface Answer {
  $ref?: string;
  headers?: Record<string, object>;
}

/** Adds the headers that operations take and send, as references to one component each (SPEC R-14). */
export function addHeaders(document: OpenAPIObject): void {
  const used = { headers: new Set<string>(), parameters: new Set<string>() };
  for (const { path, method, operation } of operationsOf(document)) {
    for (const name of parametersOf(path, method, operation)) {
      const { name: sent } = PARAMETERS[name]!;
      const own = (operation.parameters ?? []).some((parameter) => 'name' in parameter && parameter.name === sent);
      if (own) continue;
      used.parameters.add(name);
      (operation.parameters ??= []).push({ $ref: `#/components/parameters/${name}` });
    }
    for (const [status, response] of Object.entries(operation.responses) as [string, Answer][]) {
      if (!response.$ref) refer(response, headersOf(path, method, operation, Number(status)), used.headers);
    }
  }
  for (const [name, response] of Object.entries(document.components!.responses ?? {}) as [string, Answer][])
    refer(response, ofShared(name), used.headers);
  document.components!.headers = pick(HEADERS, used.headers) as never;
  document.components!.parameters = pick(PARAMETERS, used.parameters) as never;
}

/** Puts references in, also for the headers that a route describes itself by the same name. */
function refer(response: Answer, names: readonly string[], used: Set<string>): void {
  const own = Object.keys(response.headers ?? {}).filter((name) => name in HEADERS);
  const all = [...new Set([...names, ...own])];
  for (const name of all) used.add(name);
  const references = Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  response.headers = { ...response.headers, ...references };
}

const ALWAYS = ['X-Request-ID', 'X-API-Version', 'RateLimit', 'RateLimit-Policy'];

function headersOf(path: string, method: Method, operation: OperationObject, status: number): string[] {
  if (status >= 400) return [...ALWAYS, ...ofError(status)];
  const conditional = '304' in operation.responses;
  return [
    ...ALWAYS,
    ...(method === 'get' && path.startsWith('/api/') ? ['Cache-Control', 'Vary'] : []),
    ...(conditional && status === 304 ? ['ETag'] : []),
    ...(status === 201 || status === 202 ? ['Location'] : []),
    ...(status === 202 ? ['Retry-After'] : []),
    ...deprecationOf(operation),
  ];
}

function ofError(status: number): string[] {
  return [
    'Content-Language',
    'Cache-Control',
    ...(status === 401 ? ['WWW-Authenticate'] : []),
    ...(status === 415 ? ['Accept-Patch', 'Accept-Post'] : []),
    ...(status === 429 || status === 503 ? ['Retry-After'] : []),
  ];
}

const SHARED: Readonly<Record<string, number>> = {
  Unauthorized: 401,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
  ServiceUnavailable: 503,
};

function ofShared(name: string): string[] {
  return [...ALWAYS, ...ofError(SHARED[name] ?? 400)];
}

/** Of a route that is deprecated, or that has a parameter which is (SPEC R-10). */
function deprecationOf(operation: OperationObject): string[] {
  const routes = operation[DEPRECATION];
  const parameters = (operation.parameters ?? []).filter(
    (parameter) => 'deprecated' in parameter && parameter.deprecated,
  );
  const all = [routes, ...parameters] as ((Partial<Deprecation> & { 'x-sunset'?: string }) | undefined)[];
  const found = all.filter((deprecation) => deprecation !== undefined);
  if (found.length === 0) return [];
  const sunset = found.some((deprecation) => deprecation.sunset ?? deprecation['x-sunset']);
  return ['Deprecation', 'Link', ...(sunset ? ['Sunset'] : [])];
}

function parametersOf(path: string, method: Method, operation: OperationObject): string[] {
  const conditional = method === 'get' && '304' in operation.responses;
  const unlockable = method === 'get' && UNLOCKABLE.has(operation['x-access']);
  return [
    ...(path.startsWith('/api') ? ['AcceptLanguage'] : []),
    'RequestId',
    ...(conditional ? ['IfNoneMatch'] : []),
    ...(unlockable ? ['UnlockKey', 'UnlockKeyHeader'] : []),
  ];
}

function pick<T>(from: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.has(name)));
}

function text(description: string, example?: string, format?: string): HeaderObject {
  return {
    description,
    schema: { type: 'string', ...(format && { format }) },
    ...(example !== undefined && { example }),
  };
}

function header(name: string, description: string, schema: object): ParameterObject {
  return { name, in: 'header', required: false, description, schema: { type: 'string', ...schema } };
}
