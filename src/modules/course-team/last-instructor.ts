import { violates } from '../../common/database/database-errors.js';
import { LastInstructorError } from './course-team.errors.js';

/**
 * Does a write to course_roles. The database refuses it where the course would be left without an instructor, also when
 * two instructors remove each other at the same moment (SPEC section 8 "the last one cannot be removed").
 * @throws LastInstructorError
 */
export async function keepingLastInstructor<T>(courseKey: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'ck_course_roles_last_instructor')) throw new LastInstructorError(courseKey, error);
    throw error;
  }
}
