import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ERROR_CATALOGUE, type ErrorCode } from '../errors/error-catalogue.js';
import { FieldProblem, ProblemResponse } from '../errors/problem.response.js';
import { shapedModels } from '../hypermedia/returns.js';
import { minimalNames } from '../hypermedia/shape.js';
import { ALSO_ANSWERS } from './also-answers.js';
import { allowOtherMembers } from './allow-other-members.js';
import { offerExpansions } from './offer-expansions.js';
import { API_VERSION } from './api-version.js';

const DESCRIPTION = `Courses, xblocks and assets of Open edX style course content, as hypermedia.

Begin at [\`/api/\`](/api/) and follow \`links\`. Pages count from 0. Errors have one shape; each code has a page under [\`/api-docs/errors/\`](/api-docs/errors/).

To try a request here that needs an account: get a token (in the demo: \`npx courseware token demo-instructor\`), press **Authorize** and paste it.`;

type SchemaObject = { properties?: Record<string, object>; required?: string[]; type?: 'object'; description?: string };
type PathItemObject = OpenAPIObject['paths'][string];
type OperationObject = NonNullable<PathItemObject['get']> & { 'x-access'?: string; [ALSO_ANSWERS]?: ErrorCode[] };

/** The one endpoint whose errors are OAuth2's and not ours (RFC 6749 5.2). */
const TOKEN_ENDPOINT = '/oauth2/access_token';

const PROBLEM = '#/components/schemas/ProblemResponse';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/**
 * The OpenAPI document, from the same declarations that drive the service (SPEC R-14). What every operation has in
 * common — error answers, headers, slashes — is added here once and not written at each route.
 */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Courseware')
    .setDescription(DESCRIPTION)
    .setVersion(API_VERSION)
    .setLicense('AGPL-3.0-only', 'https://www.gnu.org/licenses/agpl-3.0.html')
    // Relative: the document is the same wherever it is served, and Swagger UI stays on its own origin.
    .addServer('/')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token of /oauth2/access_token.' },
      'oauth2_token',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ProblemResponse, FieldProblem] });
  const ids = new Set<string>();
  document.paths = Object.fromEntries(
    Object.entries(document.paths)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, item]) => [withSlash(path), complete(path, item, ids)]),
  );
  offerExpansions(document);
  offerMinimalVariants(document);
  allowOtherMembers(document);
  dropUnused(document);
  return sorted(document) as OpenAPIObject;
}

/** Canonical URLs under /api/ end in a slash (SPEC section 1), which Nest's router does not keep. */
function withSlash(path: string): string {
  return /^\/(api|health|ready)(\/|$)/.test(path) && !path.endsWith('/') ? `${path}/` : path;
}

function complete(path: string, item: PathItemObject, ids: Set<string>): PathItemObject {
  for (const method of METHODS) {
    const operation = item[method] as OperationObject | undefined;
    if (!operation) continue;
    nameOnce(operation, ids);
    // What the plugin makes of the method's return type; the decorators say what is sent (HOUSE_STYLE trap 1).
    delete operation.responses.default;
    asText(operation);
    // Open to anyone, and a token is looked at where there is one: it may show more. OAuth2's own endpoints take none.
    operation.security ??= path.startsWith('/api') || path === '/{asset_key}' ? [{}, { oauth2_token: [] }] : [];
    const error = path === TOKEN_ENDPOINT ? 'OauthErrorResponse' : 'ProblemResponse';
    for (const code of [...(operation[ALSO_ANSWERS] ?? []), ...errorsOf(path, method, operation)])
      addError(operation, code, error);
    delete operation[ALSO_ANSWERS]; // it has done its work
    asProblems(operation);
  }
  return item;
}

/** Errors are JSON also where the answer itself is not, which is all that the decorators of such a route know of. */
function asProblems({ responses }: OperationObject): void {
  for (const response of Object.values(responses) as { content?: Record<string, { schema?: { $ref?: string } }> }[]) {
    const content = Object.values(response.content ?? {}).find(({ schema }) => schema?.$ref === PROBLEM);
    if (content) response.content = { 'application/json': content, 'application/problem+json': content };
  }
}

/** A route with two paths has two operations, and each needs a name of its own. */
function nameOnce(operation: OperationObject, ids: Set<string>): void {
  const name = operation.operationId!;
  operation.operationId = ids.has(name) ? `${name}_alternate` : name;
  ids.add(operation.operationId);
}

