/** Everything that other modules may use of OLX. */
export { RefusedArchiveError } from './course-import.errors.js';
export { CourseImportService, type ImportOptions, type ImportSource } from './course-import.service.js';
export type { ImportProgress, ImportReport } from './import-report.js';
export { OlxModule } from './olx.module.js';
