import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/index.js';
import { CourseTeamModule } from '../course-team/index.js';
import { TasksModule } from '../tasks/index.js';
import { CourseExportService } from './course-export.service.js';
import { CourseImportService } from './course-import.service.js';
import { ExportDelivery } from './export-delivery.js';
import { ExportStore } from './export-store.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';

/** OLX: courses as files (SPEC C-10). */
@Module({
  imports: [AssetsModule, CourseTeamModule, TasksModule],
  controllers: [ExportsController, ImportsController],
  providers: [CourseExportService, CourseImportService, ExportDelivery, ExportsService, ExportStore, ImportsService],
  exports: [CourseExportService, CourseImportService],
})
export class OlxModule {}
