import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppError, InvalidInputError } from '../errors/app-error.js';
import { ERROR_CATALOGUE, type ErrorCode } from '../errors/error-catalogue.js';
import { problemBody } from '../errors/problem-body.js';
import { ALSO_ANSWERS } from './also-answers.js';
import { type Method, type OperationObject, OF_OAUTH_CLIENTS, operationsOf } from './extensions.js';

const PROBLEM = '#/components/schemas/ProblemResponse';
/** The service of the examples: a name that is nobody's (RFC 2606). */
export const EXAMPLE_ORIGIN = 'https://courseware.example.org';

interface ResponseObject {
  $ref?: string;
  description?: string;
  content?: Record<string, { schema?: { $ref?: string; type?: string }; examples?: object }>;
  headers?: object;
}

/**
 * Adds to every operation the errors that it can answer with (SPEC ). One component for each status, so that
 * the document says once what an error looks like. 308 and 405 are answers of an address and of no operation: the
 * description of the document tells of them.
 */
export function addErrorAnswers(document: OpenAPIObject): void {
  const components = (document.components ??= {});
  const shared = (components.responses ??= {}) as Record<string, ResponseObject>;
  for (const { path, method, operation } of operationsOf(document)) {
    const responses = operation.responses as Record<string, ResponseObject>;
    for (const code of [...(operation[ALSO_ANSWERS] ?? []), ...errorsOf(path, method, operation)]) {
      const { status } = ERROR_CATALOGUE[code];
      if (OF_OAUTH_CLIENTS.has(path)) responses[status] ??= ofTokenEndpoint(status);
      else if (!responses[status]) {
        shared[componentName(status)] ??= answer(status);
        responses[status] = { $ref: `#/components/responses/${componentName(status)}` };
      }
    }
    delete operation[ALSO_ANSWERS]; // it has done its work
    if (OF_OAUTH_CLIENTS.has(path)) {
      // A body that cannot be read never reaches the endpoint.
      responses[400] = ofTokenEndpoint(400);
      continue;
    }
    for (const [status, response] of Object.entries(responses))
      responses[status] = inOwnWords(response, Number(status));
  }
}

/** Keys that may carry a branch and a version. */
const CONTENT_KEY = /\{(course|usage|definition|asset)_key\}/;

/** The errors that an operation can answer with, from what it takes and who may call it. */
function errorsOf(path: string, method: Method, operation: OperationObject): ErrorCode[] {
  const always = [
    'not_acceptable',
    'rate_limited',
    'headers_too_large',
    'internal_error',
    'service_unavailable',
  ] as const;
  const body = operation.requestBody
    ? (['request_timeout', 'content_too_large', 'unsupported_media_type'] as const)
    : [];
  if (OF_OAUTH_CLIENTS.has(path)) return [...always, ...body];
  const queries = (operation.parameters ?? []).some((parameter) => 'in' in parameter && parameter.in === 'query');
  const takesInput = Boolean(operation.requestBody) || queries;
  // Anonymous callers may go everywhere that is open to anyone, but a wrong token is refused there as well.
  return [
    ...always,
    ...body,
    'authentication_failed',
    // A query that no route takes is refused as well (SPEC R-9).
    ...(takesInput || path.startsWith('/api/') ? (['invalid_input'] as const) : []),
    ...(operation['x-access'] === 'service.view_page' || operation['x-access'] === 'service.sign_in'
      ? []
      : (['permission_denied'] as const)),
    ...(path.includes('{') || takesInput ? (['not_found'] as const) : []),
    // A path parameter may be too long for the router, and any query for the server (request-limits.ts).
    'uri_too_long',
    // A DELETE has no body of its own, but what is sent with one may be in a coding that nobody reads.
    ...(method === 'delete' ? (['unsupported_media_type'] as const) : []),
    // A branch and a version in one key are a condition (SPEC section 2).
    ...(CONTENT_KEY.test(path) && method === 'get' ? (['precondition_failed'] as const) : []),
  ];
}

