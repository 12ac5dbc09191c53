import { type INestApplication, Logger } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { isOpen } from '../auth/access.js';
import { SESSION_COOKIE } from '../auth/browser-cookies.js';
import { permission } from '../auth/permissions.js';
import { SCOPE_DESCRIPTIONS } from '../auth/scopes.js';
import { FieldProblem, ProblemResponse } from '../errors/problem.response.js';
import { allowOtherMembers } from './allow-other-members.js';
import { describeExpansions, offerExpansions } from './offer-expansions.js';
import { API_VERSION } from './api-version.js';
import { tagsOf } from './apis.js';
import { DEPRECATION } from './deprecation.js';
import { addErrorAnswers } from './error-answers.js';
import { addExamples } from './examples.js';
import { type OperationObject, operationsOf, TOKEN_ENDPOINT } from './extensions.js';
import { describeDefaults, describeMembers, describeParameters } from './glossary.js';
import { addHeaders } from './headers.js';
import { offerPages } from './offer-pages.js';
import { offerMinimalVariants } from './minimal-variants.js';
import { describeShapes } from './shape-parameters.js';

const DESCRIPTION = `Courses, xblocks and assets of Open edX style course content, as hypermedia.

Begin at [\`/api/\`](/api/) and follow \`links\`. Pages count from 0. Errors have one shape; each code has a page under [\`/api-docs/errors/\`](/api-docs/errors/). What is deprecated, and for how long it stays, is told under [\`/api-docs/deprecation/\`](/api-docs/deprecation/).

Beside the answers of its operations, every address under \`/api/\` answers 308 when its last slash is missing, and 405 with \`Allow\` to a method that it does not have. HEAD is possible wherever GET is, OPTIONS everywhere.

To try a request here that needs an account: get a token (in the demo: \`npx courseware token demo-instructor\`), press **Authorize** and paste it under \`oauth2_token\`; or sign in under \`oauth2\` (authorization code), or enter the id and the secret of an OAuth2 client there (client credentials).`;

/**
 * The OpenAPI document, from the same declarations that drive the service (SPEC R-14). What every operation has in
 * common — error answers, headers, slashes, examples — is added here once and not written at each route.
 */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const document = withoutClashes(() =>
    SwaggerModule.createDocument(app, frame(), { extraModels: [ProblemResponse, FieldProblem] }),
  );
  document.paths = Object.fromEntries(
    Object.entries(document.paths)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, item]) => [withSlash(path), item]),
  );
  document.tags = tagsOf(document);
  nameOnce(document);
  for (const { path, operation } of operationsOf(document)) {
    // What the plugin makes of the method's return type; the decorators say what is sent (HOUSE_STYLE trap 1).
    delete operation.responses.default;
    asText(operation);
    secure(path, operation);
  }
  offerPages(document);
  addErrorAnswers(document);
  addHeaders(document);
  deprecate(document);
  offerExpansions(document);
  demandConditions(document);
  describeShapes(document);
  describeExpansions(document);
  offerMinimalVariants(document);
  allowOtherMembers(document);
  describeParameters(document);
  describeMembers(document);
  describeDefaults(document);
  addExamples(document);
  dropUnused(document);
  return sorted(document) as OpenAPIObject;
}

const OAUTH2: NonNullable<Parameters<DocumentBuilder['addOAuth2']>[0]> = {
  type: 'oauth2',
  description:
    'The account itself must be allowed what the scope is for; `read` and `write` stand for every scope of their kind.',
  flows: {
    authorizationCode: {
      authorizationUrl: '/oauth2/authorize',
      tokenUrl: TOKEN_ENDPOINT,
      refreshUrl: TOKEN_ENDPOINT,
      scopes: SCOPE_DESCRIPTIONS,
    },
    clientCredentials: { tokenUrl: TOKEN_ENDPOINT, scopes: SCOPE_DESCRIPTIONS },
  },
};

/**
 * Schemas are named after their classes. Of two classes of one name the library keeps the one that it meets last, and only
 * warns: one of the two operations would be described wrongly.
 * @throws Error which names them
 */
