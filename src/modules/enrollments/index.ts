/** Everything that other modules may use of enrollments. */
export { CourseRolesService } from './course-roles.service.js';
export { EnrollmentsModule } from './enrollments.module.js';
export { EnrollmentsService } from './enrollments.service.js';
export { AutoEnrollment } from './invitations/auto-enrollment.js';
