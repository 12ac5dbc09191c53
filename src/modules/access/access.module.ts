import { Global, Module } from '@nestjs/common';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { AccessPoliciesService } from './access-policies.service.js';
import { BlockAccessPolicyController } from './block-access-policy.controller.js';
import { BlockPolicies } from './block-policies.service.js';
import { BlockVisibility } from './block-visibility.service.js';
import { CourseAccessPolicyController } from './course-access-policy.controller.js';
import { StoredCourseAccess } from './stored-course-access.js';

/** Access policies, and what follows from them, roles and enrollments. Global: every module that shows content asks. */
@Global()
@Module({
  controllers: [CourseAccessPolicyController, BlockAccessPolicyController],
  providers: [
    AccessPoliciesService,
    BlockPolicies,
    BlockVisibility,
    { provide: CourseAccessPolicy, useClass: StoredCourseAccess },
  ],
  exports: [BlockVisibility, CourseAccessPolicy],
})
export class AccessModule {}
