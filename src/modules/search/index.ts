/** Everything other modules may use of search. */
export { SearchModule } from './search.module.js';
