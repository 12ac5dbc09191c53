/** Everything that other modules may use of events. They are written by triggers, so that nobody has to call anything. */
export { EventsModule } from './events.module.js';
