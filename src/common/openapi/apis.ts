import type { OpenAPIObject } from '@nestjs/swagger';

/** One API of the service, as its users meet it: in `/api/`, in `/.well-known/api-catalog` and as a section of the documentation. */
export interface ApiDeclaration {
  /** The section (`@ApiTags`) of the documentation that its operations stand in. */
  readonly tag: string;
  /** What it is for, in a sentence. */
  readonly description: string;
  /** Path of the collection where it begins; null for an API whose resources are reached by key or filter only. */
  readonly path: string | null;
  /** Otherwise the template (RFC 6570) of its first resource. */
  readonly template: string | null;
}

/**
 * What cannot be read off the routes: `name/version` of each API → its words. Everything else that `/api/` says of an
 * API comes from the routes themselves, and a contract test refuses a route whose API is not declared here.
 */
export const APIS: Readonly<Record<string, ApiDeclaration>> = {
  'course/v1': at('Courses', 'Course runs: information, outline, imports.', '/api/course/v1/courses/'),
  'xblock/v1': by('XBlocks', 'Blocks of course content, and their definitions.', '/api/xblock/v1/xblocks/{usage_key}/'),
  'asset/v1': by('Assets', 'Files of one course.', '/api/asset/v1/assets/{?course}'),
  'enrollment/v1': at('Enrollments', 'Who takes which course run.', '/api/enrollment/v1/enrollments/'),
  'course_modes/v1': by(
    'Course modes',
    'How course runs may be taken: for nothing, for a certificate, by payment.',
    '/api/course_modes/v1/courses/{course_key}/',
  ),
  'user/v1': by('Accounts', 'Accounts and what they prefer.', '/api/user/v1/accounts/{username}/'),
  'organization/v1': at(
    'Organizations',
    'Organizations, their dotted sub-organizations, and who makes courses in them.',
    '/api/organization/v1/organizations/',
  ),
  'search/v1': by('Search', 'Finds courses and blocks by their text.', '/api/search/v1/results/{?text_search}'),
  'task/v1': at('Tasks', 'Long jobs and how far they are.', '/api/task/v1/tasks/'),
  'event/v1': at('Events', 'What has happened, as a feed and by webhooks.', '/api/event/v1/events/'),
  'audit/v1': at('Audit', 'Who has changed what, for whom, and when.', '/api/audit/v1/entries/'),
  'courses/v1': at(
    'Open edX clients',
    'The Blocks API and the course list as clients of Open edX call them.',
    '/api/courses/v1/courses/',
  ),
  'courses/v2': by(
    'Open edX clients',
    'The Blocks API, as clients of Open edX call its second version.',
    '/api/courses/v2/blocks/{?course_id}',
  ),
};

/** Sections of the documentation that are no API under /api/. */
const OTHER_TAGS: Readonly<Record<string, string>> = {
  History: 'Versions, branches and comparisons of courses: who changed what, and the way back.',
  Entry: 'Where every walk through the API begins.',
  OAuth2:
    'Access tokens, and what other services need to verify them. Errors of the token endpoint are those of RFC 6749.',
  'Signing in':
    'Sessions of browsers, and the tokens that front ends of Open edX ask for. In a browser, begin at `/login`.',
  Operations: 'For whoever runs the service: is it alive, is it ready?',
};

/** The sections of the documentation, each described; those that no operation stands in are left out. */
export function tagsOf(document: OpenAPIObject): { name: string; description: string }[] {
  const used = new Set(
    Object.values(document.paths).flatMap((item) =>
      Object.values(item as Record<string, { tags?: string[] }>).flatMap(({ tags }) => tags ?? []),
    ),
  );
  const described = new Map<string, string>(Object.entries(OTHER_TAGS));
  for (const { tag, description } of Object.values(APIS)) if (!described.has(tag)) described.set(tag, description);
  return [...used].sort().map((name) => ({ name, description: described.get(name) ?? '' }));
}

function at(tag: string, description: string, path: string): ApiDeclaration {
  return { tag, description, path, template: null };
}

function by(tag: string, description: string, template: string): ApiDeclaration {
  return { tag, description, path: null, template };
}
