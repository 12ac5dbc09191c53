import { Module } from '@nestjs/common';
import { HeldRights } from './held-rights.service.js';
import { OrganizationMemberStore } from './organization-member-store.js';
import { CourseCreatorsController, DelegatesController } from './organization-members.controller.js';
import { OrganizationMembers } from './organization-members.service.js';
import { OrganizationStore } from './organization-store.js';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationsService } from './organizations.service.js';

/** Organizations, their delegates and course creators (SPEC E-3). */
@Module({
  controllers: [OrganizationsController, DelegatesController, CourseCreatorsController],
  providers: [OrganizationsService, OrganizationMembers, OrganizationStore, OrganizationMemberStore, HeldRights],
  exports: [OrganizationsService, OrganizationMembers],
})
export class OrganizationsModule {}
