import type { ErrorCode } from './error-catalogue.js';

/** What the documentation says of an error, in Markdown's inline code at most. */
export interface ErrorExplanation {
  /** When it comes. */
  readonly when: string;
  /** What a developer can do about it. */
  readonly remedy: string;
}

/**
 * The one source of the pages at /api-docs/errors/ and of the table in docs/api/errors.md, which a test holds against
 * it (SPEC R-8).
 */
export const ERROR_EXPLANATIONS: Readonly<Record<ErrorCode, ErrorExplanation>> = {
  invalid_input: {
    when: 'A value of the body or the query is not valid, or a member or parameter is not known here.',
    remedy: 'Mend what `field_errors` names. Nothing was changed.',
  },
  malformed_body: {
    when: 'The request could not be read: broken JSON, a broken multipart body.',
    remedy: 'Check the body against `Content-Type`, and that it was sent whole.',
  },
  invalid_archive: {
    when: 'The file is not a course archive, is damaged, is unsafe (paths that escape, links, too large when unpacked), or its root cannot be read.',
    remedy: 'Export the course again. `developer_message` names the file in the archive. Nothing was kept.',
  },
  unknown_application: {
    when: 'An application sends somebody to `/oauth2/authorize`, and is not registered here, or not with this `redirect_uri` (RFC 6749 4.1.2.1).',
    remedy: 'Whoever runs the service registers the application with the very `redirect_uri` that it sends.',
  },
  authentication_required: {
    when: 'There are no credentials, and some are needed.',
    remedy: 'Send `Authorization: Bearer <token>`; `POST /oauth2/access_token` gives one.',
  },
  authentication_failed: {
    when: 'The token is malformed, expired, of another issuer, or its account is disabled. Also on routes that are open to anyone.',
    remedy: 'Get a new token, or send none where none is needed.',
  },
  sign_in_failed: {
    when: 'The username (or the verified e-mail address) and the password do not belong together, there is no such account, or it is disabled: all the same.',
    remedy: 'Check both; `/password_reset` sends a link for a new password.',
  },
  lms_sign_in_failed: {
    when: 'Somebody came back from the LMS at which people sign in, and signing in was not completed: broken off, too late, begun in another browser, or with an account that cannot be used here.',
    remedy: 'Begin again at `/login`. The log says why the LMS gave no token, or why its token was refused.',
  },
  permission_denied: {
    when: 'The account may not do this, and that the thing exists is no secret.',
    remedy: 'Use an account with the role that the message names.',
  },
  insufficient_scope: {
    when: 'The account may do this, but the token that the application has does not carry the scope that is needed.',
    remedy: 'Ask for a token with the scope that `WWW-Authenticate` names; the application must be allowed to have it.',
  },
  not_enrolled: {
    when: 'The content of a course was asked for by an account that is not enrolled in it, has no role in it, and is not let in by its access policy.',
    remedy: 'Enroll the account, or use another one.',
  },
  csrf_failed: {
    when: 'A request that writes is known by a cookie, or is a form, and does not show that a page of this service or of an allowed origin has sent it.',
    remedy:
      'Send the `csrfToken` of `GET /csrf/api/v1/token` in `X-CSRFToken`, with the cookie that came with it, from an origin of `CORS_ALLOWED_ORIGINS`; or use an access token, which needs none.',
  },
  recent_sign_in_required: {
    when: 'Somebody would do what they cannot take back, such as disabling their own account, in a session that did not begin with their password in the last ten minutes.',
    remedy:
      'Sign in again by `POST /login`, and repeat the request with the cookies of that session; or do it on its page, which asks for the password.',
  },
  not_found: {
    when: 'There is no such thing, or the caller may not know of it; the two look alike on purpose. Also for malformed and deprecated keys in paths, and for pages past the end.',
    remedy: 'Check the key: upper and lower case matter. Check whether the account may see it.',
  },
  method_not_allowed: {
    when: 'The address exists and does not have this method.',
    remedy: 'Use one of the methods in `Allow`.',
  },
  not_acceptable: {
    when: 'The resource has none of the formats that `Accept` names.',
    remedy: 'Accept `application/json`, or what the documentation of the operation names.',
  },
  unknown_user: {
    when: 'Somebody was to be enrolled at the address that clients of Open edX use, and has no account.',
    remedy: 'Check the spelling of the username or of the e-mail address.',
  },
  request_timeout: {
    when: 'The request did not arrive whole in time.',
    remedy: 'Send it again; look at the connection.',
  },
  conflict: {
    when: 'The request is right, but the state stands against it: a name is taken, a task has ended.',
    remedy: 'Read the resource again, and decide anew.',
  },
  seats_taken: {
    when: 'The course, or the mode of it that was asked for, has only so many seats, and all are taken. It is said to everybody, the course team too.',
    remedy: 'Somebody of the course team raises `seats` of the course or the mode, or somebody leaves.',
  },
  last_instructor: {
    when: 'The last instructor of a course would leave its team, be taken off it, or get a weaker role. An instructor whose account is disabled does not count.',
    remedy: 'Make somebody else an instructor of the course first.',
  },
  idempotency_key_in_use: {
    when: 'A request with the same `Idempotency-Key` is still being worked on.',
    remedy: 'Wait for `Retry-After` seconds and send the same request again: it will get the first answer.',
  },
  precondition_failed: {
    when: 'The key names a branch and a version, and the branch has moved on; or `If-Match` or `If-Unmodified-Since` of an asset does not hold.',
    remedy:
      '`current_version` names the one that is there; of course content `changes_since` tells what others changed, and where the whole comparison is: look at it, and repeat with that version. For a file, read again.',
  },
  content_too_large: {
    when: 'The archive, the file or the body is larger than allowed.',
    remedy: 'Send less. For archives an operator can raise `IMPORT_MAX_BYTES`.',
  },
  uri_too_long: {
    when: 'A part of the path is longer than 2,048 characters.',
    remedy: 'No key is that long: check how the address was built.',
  },
  unsupported_media_type: {
    when: 'The body is of a type that is not accepted here, or its type is not declared.',
    remedy: 'Set `Content-Type` to what the documentation of the operation names, usually `application/json`.',
  },
  range_not_satisfiable: {
    when: 'None of the bytes that `Range` asks for exist.',
    remedy: '`Content-Range` in the answer tells the size.',
  },
  idempotency_key_reused: {
    when: 'The `Idempotency-Key` was used before with another request: another address, body or query.',
    remedy: 'Use a new key for a new request; send an old key only with the very same request.',
  },
  precondition_required: {
    when: 'A replacement of something that several people write to does not say what it replaces.',
    remedy: 'Read it, and send its `ETag` in `If-Match`; or `If-Match: *` to overwrite whatever is there.',
  },
  rate_limited: {
    when: 'The caller has used up what it may ask for in this time.',
    remedy: 'Wait for `Retry-After` seconds. `RateLimit` in every answer tells how much is left.',
  },
  headers_too_large: {
    when: 'The header fields are too large together. Refused before the service sees the request, so the body is not the one above.',
    remedy: 'Send fewer or shorter ones, for instance fewer cookies.',
  },
  internal_error: {
    when: 'A fault of the service. The answer does not tell the cause; the log has it.',
    remedy: 'Try again later; report the `request_id`.',
  },
  service_unavailable: {
    when: 'The database or the asset store does not answer, too many tasks are waiting, or the process is stopping. Also the error of a task whose process ended before it did.',
    remedy: 'Try again, after `Retry-After` seconds if it is there. An interrupted task left nothing: start it again.',
  },
};
