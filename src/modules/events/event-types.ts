/**
 * Names of events, after openedx-events where it has them: `{reverse DNS}.{subdomain}.{subject}.{action}.v{major}` (OEP-41).
 * `course.deleted` and `course.restored` follow its pattern and are ours.
 */
export const XBLOCK_CREATED = 'org.openedx.content_authoring.xblock.created.v1';
export const XBLOCK_UPDATED = 'org.openedx.content_authoring.xblock.updated.v1';
export const XBLOCK_DELETED = 'org.openedx.content_authoring.xblock.deleted.v1';
export const XBLOCK_PUBLISHED = 'org.openedx.content_authoring.xblock.published.v1';

/** What a block's event may be called. */
export const XBLOCK_TYPES = [XBLOCK_CREATED, XBLOCK_UPDATED, XBLOCK_DELETED, XBLOCK_PUBLISHED] as const;
export type XblockType = (typeof XBLOCK_TYPES)[number];

export const COURSE_CREATED = 'org.openedx.content_authoring.course.created.v1';
export const COURSE_DELETED = 'org.openedx.content_authoring.course.deleted.v1';
export const COURSE_RESTORED = 'org.openedx.content_authoring.course.restored.v1';
export const CATALOG_INFO_CHANGED = 'org.openedx.content_authoring.course.catalog_info.changed.v1';
export const IMPORT_COMPLETED = 'org.openedx.content_authoring.course.import.completed.v1';
export const RERUN_COMPLETED = 'org.openedx.content_authoring.course.rerun.completed.v1';

export const ENROLLMENT_CREATED = 'org.openedx.learning.course.enrollment.created.v1';
export const ENROLLMENT_CHANGED = 'org.openedx.learning.course.enrollment.changed.v1';
export const UNENROLLMENT_COMPLETED = 'org.openedx.learning.course.unenrollment.completed.v1';
export const ROLE_ADDED = 'org.openedx.learning.user.course_access_role.added.v1';
export const ROLE_REMOVED = 'org.openedx.learning.user.course_access_role.removed.v1';
export const REGISTRATION_COMPLETED = 'org.openedx.learning.student.registration.completed.v1';

/** Events of a course's information; whoever is shown the course in lists sees them. */
export const COURSE_TYPES = [COURSE_CREATED, COURSE_RESTORED, CATALOG_INFO_CHANGED] as const;
/** Events of work on a course; for its team. */
export const WORK_TYPES = [IMPORT_COMPLETED, RERUN_COMPLETED] as const;
export const ENROLLMENT_TYPES = [ENROLLMENT_CREATED, ENROLLMENT_CHANGED, UNENROLLMENT_COMPLETED] as const;
export const ROLE_TYPES = [ROLE_ADDED, ROLE_REMOVED] as const;

/** Every event that there is. */
export const EVENT_TYPES: readonly string[] = [
  ...XBLOCK_TYPES,
  ...COURSE_TYPES,
  COURSE_DELETED,
  ...WORK_TYPES,
  ...ENROLLMENT_TYPES,
  ...ROLE_TYPES,
  REGISTRATION_COMPLETED,
];

/** What stands in for the event of a ping; no event of the feed. */
export const PING = 'ping';

/** The form of a name, or of names with `*` for any characters: `org.openedx.content_authoring.*`. */
export const EVENT_PATTERN = /^[a-z0-9_*][a-z0-9_*.]{0,199}$/;

/** The events that any of these patterns names. */
export function typesMatching(patterns: readonly string[]): ReadonlySet<string> {
  return new Set(EVENT_TYPES.filter((type) => patterns.some((pattern) => matches(pattern, type))));
}

/** Anybody sends patterns, and as a regular expression `**********x` would take a process for hours; this takes one pass. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return name === pattern;
  const [first, last] = [parts[0]!, parts.at(-1)!];
  const end = name.length - last.length;
  if (end < first.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  return parts.slice(1, -1).every((part) => {
    const found = name.indexOf(part, at);
    at = found + part.length;
    return found >= 0 && at <= end;
  });
}