/** Keys in paths are text, whatever class a pipe makes of them; the plugin sees the class. */
function asText(operation: OperationObject): void {
  for (const parameter of operation.parameters ?? []) {
    if (!('in' in parameter) || parameter.in !== 'path') continue;
    const { format, example } = (parameter.schema ?? {}) as { format?: string; example?: unknown };
    parameter.schema = { type: 'string', ...(format && { format }), ...(example !== undefined && { example }) };
  }
}

/** The errors that an operation can answer with, from what it takes and who may call it. */
function errorsOf(path: string, method: string, operation: OperationObject): ErrorCode[] {
  if (path === TOKEN_ENDPOINT)
    return ['not_acceptable', 'content_too_large', 'unsupported_media_type', 'internal_error', 'service_unavailable'];
  const takesInput =
    Boolean(operation.requestBody) ||
    (operation.parameters ?? []).some((parameter) => 'in' in parameter && parameter.in === 'query');
  // Anonymous callers may go everywhere that is open to anyone, but a wrong token is refused there as well.
  return [
    ...(takesInput ? (['invalid_input'] as const) : []),
    'authentication_failed',
    ...(operation['x-access'] === 'anyone' ? [] : (['permission_denied'] as const)),
    ...(path.includes('{') || takesInput ? (['not_found'] as const) : []),
    'not_acceptable',
    ...(path.includes('_key}') && method === 'get' ? (['precondition_failed'] as const) : []),
    ...(operation.requestBody ? (['content_too_large', 'unsupported_media_type'] as const) : []),
    'internal_error',
    'service_unavailable',
  ];
}

function addError(operation: OperationObject, code: ErrorCode, model: 'ProblemResponse' | 'OauthErrorResponse'): void {
  const { status, title } = ERROR_CATALOGUE[code];
  // What is refused while the body is read never reaches the endpoint, and so has the one error body (SPEC section 1).
  const own =
    model === 'OauthErrorResponse' && [413, 415].includes(status) ? ['OauthErrorResponse', 'ProblemResponse'] : [model];
  const refs = own.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const content = { schema: refs.length > 1 ? { anyOf: refs } : refs[0] };
  const problem = model === 'ProblemResponse' && { 'application/problem+json': content };
  const response = { description: title, content: { 'application/json': content, ...problem } };
  operation.responses[status] ??= response;
}

/**
 * Adds to each shaped representation what `view=minimal` leaves of it (SPEC R-14 "minimal and full variants"): its own
 * schema, and the choice wherever the whole one is sent.
 */
function offerMinimalVariants(document: OpenAPIObject): void {
  const schemas = (document.components!.schemas ??= {}) as Record<string, SchemaObject>;
  const refs = new Map<string, string>();
  for (const [name, model] of shapedModels) {
    const whole = schemas[name];
    if (!whole?.properties) continue;
    const kept = minimalNames(model);
    const variant = `${name.replace(/Response$/, '')}MinimalResponse`;
    schemas[variant] = {
      type: 'object',
      description: 'What `view=minimal` sends.',
      properties: Object.fromEntries(Object.entries(whole.properties).filter(([property]) => kept.has(property))),
      required: (whole.required ?? []).filter((property) => kept.has(property)),
    };
    refs.set(`#/components/schemas/${name}`, `#/components/schemas/${variant}`);
  }
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      for (const response of Object.values(item[method]?.responses ?? {})) {
        const schema = (response as { content?: Record<string, { schema?: SchemaObject }> }).content?.[
          'application/json'
        ];
        if (schema?.schema) schema.schema = withVariants(schema.schema, refs) as SchemaObject;
      }
    }
  }
}

/** The schema of an answer, with a choice where it is, or is a page of, something that has a minimal variant. */
function withVariants(schema: object, refs: ReadonlyMap<string, string>): object {
  const { $ref, properties } = schema as { $ref?: string; properties?: { results?: { items?: object } } };
  const variant = $ref && refs.get($ref);
  if (variant) return { anyOf: [{ $ref }, { $ref: variant }] };
  const items = properties?.results?.items;
  return items
    ? { ...schema, properties: { ...properties, results: { ...properties.results, items: withVariants(items, refs) } } }
    : schema;
}

/** Leaves out the schemas that nothing names, such as those of the classes that pipes make of path parameters. */
function dropUnused(document: OpenAPIObject): void {
  const schemas = document.components!.schemas!;
  for (let found = true; found;) {
    const text = JSON.stringify(document);
    const unused = Object.keys(schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`));
    for (const name of unused) delete schemas[name];
    found = unused.length > 0;
  }
}

/** Objects with their keys in order, so that the checked-in document changes only where the API does. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
