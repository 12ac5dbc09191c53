import { Global, Module } from '@nestjs/common';
import { BulkEnrollmentsController } from './bulk/bulk-enrollments.controller.js';
import { BulkEnrollments } from './bulk/bulk-enrollments.service.js';
import { BulkProblems } from './bulk/bulk-problems.service.js';
import { BulkUploads } from './bulk/bulk-upload.service.js';
import { EnrollmentAdmission } from './enrollment-admission.js';
import { EnrollmentStore } from './enrollment-store.js';
import { EnrollmentWrites } from './enrollment-writes.service.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { EnrollmentHistoryController } from './history/enrollment-history.controller.js';
import { EnrollmentHistory } from './history/enrollment-history.service.js';
import { AutoEnrollment } from './invitations/auto-enrollment.js';
import { InvitationStore } from './invitations/invitation-store.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { Invitations } from './invitations/invitations.service.js';
import { CourseEnrollmentsController } from './modes/course-enrollments.controller.js';
import { CourseEnrollments } from './modes/course-enrollments.service.js';
import { CourseModesController } from './modes/course-modes.controller.js';
import { CourseModes } from './modes/course-modes.service.js';
import { EnrollmentsService } from './enrollments.service.js';
import { EdxEnrollmentsController } from './open-edx/edx-enrollments.controller.js';
import { EdxEnrollments } from './open-edx/edx-enrollments.service.js';
import { EdxPeople } from './open-edx/edx-people.service.js';
import { TasksModule } from '../tasks/index.js';

/** Enrollments. What they allow is for modules/access to say. */
@Global()
@Module({
  imports: [TasksModule],
  controllers: [
    EnrollmentsController,
    EnrollmentHistoryController,
    CourseModesController,
    CourseEnrollmentsController,
    InvitationsController,
    BulkEnrollmentsController,
    EdxEnrollmentsController,
  ],
  providers: [
    EnrollmentsService,
    EnrollmentStore,
    EnrollmentAdmission,
    EnrollmentWrites,
    EnrollmentHistory,
    CourseModes,
    CourseEnrollments,
    InvitationStore,
    Invitations,
    AutoEnrollment,
    BulkUploads,
    BulkProblems,
    BulkEnrollments,
    EdxEnrollments,
    EdxPeople,
  ],
  exports: [EnrollmentsService, AutoEnrollment],
})
export class EnrollmentsModule {}
