import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CourseEntity } from '../content/index.js';
import { BlocksPresenter } from './blocks-presenter.js';
import { BlocksController } from './blocks.controller.js';
import { BlocksService } from './blocks.service.js';
import { CatalogController } from './catalog.controller.js';
import { Catalog } from './catalog.service.js';
import { Snapshots } from './snapshots.service.js';
import { Views } from './views.service.js';

/** What today's Open edX clients call: the Blocks API and the course list (SPEC X-2). */
@Module({
  imports: [TypeOrmModule.forFeature([CourseEntity])],
  controllers: [BlocksController, CatalogController],
  providers: [BlocksService, BlocksPresenter, Snapshots, Views, Catalog],
})
export class CourseApiModule {}
