import { Module } from '@nestjs/common';
import { registerView } from '../../common/html/views.js';
import { ChecklistStore } from './checklist-store.js';
import { ChecklistView } from './checklist-view.js';
import { ChecklistViews } from './checklist-views.js';
import { ChecklistsController } from './checklists.controller.js';
import { ChecklistsService } from './checklists.service.js';
import { CheckedContents } from './checks/checked-content.js';
import { CourseChecksController } from './checks/course-checks.controller.js';
import { CourseChecks } from './checks/course-checks.service.js';
import { ChecklistResponse } from './dto/checklist.response.js';

registerView(ChecklistResponse, ChecklistView);

/** What is to be done for a course, and what is wrong with it (SPEC C-11). */
@Module({
  controllers: [ChecklistsController, CourseChecksController],
  providers: [ChecklistsService, ChecklistStore, ChecklistViews, CourseChecks, CheckedContents],
})
export class ChecklistsModule {}
