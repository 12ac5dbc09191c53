import { Global, Module } from '@nestjs/common';
import { CourseRolesService } from './course-roles.service.js';
import { EnrollmentStore } from './enrollment-store.js';
import { EnrollmentWrites } from './enrollment-writes.service.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { EnrollmentsService } from './enrollments.service.js';

/** Course roles and enrollments. What they allow is for modules/access to say. */
@Global()
@Module({
  controllers: [EnrollmentsController],
  providers: [
    CourseRolesService,
    EnrollmentsService,
    EnrollmentStore,
    EnrollmentWrites,
  ],
  exports: [CourseRolesService, EnrollmentsService],
})
export class EnrollmentsModule {}
