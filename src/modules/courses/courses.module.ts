import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/index.js';
import { CourseEntity } from '../content/index.js';
import { CourseExpander } from './course-expander.js';
import { CoursesController } from './courses.controller.js';
import { CoursesService } from './courses.service.js';
import { TreePresenter } from './tree-presenter.js';

/** The course resource. */
@Module({
  imports: [TypeOrmModule.forFeature([CourseEntity]), AssetsModule],
  controllers: [CoursesController],
  providers: [CoursesService, CourseExpander, TreePresenter],
  exports: [CoursesService, TreePresenter],
})
export class CoursesModule {}
