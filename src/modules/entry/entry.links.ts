import type { LinkBuilder } from '../../common/hypermedia/links.js';
import type { EntryResponse } from './entry.response.js';

/** Where a walk can go from the entry. */
export const entryLinks: LinkBuilder<EntryResponse> = {
  url: (_, { urls }) => urls.entry(),
  links: (_, { urls, principal }) => ({
    self: { href: urls.entry() },
    courses: { href: urls.courses(), title: 'Course runs' },
    organizations: { href: urls.organizations(), title: 'Organizations' },
    events: { href: urls.events(), title: 'What happens, as a feed' },
    ...(principal.isAnonymous
      ? { token: { href: urls.token(), method: 'POST', title: 'Get an access token' } }
      : {
          account: { href: urls.account('me'), title: 'Your account' },
          enrollments: { href: urls.enrollments({ user: 'me' }), title: 'Your enrollments' },
          tasks: { href: urls.tasks(), title: 'Your tasks' },
        }),
    'api-catalog': { href: urls.apiCatalog(), title: 'The same list for machines (RFC 9727)' },
    'service-desc': { href: urls.openapi(), title: 'OpenAPI document' },
    'service-doc': { href: urls.docs(), title: 'Documentation to try out' },
    status: { href: urls.at('/health/'), title: 'Health' },
  }),
};
