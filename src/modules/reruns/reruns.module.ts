import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/index.js';
import { CoursesModule } from '../courses/index.js';
import { TasksModule } from '../tasks/index.js';
import { RerunWork } from './rerun-work.js';
import { RerunsController } from './reruns.controller.js';
import { Reruns } from './reruns.service.js';

/** Courses that are run again. */
@Module({
  imports: [AssetsModule, CoursesModule, TasksModule],
  controllers: [RerunsController],
  providers: [Reruns, RerunWork],
})
export class RerunsModule {}
