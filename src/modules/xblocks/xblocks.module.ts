import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/index.js';
import { BlockExpander } from './block-expander.js';
import { DefinitionExpander } from './definition-expander.js';
import { DefinitionPlaces } from './definition-places.js';
import { DefinitionsController } from './definitions.controller.js';
import { SubtreePresenter } from './subtree-presenter.js';
import { XblockEdits } from './xblock-edits.service.js';
import { XblocksController } from './xblocks.controller.js';
import { XblocksService } from './xblocks.service.js';

/** The block and definition resources. */
@Module({
  imports: [CoursesModule],
  controllers: [XblocksController, DefinitionsController],
  providers: [XblocksService, XblockEdits, SubtreePresenter, BlockExpander, DefinitionExpander, DefinitionPlaces],
  exports: [XblocksService, XblockEdits],
})
export class XblocksModule {}
