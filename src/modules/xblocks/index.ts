/** Everything that other modules may use of blocks. */
export { BlockChangeResponse } from './dto/block-change.response.js';
export { type EditedXblock, type XblockEdit, XblockEdits } from './xblock-edits.service.js';
export { XblocksModule } from './xblocks.module.js';
export { XblocksService } from './xblocks.service.js';
