/** Everything that other modules may use of blocks. */
export { BlockChangeResponse, BlockPlaceResponse, FieldChangeResponse } from './dto/block-change.response.js';
export { ChangeCountsResponse } from './dto/change-counts.response.js';
export { ContentChangesResponse, MAX_TOLD_CHANGES, told } from './dto/content-changes.response.js';
export { type XblockEdit, XblockEdits } from './xblock-edits.service.js';
export { XblocksModule } from './xblocks.module.js';
export { XblocksService } from './xblocks.service.js';
export type { WrittenXblock } from './xblock-tree-edits.service.js';
