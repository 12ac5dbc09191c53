/** Everything that other modules may use of the history. */
export { containersFirst } from './containers-first.js';
export { VersionReference } from './dto/version-reference.response.js';
export { HistoryModule } from './history.module.js';