/** `404` → `NotFound`. */
function componentName(status: number): string {
  // RFC 9110 renamed 413; Node has its old name.
  return STATUS_CODES[status]!.replace('Payload', 'Content').replace(/[^A-Za-z]/g, '');
}

function codesOf(status: number): ErrorCode[] {
  return (Object.keys(ERROR_CATALOGUE) as ErrorCode[]).filter((code) => ERROR_CATALOGUE[code].status === status);
}

function answer(status: number): ResponseObject {
  const codes = codesOf(status);
  const names = codes.map((code) => `[\`${code}\`](/api-docs/errors/${code}/)`).join(', ');
  return { description: `${ERROR_CATALOGUE[codes[0]!].title}. \`error_code\` is ${names}.`, content: problem(status) };
}

/** One schema under two media types, RFC 9457's for clients that ask for it (SPEC section 1 "error body"); and the page. */
function problem(status: number): NonNullable<ResponseObject['content']> {
  const examples = Object.fromEntries(
    codesOf(status).map((code) => [code, { summary: ERROR_CATALOGUE[code].title, value: exampleOf(code) }]),
  );
  const media = { schema: { $ref: PROBLEM }, examples };
  return {
    'application/json': media,
    'application/problem+json': { schema: { $ref: PROBLEM } },
    'text/html': { schema: { type: 'string' } },
  };
}

/** Errors are JSON also where the answer itself is not, which is all that the decorators of such a route know of. */
function inOwnWords(response: ResponseObject, status: number): ResponseObject {
  const isOurs = Object.values(response.content ?? {}).some(({ schema }) => schema?.$ref === PROBLEM);
  return isOurs ? { ...response, content: problem(status) } : response;
}

/**
 * What the token endpoint itself refuses has OAuth2's form; what is refused before it is reached has the one error
 * body (SPEC section 1).
 */
function ofTokenEndpoint(status: number): ResponseObject {
  if (status >= 500) return withSchema(status, [{ $ref: OAUTH_ERROR }]);
  return withSchema(status, [{ $ref: OAUTH_ERROR }, { $ref: PROBLEM }]);
}

const OAUTH_ERROR = '#/components/schemas/OauthErrorResponse';

function withSchema(status: number, refs: { $ref: string }[]): ResponseObject {
  const schema = refs.length > 1 ? { anyOf: refs } : refs[0]!;
  const { title } = ERROR_CATALOGUE[codesOf(status)[0]!];
  const content = { 'application/json': { schema } } as NonNullable<ResponseObject['content']>;
  // Only what never reached the endpoint can have these types.
  if (refs.length > 1) {
    content['application/problem+json'] = { schema: { $ref: PROBLEM } };
    content['text/html'] = { schema: { type: 'string' } };
  }
  return { description: `${title}.`, content };
}

/** Made by the same function as the errors that are sent. */
function exampleOf(code: ErrorCode): object {
  const error =
    code === 'invalid_input' ? INVALID : new AppError(code, SAYINGS[code] ?? `${ERROR_CATALOGUE[code].userMessage}`);
  const path = '/api/course/v1/courses/course-v1:Courseware+Tides101+2026/';
  return { ...problemBody(error, path, EXAMPLE_ORIGIN), request_id: '01990e9e-7a4c-7d1c-a2f8-0c4f8f0c1b2a' };
}

const INVALID = new InvalidInputError({ page_size: ['page_size must not be greater than 100.'] });

/** What a developer is told where the words for people do not say enough. */
const SAYINGS: Partial<Record<ErrorCode, string>> = {
  authentication_failed: 'The access token is not valid: it has expired. Get a new one from /oauth2/access_token.',
  not_found:
    'There is no course "course-v1:Courseware+Tides101+2026", or you are not allowed to know of it. Check the key; keys are case-sensitive.',
  not_acceptable: 'This is available as application/json, but the request accepts only "image/png".',
  unsupported_media_type: 'The body must be application/json, but is "text/plain". Set Content-Type.',
  rate_limited: 'You have sent more requests than you may in this time. Wait for Retry-After seconds.',
};
