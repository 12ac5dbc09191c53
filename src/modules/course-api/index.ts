/** Everything that other modules may use of this one: nothing but its routes. */
export { CourseApiModule } from './course-api.module.js';
