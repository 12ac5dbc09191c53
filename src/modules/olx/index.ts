/** Everything that other modules may use of OLX. */
export { RefusedArchiveError } from './course-import.errors.js';
export { type CourseExport, CourseExportService, type ExportOptions } from './course-export.service.js';
export { CourseExportEntity } from './course-export.entity.js';
export { ExportStore } from './export-store.js';
export { EXPORT_FORMATS, type ExportFormat, type ExportProgress, type ExportReport } from './export-report.js';
export { CourseImportService, type ImportOptions, type ImportSource } from './course-import.service.js';
export type { ImportProgress, ImportReport } from './import-report.js';
export { OlxModule } from './olx.module.js';
