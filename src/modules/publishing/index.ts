/** Everything that other modules may use of publishing. */
export { PublicationScheduler } from './publication-scheduler.js';
export { PublishingModule } from './publishing.module.js';
