import type { GrantType, OauthClientEntity } from './oauth-client.entity.js';

/**
 * What tokens of a client are limited to (operations.md A7.5): courses of its organizations, and, unless it acts for
 * itself, what belongs to the person who has allowed it.
 */
export function filtersOf({ organizations }: Pick<OauthClientEntity, 'organizations'>, grantType: GrantType): string[] {
  return [
    ...organizations.map((org) => `content_org:${org}`),
    ...(grantType === 'client_credentials' ? [] : ['user:me']),
  ];
}
