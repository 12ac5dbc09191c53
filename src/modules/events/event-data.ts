import type { CourseKey } from '../../common/opaque-keys/index.js';
import { typeOf, usageKeyOf } from '../content/index.js';
import { CATALOG_INFO_CHANGED, ENROLLMENT_TYPES, REGISTRATION_COMPLETED, ROLE_TYPES } from './event-types.js';
import type { EventUser, FeedEvent } from './feed-event.js';

/** A JSON object. */
type Json = Readonly<Record<string, unknown>>;

/**
 * The `data` of an event: the data classes of openedx-events with their own names of members. What is the database's own
 * (UserData.id) is left out (SPEC I-1), and what the receiver may not know of a person is null.
 */
export function dataOf(event: FeedEvent): Json {
  const { type, block, user } = event;
  if (block !== null) return { xblock_info: xblockData(event) };
  if (isAmong(ENROLLMENT_TYPES, type)) return { enrollment: enrollmentData(event) };
  if (isAmong(ROLE_TYPES, type)) return { course_access_role_data: roleData(event) };
  if (type === REGISTRATION_COMPLETED) return { user: userData(user) };
  if (type === CATALOG_INFO_CHANGED) return { catalog_info: catalogData(event) };
  return { course: { course_key: String(event.courseKey) } };
}

const isAmong = (types: readonly string[], type: string): boolean => types.includes(type);

/** XBlockData; `version` is the key by which this very state is read. */
function xblockData({ courseKey, branch, version, block }: FeedEvent): Json {
  const versioned = (courseKey as CourseKey).forBranch(branch).forVersion(version);
  return {
    usage_key: String(usageKeyOf(courseKey!, block!)),
    block_type: typeOf(block!),
    version: String(usageKeyOf(versioned, block!)),
  };
}

/** CourseCatalogData. */
function catalogData({ courseKey, details: { catalogInfo } }: FeedEvent): Json {
  const info = catalogInfo ?? {};
  return {
    course_key: String(courseKey),
    name: info.name,
    schedule_data: {
      start: instant(info.start),
      pacing: info.self_paced === true ? 'self' : 'instructor',
      end: instant(info.end),
      enrollment_start: instant(info.enrollment_start),
      enrollment_end: instant(info.enrollment_end),
    },
    hidden: info.hidden,
    invitation_only: info.invitation_only,
  };
}

/** CourseEnrollmentData. */
function enrollmentData({ courseKey, user, details }: FeedEvent): Json {
  const { course, mode, isActive, enrolled } = details;
  return {
    user: userData(user),
    course: {
      course_key: String(courseKey),
      display_name: course?.displayName ?? '',
      start: course?.start?.toISOString() ?? null,
      end: course?.end?.toISOString() ?? null,
    },
    mode,
    is_active: isActive,
    creation_date: enrolled?.toISOString() ?? null,
    created_by: null,
  };
}

/** CourseAccessRoleData. */
function roleData({ courseKey, user, details: { role } }: FeedEvent): Json {
  return { user: userData(user), org_key: courseKey!.org, course_key: String(courseKey), role };
}

/** UserData; null for an account that is gone. */
function userData(user: EventUser | null): Json | null {
  if (user === null) return null;
  const { username, email, name, isActive } = user;
  return { is_active: isActive, pii: { username, email, name } };
}

/** As the database's JSON has it → ISO 8601 UTC. */
function instant(text: unknown): string | null {
  return typeof text === 'string' ? new Date(text).toISOString() : null;
}
