/** An external Open edX LMS that knows the people, in place of the embedded provider (SPEC section 8). `OAUTH2_ISSUER` turns it on. */
export interface LmsConfig {
  /** The `iss` of its tokens, to the letter: `https://lms.example.org/oauth2`. `OAUTH2_ISSUER`. */
  readonly issuer: string;
  /** Origin under which this service reaches it. `OAUTH2_URL_ROOT`; default: the issuer's. */
  readonly urlRoot: string;
  /** Origin under which browsers reach it. `OAUTH2_PUBLIC_URL_ROOT`; default: the issuer's. */
  readonly publicUrlRoot: string;
  /** The client by which people sign in through it; null: this service only takes its tokens. `OAUTH2_CLIENT_ID`, `OAUTH2_CLIENT_SECRET`. */
  readonly client: { readonly id: string; readonly secret: string } | null;
  /** The `aud` that its tokens must name; null: it is not asked for. `OAUTH2_AUDIENCE`. */
  readonly audience: string | null;
  /** Where its public keys are; null: as its metadata say (RFC 8414), unless there are keys below. `OAUTH2_JWKS_URL`. */
  readonly jwksUrl: string | null;
  /** Public keys that it need not be asked for. `JWT_PUBLIC_SIGNING_JWK_SET`. */
  readonly keys: readonly Readonly<Record<string, unknown>>[];
  /** Where to ask whose an opaque token is; null: opaque tokens are refused. `OAUTH2_USER_INFO_URL`. */
  readonly userInfoUrl: string | null;
}

/** How the environment is read, and where faults go. */
export interface ConfigSource {
  /** The value; null when it is unset or empty. */
  text(name: string): string | null;
  fault(sentence: string): void;
}

/** What the installations of Open edX that Tutor makes, and the embedded provider of this service, put into `aud`. */
const DEFAULT_AUDIENCE = 'openedx';
/** The word for "do not look at it". */
const ANY_AUDIENCE = 'any';

const OF_THE_LMS = [
  'OAUTH2_CLIENT_ID',
  'OAUTH2_CLIENT_SECRET',
  'OAUTH2_URL_ROOT',
  'OAUTH2_PUBLIC_URL_ROOT',
  'OAUTH2_AUDIENCE',
  'OAUTH2_JWKS_URL',
  'JWT_PUBLIC_SIGNING_JWK_SET',
  'OAUTH2_USER_INFO_URL',
] as const;

/** The external LMS; null when there is none and the embedded provider serves. */
export function lmsConfig(source: ConfigSource): LmsConfig | null {
  const issuer = source.text('OAUTH2_ISSUER');
  if (issuer === null) {
    for (const name of OF_THE_LMS.filter((one) => source.text(one) !== null))
      source.fault(`${name} needs OAUTH2_ISSUER: it is about an external LMS, and without an issuer there is none.`);
    return null;
  }
  const root = URL.parse(issuer);
  if (!isHttp(root))
    source.fault(
      'OAUTH2_ISSUER must be the "iss" of the LMS\'s tokens, an address such as https://lms.example.org/oauth2.',
    );
  const fallback = isHttp(root) ? root.origin : 'http://localhost';
  const urlRoot = origin(source, 'OAUTH2_URL_ROOT', fallback);
  return {
    issuer,
    urlRoot,
    publicUrlRoot: origin(source, 'OAUTH2_PUBLIC_URL_ROOT', fallback),
    client: client(source),
    audience: audience(source),
    jwksUrl: address(source, 'OAUTH2_JWKS_URL'),
    keys: keys(source),
    userInfoUrl: address(source, 'OAUTH2_USER_INFO_URL'),
  };
}

function origin(source: ConfigSource, name: string, fallback: string): string {
  const value = source.text(name);
  if (value === null) return fallback;
  const url = URL.parse(value);
  if (isHttp(url) && url.pathname === '/' && !url.search && !url.hash && !url.username) return url.origin;
  source.fault(`${name} must be an origin such as https://lms.example.org, without a path, query or user.`);
  return fallback;
}

function address(source: ConfigSource, name: string): string | null {
  const value = source.text(name);
  if (value === null) return null;
  const url = URL.parse(value);
  if (isHttp(url) && !url.username && !url.hash) return url.href;
  source.fault(`${name} must be an address that starts with http: or https:, without a user.`);
  return null;
}

function client(source: ConfigSource): LmsConfig['client'] {
  const id = source.text('OAUTH2_CLIENT_ID');
  const secret = source.text('OAUTH2_CLIENT_SECRET');
  if (id !== null && secret !== null) return { id, secret };
  if (id !== null || secret !== null) source.fault('OAUTH2_CLIENT_ID and OAUTH2_CLIENT_SECRET must be set together.');
  return null;
}

function audience(source: ConfigSource): string | null {
  const value = source.text('OAUTH2_AUDIENCE') ?? DEFAULT_AUDIENCE;
  return value === ANY_AUDIENCE ? null : value;
}

/** @returns the members `keys` of a JWK set (RFC 7517 section 5), as they were written */
function keys(source: ConfigSource): LmsConfig['keys'] {
  const value = source.text('JWT_PUBLIC_SIGNING_JWK_SET');
  if (value === null) return [];
  try {
    const { keys: found } = JSON.parse(value) as { keys?: unknown };
    if (Array.isArray(found) && found.length > 0 && found.every((key) => typeof key === 'object' && key !== null))
      return found as LmsConfig['keys'];
  } catch {
    // The same sentence: the value is not repeated, since people have put private keys there.
  }
  source.fault('JWT_PUBLIC_SIGNING_JWK_SET must be a JWK set as JSON: {"keys": [{"kty": "RSA", …}]}.');
  return [];
}

function isHttp(url: URL | null): url is URL {
  return url !== null && ['http:', 'https:'].includes(url.protocol);
}
