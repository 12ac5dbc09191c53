import { ApiUrls } from '../common/hypermedia/api-urls.js';
import type { CourseKey } from '../common/opaque-keys/index.js';
import { CourseImportService } from '../modules/olx/index.js';
import type { CommandIo } from './command-io.js';
import { importProgress } from './import-progress.js';
import { renderReport } from './import-report.js';
import { withService } from './service-context.js';

/** The options of `courseware import`. */
export interface ImportOptions {
  readonly courseKey?: CourseKey;
  readonly branch?: string;
  readonly message?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Imports with progress on the way and a report at the end. */
export async function importCourse(io: CommandIo, path: string, { json, ...options }: ImportOptions): Promise<void> {
  await withService(
    async ({ service, signal }) => {
      const progress = importProgress(io, io.speaksJson(json));
      try {
        const report = await service
          .get(CourseImportService)
          .import({ path }, { ...options, editedBy: null, signal, onProgress: (step) => progress.update(step) });
        progress.end();
        const url = service.get(ApiUrls).course(report.course_key);
        if (io.speaksJson(json)) io.event('report', { ...report, url });
        else io.say(renderReport(report, url));
      } catch (error) {
        progress.end();
        // Whatever the import made of the signal: the reason is the person's.
        signal.throwIfAborted();
        throw error;
      }
    },
    options.dryRun ? undefined : { name: 'import' },
  );
}
