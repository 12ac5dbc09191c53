/** Everything that other modules may use of the history. */
export { HistoryModule } from './history.module.js';
