/** Everything that other modules may use of blocks. */
export { XblocksModule } from './xblocks.module.js';
export { NotEnrolledError, XblocksService } from './xblocks.service.js';
