import { Global, Module } from '@nestjs/common';
import { EnrollmentStore } from './enrollment-store.js';
import { EnrollmentWrites } from './enrollment-writes.service.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { EnrollmentsService } from './enrollments.service.js';

/** Enrollments. What they allow is for modules/access to say. */
@Global()
@Module({
  controllers: [EnrollmentsController],
  providers: [EnrollmentsService, EnrollmentStore, EnrollmentWrites],
  exports: [EnrollmentsService],
})
export class EnrollmentsModule {}
