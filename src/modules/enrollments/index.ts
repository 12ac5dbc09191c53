/** Everything that other modules may use of enrollments. */
export { EnrollmentsModule } from './enrollments.module.js';
export { EnrollmentsService } from './enrollments.service.js';
export { AutoEnrollment } from './invitations/auto-enrollment.js';
