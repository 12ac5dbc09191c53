import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/index.js';
import { AdvancedSettingsController } from './advanced-settings.controller.js';
import { CourseRoots } from './course-roots.service.js';
import { GradingPolicyController } from './grading-policy.controller.js';

/** What a course block says beyond course information: settings by name, and how the course is graded. */
@Module({
  imports: [CoursesModule],
  controllers: [AdvancedSettingsController, GradingPolicyController],
  providers: [CourseRoots],
})
export class CourseSettingsModule {}
