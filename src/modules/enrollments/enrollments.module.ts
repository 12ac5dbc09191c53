import { Global, Module } from '@nestjs/common';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { EnrollmentStore } from './enrollment-store.js';
import { EnrollmentWrites } from './enrollment-writes.service.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { EnrollmentsService } from './enrollments.service.js';
import { StoredCourseAccess } from './stored-course-access.js';

/** Enrollments, and what they and the roles of people allow. Global: every module that shows content asks the CourseAccessPolicy. */
@Global()
@Module({
  controllers: [EnrollmentsController],
  providers: [
    EnrollmentsService,
    EnrollmentStore,
    EnrollmentWrites,
    { provide: CourseAccessPolicy, useClass: StoredCourseAccess },
  ],
  exports: [EnrollmentsService, CourseAccessPolicy],
})
export class EnrollmentsModule {}
