/**
 * Every error that the API can answer with. `docs/api/errors.md` has a row for each, and a test holds the two together
 * (SPEC R-8). A code, once released, keeps its meaning for ever; its texts may improve.
 */
export const ERROR_CATALOGUE = {
  invalid_input: entry(400, 'validation', 'Validation Error', 'Some of the values that were sent are not valid.'),
  malformed_body: entry(400, 'validation', 'Malformed Request', 'The request could not be read.'),
  invalid_archive: entry(
    400,
    'validation',
    'Invalid Archive',
    'The file is not a course archive that can be imported.',
  ),
  unknown_application: entry(
    400,
    'unknown-application',
    'Unknown Application',
    'The application that sent you here is not known, or its request is wrong. Please ask whoever provides it.',
  ),
  authentication_required: entry(401, 'authn', 'Authentication Required', 'Please sign in first.'),
  authentication_failed: entry(
    401,
    'authn',
    'Authentication Failed',
    'Your sign-in is not valid any more. Please sign in again.',
  ),
  sign_in_failed: entry(401, 'authn', 'Sign-in Failed', 'The username or the password is not right.'),
  lms_sign_in_failed: entry(401, 'authn', 'Sign-in Failed', 'Signing in did not work. Please try again.'),
  permission_denied: entry(403, 'authz', 'Permission Denied', 'You are not allowed to do this.'),
  insufficient_scope: entry(403, 'authz', 'Permission Denied', 'This application is not allowed to do this.'),
  not_enrolled: entry(403, 'authz', 'Permission Denied', 'Please enroll in the course to see its content.'),
  csrf_failed: entry(
    403,
    'authz',
    'CSRF Failed',
    'This page is too old, or did not come from here. Please load it again and repeat.',
  ),
  // RFC 9470 has a 401 for this, with a challenge for tokens; here it is a session that has to be new, and the caller is known.
  recent_sign_in_required: entry(
    403,
    'authz',
    'Recent Sign-in Required',
    'Please sign in again, and repeat this within ten minutes.',
  ),
  not_found: entry(404, 'not-found', 'Not Found', 'This does not exist.'),
  // RFC 9110 15.5.6: the method is known and the resource exists; 404 would hide which methods it has.
  method_not_allowed: entry(405, 'method-not-allowed', 'Method Not Allowed', 'This cannot be done here.'),
  // RFC 9110 15.5.7: the client said what it accepts, and an answer in another format would be refused by it anyway.
  not_acceptable: entry(406, 'not-acceptable', 'Not Acceptable', 'This is not available in the requested format.'),
  // What today's clients of the enrollment API expect for a person who has no account (SPEC X-3; endpoints A.4).
  unknown_user: entry(406, 'unknown-user', 'Unknown User', 'There is no such account.'),
  // RFC 9110 15.5.9: the client did not send the whole request in time; the server cannot wait for ever.
  request_timeout: entry(408, 'request-timeout', 'Request Timeout', 'The request took too long. Please try again.'),
  // RFC 9110 15.5.10: the request is right, but the state of the resource stands against it.
  conflict: entry(409, 'conflict', 'Conflict', 'This is in conflict with the current state.'),
  // The same: there are only so many seats (SPEC E-2), and a client can tell people so.
  seats_taken: entry(409, 'conflict', 'No Seats Left', 'All seats of this course are taken.'),
  // The same status; a code of its own, because a client can offer to make somebody else an instructor (SPEC section 8).
  last_instructor: entry(409, 'conflict', 'Conflict', 'A course needs at least one instructor.'),
  // The IETF draft on Idempotency-Key names 409 for a repeat that comes while the first request is still being worked on.
  idempotency_key_in_use: entry(409, 'conflict', 'Request In Progress', 'This is being worked on already.'),
  // RFC 9110 15.5.13, 15.5.14: a client must be told which version is current before it can decide what to do.
  precondition_failed: entry(
    412,
    'precondition-failed',
    'Precondition Failed',
    'Somebody has changed this in the meantime.',
  ),
  content_too_large: entry(413, 'content-too-large', 'Content Too Large', 'The file or the request is too large.'),
  uri_too_long: entry(414, 'uri-too-long', 'URI Too Long', 'The address is too long.'),
  unsupported_media_type: entry(
    415,
    'unsupported-media-type',
    'Unsupported Media Type',
    'This kind of content is not accepted here.',
  ),
  // RFC 9110 15.5.17: seeds 002 has no status for ranges, which assets serve (SPEC A-3).
  range_not_satisfiable: entry(
    416,
    'range-not-satisfiable',
    'Range Not Satisfiable',
    'This part of the file does not exist.',
  ),
  // RFC 9110 15.5.21: the body is well-formed, but the key in the header belongs to another request.
  idempotency_key_reused: entry(
    422,
    'idempotency-key-reused',
    'Idempotency Key Reused',
    'This request cannot be repeated with other contents.',
  ),
  // RFC 6585 3: a replacement that does not say what it replaces would overwrite another author's work unseen (C-8).
  precondition_required: entry(
    428,
    'precondition-required',
    'Precondition Required',
    'Please load the current state first.',
  ),
  // RFC 6585 4: one caller must not take the service away from the others.
  rate_limited: entry(429, 'rate-limited', 'Too Many Requests', 'Too many requests. Please wait a moment.'),
  headers_too_large: entry(431, 'headers-too-large', 'Request Header Fields Too Large', 'The request is too large.'),
  internal_error: entry(
    500,
    'internal',
    'Internal Server Error',
    'Something went wrong on our side. Please try again later.',
  ),
  // RFC 9110 15.6.4: a database that is away for a moment is not a fault of the program; clients retry on 503.
  service_unavailable: entry(
    503,
    'unavailable',
    'Service Unavailable',
    'The service is busy or being restarted. Please try again shortly.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

export interface ErrorEntry {
  /** HTTP status. */
  readonly status: number;
  /** Last part of the problem type URI, after OEP-69's catalogue where that has one. */
  readonly slug: string;
  /** Short name of the class of errors, for developers (RFC 9457 `title`). */
  readonly title: string;
  /** What a person may be shown. */
  readonly userMessage: string;
}

function entry(status: number, slug: string, title: string, userMessage: string): ErrorEntry {
  return { status, slug, title, userMessage };
}

/** The problem types that Open edX itself has registered; ours are documented under our own address. */
const OPENEDX_SLUGS = new Set(['validation', 'authn', 'authz', 'not-found', 'conflict', 'rate-limited', 'internal']);

/** The RFC 9457 `type` of an error: OEP-69's URI where one exists, otherwise the page of this service. */
export function problemType(code: ErrorCode, publicUrl: string): string {
  const { slug } = ERROR_CATALOGUE[code];
  return OPENEDX_SLUGS.has(slug) ? `https://docs.openedx.org/errors/${slug}` : errorPageUrl(code, publicUrl);
}

/** Where the error is explained (SPEC R-8). */
export function errorPageUrl(code: ErrorCode, publicUrl: string): string {
  return `${publicUrl}/api-docs/errors/${code}/`;
}
