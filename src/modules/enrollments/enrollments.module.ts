import { Global, Module } from '@nestjs/common';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { CourseRolesService } from './course-roles.service.js';
import { EnrollmentStore } from './enrollment-store.js';
import { EnrollmentWrites } from './enrollment-writes.service.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { EnrollmentsService } from './enrollments.service.js';
import { StoredCourseAccess } from './stored-course-access.js';

/** Course roles, enrollments, and what they allow. Global: every module that shows content asks the CourseAccessPolicy. */
@Global()
@Module({
  controllers: [EnrollmentsController],
  providers: [
    CourseRolesService,
    EnrollmentsService,
    EnrollmentStore,
    EnrollmentWrites,
    { provide: CourseAccessPolicy, useClass: StoredCourseAccess },
  ],
  exports: [CourseRolesService, EnrollmentsService, CourseAccessPolicy],
})
export class EnrollmentsModule {}
