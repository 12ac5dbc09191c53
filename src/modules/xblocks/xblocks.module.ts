import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/index.js';
import { DefinitionsController } from './definitions.controller.js';
import { SubtreePresenter } from './subtree-presenter.js';
import { XblocksController } from './xblocks.controller.js';
import { XblocksService } from './xblocks.service.js';

/** The block and definition resources. */
@Module({
  imports: [CoursesModule],
  controllers: [XblocksController, DefinitionsController],
  providers: [XblocksService, SubtreePresenter],
  exports: [XblocksService],
})
export class XblocksModule {}
