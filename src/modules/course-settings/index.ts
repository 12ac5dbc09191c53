/** Everything that other modules may use of course settings. */
export { CourseSettingsModule } from './course-settings.module.js';
