import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/index.js';
import { CoursesModule } from '../courses/index.js';
import { TasksModule } from '../tasks/index.js';
import { XblocksModule } from '../xblocks/index.js';
import { BlockOlxController } from './block-olx.controller.js';
import { BlockOlxService } from './block-olx.service.js';
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
  imports: [AssetsModule, CoursesModule, TasksModule, XblocksModule],
  controllers: [BlockOlxController, ExportsController, ImportsController],
  providers: [
    BlockOlxService,
    CourseExportService,
    CourseImportService,
    ExportDelivery,
    ExportsService,
    ExportStore,
    ImportsService,
  ],
  exports: [CourseExportService, CourseImportService],
})
export class OlxModule {}
