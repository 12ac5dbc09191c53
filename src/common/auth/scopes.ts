/** Scopes that say which claims a token carries; they open nothing (operations.md A4.9). */
export const CLAIM_SCOPES = ['openid', 'user_id', 'profile', 'email'] as const;

/** What permissions are about: `<resource>:read` and `<resource>:write` are scopes. */
export const SCOPED_RESOURCES = [
  'courses',
  'content',
  'assets',
  'enrollments',
  'accounts',
  'organizations',
  'tasks',
  'audit',
  'events',
] as const;

/** Scopes that cover everything of their kind: an LMS's own names. */
export const WIDE_SCOPES = ['read', 'write'] as const;

export type ResourceScope = `${(typeof SCOPED_RESOURCES)[number]}:${'read' | 'write'}`;
export type Scope = (typeof CLAIM_SCOPES)[number] | (typeof WIDE_SCOPES)[number] | ResourceScope;

export const RESOURCE_SCOPES: readonly ResourceScope[] = SCOPED_RESOURCES.flatMap(
  (resource) => [`${resource}:read`, `${resource}:write`] as const,
);

/** Everything that a token may be asked for. */
export const SCOPES: readonly Scope[] = [...WIDE_SCOPES, ...CLAIM_SCOPES, ...RESOURCE_SCOPES];

const RESOURCES_IN_WORDS: Readonly<Record<(typeof SCOPED_RESOURCES)[number], string>> = {
  courses: 'course runs: information, team, access',
  content: 'the content of courses',
  assets: 'files of courses',
  enrollments: 'enrollments',
  accounts: 'the account and its preferences',
  organizations: 'organizations and their members',
  tasks: 'tasks',
  audit: 'the record of changes',
  events: 'what happens in courses, and webhooks that tell of it',
};

/** What each scope allows, for the documentation. A scope never allows more than the account itself may do. */
export const SCOPE_DESCRIPTIONS: Readonly<Record<string, string>> = {
  read: 'Read everything that the account may read.',
  write: 'Change everything that the account may change.',
  openid: 'Know who the account is; no ID token is given.',
  user_id: 'Know who the account is.',
  profile: 'Know the full name, and whether it is staff.',
  email: 'Know the e-mail address.',
  ...Object.fromEntries(
    SCOPED_RESOURCES.flatMap((resource) => [
      [`${resource}:read`, `Read ${RESOURCES_IN_WORDS[resource]}.`],
      [`${resource}:write`, `Change ${RESOURCES_IN_WORDS[resource]}.`],
    ]),
  ),
};

/** What a client gets that asks for nothing in particular: all that its account may do, and who that is. */
export const DEFAULT_SCOPES: readonly Scope[] = ['read', 'write', 'profile', 'email'];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}
