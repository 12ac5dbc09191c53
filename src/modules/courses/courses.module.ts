import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/index.js';
import { CourseTeamModule } from '../course-team/index.js';
import { CourseEntity } from '../content/index.js';
import { CourseCreation } from './course-creation.service.js';
import { CourseEdits } from './course-edits.service.js';
import { CourseEquipment } from './course-equipment.service.js';
import { CourseExpander } from './course-expander.js';
import { CoursePresenter } from './course-presenter.js';
import { CourseStates } from './course-states.service.js';
import { CourseWritesController } from './course-writes.controller.js';
import { CoursesController } from './courses.controller.js';
import { CoursesService } from './courses.service.js';
import { DeletedCoursesController } from './deleted-courses.controller.js';
import { DeletedCourses } from './deleted-courses.service.js';
import { TreePresenter } from './tree-presenter.js';

/** The course resource. */
@Module({
  imports: [TypeOrmModule.forFeature([CourseEntity]), AssetsModule, CourseTeamModule],
  controllers: [CoursesController, CourseWritesController, DeletedCoursesController],
  providers: [
    CourseCreation,
    CourseEdits,
    CourseEquipment,
    CourseExpander,
    CoursePresenter,
    CourseStates,
    CoursesService,
    DeletedCourses,
    TreePresenter,
  ],
  exports: [CourseCreation, CourseEdits, CourseEquipment, CoursesService, TreePresenter],
})
export class CoursesModule {}
