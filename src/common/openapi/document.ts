import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ERROR_CATALOGUE, type ErrorCode } from '../errors/error-catalogue.js';
import { FieldProblem, ProblemResponse } from '../errors/problem.response.js';
import { API_VERSION } from './api-version.js';

const DESCRIPTION = `Courses, xblocks and assets of Open edX style course content, as hypermedia.

Begin at [\`/api/\`](/api/) and follow \`links\`. Pages count from 0. Errors have one shape; each code has a page under [\`/api-docs/errors/\`](/api-docs/errors/).

To try a request here that needs an account: get a token (in the demo: \`npx courseware token demo-instructor\`), press **Authorize** and paste it.`;

type PathItemObject = OpenAPIObject['paths'][string];
type OperationObject = NonNullable<PathItemObject['get']> & { 'x-access'?: string };

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/**
 * The OpenAPI document, from the same declarations that drive the service (SPEC R-14). What every operation has in
 * common — error answers, headers, slashes — is added here once and not written at each route.
 */
export function buildDocument(app: INestApplication, publicUrl: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Courseware')
    .setDescription(DESCRIPTION)
    .setVersion(API_VERSION)
    .setLicense('AGPL-3.0-only', 'https://www.gnu.org/licenses/agpl-3.0.html')
    .addServer(publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token of /oauth2/access_token.' }, 'oauth2_token')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ProblemResponse, FieldProblem] });
  document.paths = Object.fromEntries(
    Object.entries(document.paths)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, item]) => [withSlash(path), complete(path, item)]),
  );
  return sorted(document) as OpenAPIObject;
}

/** Canonical URLs under /api/ end in a slash (SPEC section 1), which Nest's router does not keep. */
function withSlash(path: string): string {
  return /^\/(api|health|ready)(\/|$)/.test(path) && !path.endsWith('/') ? `${path}/` : path;
}

function complete(path: string, item: PathItemObject): PathItemObject {
  for (const method of METHODS) {
    const operation = item[method] as OperationObject | undefined;
    if (!operation) continue;
    for (const code of errorsOf(path, method, operation)) addError(operation, code);
  }
  return item;
}

/** The errors that an operation can answer with, from what it takes and who may call it. */
function errorsOf(path: string, method: string, operation: OperationObject): ErrorCode[] {
  if (path.startsWith('/oauth2/')) return ['internal_error', 'service_unavailable'];
  const takesInput = Boolean(operation.requestBody) || (operation.parameters ?? []).some((parameter) => 'in' in parameter && parameter.in === 'query');
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

function addError(operation: OperationObject, code: ErrorCode): void {
  const { status, title } = ERROR_CATALOGUE[code];
  const content = { schema: { $ref: '#/components/schemas/ProblemResponse' } };
  const response = { description: title, content: { 'application/json': content, 'application/problem+json': content } };
  operation.responses[status] ??= response;
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
