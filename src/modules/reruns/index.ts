/** Everything that other modules may use of reruns. */
export { RerunsModule } from './reruns.module.js';