export function withoutClashes<T>(create: () => T): T {
  const warn = Logger.warn.bind(Logger) as (...message: unknown[]) => void;
  const clashes: string[] = [];
  Logger.warn = (...message: unknown[]) => {
    const name = /^Duplicate DTO detected: "([^"]+)"/.exec(String(message[0]))?.[1];
    if (name === undefined) warn(...message);
    else clashes.push(name);
  };
  try {
    const created = create();
    if (clashes.length > 0)
      throw new Error(`Two classes of one name are different schemas; rename one: ${clashes.join(', ')}.`);
    return created;
  } finally {
    Logger.warn = warn;
  }
}

type ParameterObject = { name: string; in: string; required?: boolean };

/** What stands around the operations. */
function frame(): Omit<OpenAPIObject, 'paths'> {
  return (
    new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('Courseware')
      .setDescription(DESCRIPTION)
      .setVersion(API_VERSION)
      .setLicense('AGPL-3.0-only', 'https://www.gnu.org/licenses/agpl-3.0.html')
      // Relative: the document is the same wherever it is served, and Swagger UI stays on its own origin.
      .addServer('/')
      .addBearerAuth(
        {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `An access token of ${TOKEN_ENDPOINT}. Its scopes are those of \`oauth2\`.`,
        },
        'oauth2_token',
      )
      .addOAuth2(OAUTH2, 'oauth2')
      .addCookieAuth(
        SESSION_COOKIE,
        {
          type: 'apiKey',
          in: 'cookie',
          description:
            'The session of a browser that has signed in at /login. What is not safe needs a CSRF token as well: `X-CSRFToken`, from /csrf/api/v1/token.',
        },
        'session',
      )
      .build()
  );
}

/** Canonical URLs under /api/ end in a slash (SPEC section 1), which Nest's router does not keep. */
function withSlash(path: string): string {
  return /^\/(api|health|ready)(\/|$)/.test(path) && !path.endsWith('/') ? `${path}/` : path;
}

/**
 * Who may call it, from the table of permissions: without credentials, where it may be open; by a token with the scope; by
 * a browser's session. A token is looked at also where none is needed: it may show more. OAuth2's own endpoints take none.
 */
function secure(path: string, operation: OperationObject): void {
  const name = operation['x-access'];
  if (operation.security || name === undefined) return;
  const { scope } = permission(name);
  const isOpenHere = isOpen(name);
  if (isOpenHere && !path.startsWith('/api') && path !== '/{asset_key}') operation.security = [];
  else
    operation.security = [
      ...(isOpenHere ? [{}] : []),
      { oauth2_token: [] },
      { oauth2: scope === null ? [] : [scope] },
      { session: [] },
    ];
}

/** A route with two paths has two operations, and each needs a name of its own. */
function nameOnce(document: OpenAPIObject): void {
  const names = new Set<string>();
  for (const { operation } of operationsOf(document)) {
    const name = operation.operationId!;
    operation.operationId = names.has(name) ? `${name}_alternate` : name;
    names.add(operation.operationId);
  }
}

/** Keys in paths are text, whatever class a pipe makes of them; the plugin sees the class. */
function asText(operation: OperationObject): void {
  for (const parameter of operation.parameters ?? []) {
    if (!('in' in parameter) || parameter.in !== 'path') continue;
    const { format, example } = (parameter.schema ?? {}) as { format?: string; example?: unknown };
    parameter.schema = { type: 'string', ...(format && { format }), ...(example !== undefined && { example }) };
  }
}

/** What `@Deprecated` has left becomes what the standard has for it, in the words of the declaration (SPEC R-10). */
function deprecate(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    const deprecation = operation[DEPRECATION];
    if (!deprecation) continue;
    const { since, sunset, use } = deprecation;
    operation.deprecated = true;
    operation.description = `Deprecated since ${since}${sunset ? `, may be gone from ${sunset} on` : ''}. Use ${use}.\n\n${operation.description ?? ''}`;
    Object.assign(operation, sunset && { 'x-sunset': sunset });
    delete operation[DEPRECATION];
  }
}

/** Where a write must say which state it replaces (428), the header is required: a typed client cannot forget it (SPEC R-12). */
function demandConditions(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    const headers = (operation.parameters ?? []).filter(
      (one) => 'in' in one && one.in === 'header',
    ) as ParameterObject[];
    const condition = headers.find(({ name }) => name === 'If-Match');
    // What may be made under its address says so with If-None-Match instead.
    if (operation.responses['428'] && condition && !headers.some(({ name }) => name === 'If-None-Match'))
      condition.required = true;
  }
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
