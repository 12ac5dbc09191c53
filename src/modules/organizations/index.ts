/** Everything that other modules may use of organizations. */
export { isOrganizationCode } from './organization-code.js';
export { OrganizationMembers } from './organization-members.service.js';
export { OrganizationsModule } from './organizations.module.js';
export { OrganizationsService } from './organizations.service.js';
