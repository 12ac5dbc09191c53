import { ApiExtension, type OpenAPIObject } from '@nestjs/swagger';
import type { PermissionName } from '../auth/permissions.js';
import type { ErrorCode } from '../errors/error-catalogue.js';
import type { ALSO_ANSWERS } from './also-answers.js';
import type { Deprecation, DEPRECATION } from './deprecation.js';

/** Marks an operation that has no resource, such as a conversion (SPEC R-15). */
export const VERB = 'x-verb';

/**
 * Declares that an operation has no resource, so that its address may be a verb (SPEC R-15). There are as few as can
 * be: a contract test lists them all by name.
 */
export const WithoutResource = (): MethodDecorator => ApiExtension(VERB, true);

export type PathItemObject = OpenAPIObject['paths'][string];

/** An operation while the document is built: what decorators left for the builder is still in it. */
export type OperationObject = NonNullable<PathItemObject['get']> & {
  'x-access'?: PermissionName;
  [ALSO_ANSWERS]?: ErrorCode[];
  [DEPRECATION]?: Deprecation;
};

/** The methods that may be operations of a path, in the order of the document. */
export const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
export type Method = (typeof METHODS)[number];

/** Where clients get tokens. */
export const TOKEN_ENDPOINT = '/oauth2/access_token';

/** The endpoints whose errors are OAuth2's and not ours (RFC 6749 5.2). */
export const OF_OAUTH_CLIENTS: ReadonlySet<string> = new Set([
  TOKEN_ENDPOINT,
  '/oauth2/revoke_token',
  '/oauth2/introspect',
]);

/** Every operation of a document. */
export function operationsOf(document: OpenAPIObject): { path: string; method: Method; operation: OperationObject }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method] as OperationObject | undefined;
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}
