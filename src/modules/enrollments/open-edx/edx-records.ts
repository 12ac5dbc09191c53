import type { EntityManager } from 'typeorm';
import { In, IsNull } from 'typeorm';
import { CourseEntity } from '../../content/index.js';
import { CourseModeEntity } from '../modes/course-mode.entity.js';
import type { StoredEnrollment } from '../stored-enrollment.js';
import type {
  EdxCourseDetailsResponse,
  EdxCourseModeResponse,
  EdxEnrollmentResponse,
} from './dto/edx-enrollment.response.js';

/** Enrollments as Open edX has them, with what is known of their courses: two queries, however many there are. */
export async function recordsOf(
  manager: EntityManager,
  enrollments: readonly StoredEnrollment[],
): Promise<EdxEnrollmentResponse[]> {
  const courses = await coursesOf(
    manager,
    enrollments.map(({ courseKey }) => courseKey),
  );
  return enrollments.map(({ created, mode, isActive, username, courseKey }) => ({
    created: edxDate(created)!,
    mode,
    is_active: isActive,
    user: username,
    course_details: courses.get(courseKey) ?? null,
  }));
}

/** Courses as Open edX's enrollment API has them, by key; absent where there is none. */
export async function coursesOf(
  manager: EntityManager,
  keys: readonly string[],
  { withExpired = false } = {},
): Promise<Map<string, EdxCourseDetailsResponse>> {
  if (keys.length === 0) return new Map();
  const courseKey = In([...new Set(keys)]);
  const courses = await manager.find(CourseEntity, { where: { courseKey, deleted: IsNull() } });
  const modes = await manager.find(CourseModeEntity, { where: { courseKey }, order: { modeSlug: 'ASC' } });
  const now = new Date();
  return new Map(
    courses.map((course) => {
      const own = modes.filter((mode) => mode.courseKey === course.courseKey);
      const shown = own.filter(({ expirationDatetime: end }) => withExpired || end === null || now < end);
      return [course.courseKey, detailsOf(course, own.length > 0 ? shown.map(modeOf) : EVERY_COURSE)];
    }),
  );
}

function detailsOf(course: CourseEntity, modes: readonly EdxCourseModeResponse[]): EdxCourseDetailsResponse {
  return {
    course_id: course.courseKey,
    course_name: course.displayName,
    enrollment_start: edxDate(course.enrollmentStart),
    enrollment_end: edxDate(course.enrollmentEnd),
    course_start: edxDate(course.start),
    course_end: edxDate(course.end),
    invite_only: course.invitationOnly,
    course_modes: [...modes],
    pacing_type: course.selfPaced ? 'Self Paced' : 'Instructor Paced',
  };
}

function modeOf(mode: CourseModeEntity): EdxCourseModeResponse {
  return {
    slug: mode.modeSlug,
    name: mode.modeDisplayName,
    min_price: mode.minPrice,
    suggested_prices: '',
    currency: mode.currency,
    expiration_datetime: edxDate(mode.expirationDatetime),
    description: mode.description,
    sku: mode.sku,
    bulk_sku: null,
  };
}

/** What a course offers that has set no modes. */
const EVERY_COURSE: readonly EdxCourseModeResponse[] = [
  ['audit', 'Audit'],
  ['honor', 'Honor'],
].map(([slug, name]) => ({
  slug: slug!,
  name: name!,
  min_price: 0,
  suggested_prices: '',
  currency: 'usd',
  expiration_datetime: null,
  description: null,
  sku: null,
  bulk_sku: null,
}));

/** Open edX sends no fraction of a second where there is none; the parser of its iOS app takes none. */
function edxDate(date: Date): string;
function edxDate(date: Date | null): string | null;
function edxDate(date: Date | null): string | null {
  return date && date.toISOString().replace('.000Z', 'Z');
}
