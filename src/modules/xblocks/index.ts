/** Everything that other modules may use of blocks. */
export { XblocksModule } from './xblocks.module.js';
export { XblocksService } from './xblocks.service.js';
