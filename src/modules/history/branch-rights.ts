import type { CourseAccess } from '../../common/auth/course-access.js';
import type { PermissionName } from '../../common/auth/permissions.js';
import { DRAFT, PUBLISHED } from '../content/index.js';

/** Draft and published are there as long as the course is (SPEC C-1). */
export function stays(branch: string): boolean {
  return branch === DRAFT || branch === PUBLISHED;
}

/** To move a head takes blocks off the branch, as deleting does; that of the published one publishes. */
export function mayMove(access: CourseAccess, branch: string): boolean {
  return access.may(permissionToMove(branch));
}

export function permissionToMove(branch: string): PermissionName {
  return branch === PUBLISHED ? 'courses.publish_content' : 'courses.delete_content';
}

/** To begin a branch takes nothing away. */
export function mayCreate(access: CourseAccess, branch: string): boolean {
  return access.may(branch === PUBLISHED ? 'courses.publish_content' : 'courses.edit_content');
}
