/** Everything that other modules may use of course teams. */
export { CourseRolesService } from './course-roles.service.js';
export { CourseTeamModule } from './course-team.module.js';
