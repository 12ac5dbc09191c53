import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/index.js';
import { AssetsModule } from '../assets/index.js';
import { BatchesController } from './batches/batches.controller.js';
import { Batches } from './batches/batches.service.js';
import { BlockExpander } from './block-expander.js';
import { ChildrenController } from './children.controller.js';
import { DefinitionExpander } from './definition-expander.js';
import { DefinitionPlaces } from './definition-places.js';
import { DefinitionsController } from './definitions.controller.js';
import { SubtreePresenter } from './subtree-presenter.js';
import { XblockCopies } from './xblock-copies.service.js';
import { XblockEdits } from './xblock-edits.service.js';
import { XblockLists } from './xblock-lists.service.js';
import { XblockPresenter } from './xblock-presenter.js';
import { XblockRights } from './xblock-rights.js';
import { XblockTreeEdits } from './xblock-tree-edits.service.js';
import { UpstreamEdits } from './upstreams/upstream-edits.service.js';
import { UpstreamPlans } from './upstreams/upstream-plans.service.js';
import { UpstreamPresenter } from './upstreams/upstream-presenter.js';
import { UpstreamSources } from './upstreams/upstream-sources.service.js';
import { UpstreamStates } from './upstreams/upstream-states.service.js';
import { UpstreamsController } from './upstreams/upstreams.controller.js';
import { Upstreams } from './upstreams/upstreams.service.js';
import { XblockTypesController } from './types/xblock-types.controller.js';
import { XblocksController } from './xblocks.controller.js';
import { XblocksService } from './xblocks.service.js';

/** The block and definition resources. */
@Module({
  imports: [AssetsModule, CoursesModule],
  controllers: [
    XblocksController,
    ChildrenController,
    BatchesController,
    UpstreamsController,
    XblockTypesController,
    DefinitionsController,
  ],
  providers: [
    XblocksService,
    XblockRights,
    XblockEdits,
    XblockTreeEdits,
    XblockCopies,
    Batches,
    Upstreams,
    UpstreamSources,
    UpstreamStates,
    UpstreamPlans,
    UpstreamEdits,
    UpstreamPresenter,
    XblockPresenter,
    XblockLists,
    SubtreePresenter,
    BlockExpander,
    DefinitionExpander,
    DefinitionPlaces,
  ],
  exports: [XblocksService, XblockEdits],
})
export class XblocksModule {}
