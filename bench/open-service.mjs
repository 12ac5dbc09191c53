import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Makes archives, in a process of its own. */
const IMPORT = fileURLToPath(new URL('./import.mjs', import.meta.url));
const execute = promisify(execFile);

/** The service of the build in dist/ without HTTP, as benches need it; with the embedded PostgreSQL unless DATABASE_URL is set. @param folder its DATA_DIR */
export async function openService(folder) {
  const { NestFactory } = await import('@nestjs/core');
  const { DataSource } = await import('typeorm');
  const { AppModule } = await import('../dist/src/app.module.js');
  const { AppConfig } = await import('../dist/src/common/config/app-config.js');
  const keys = await import('../dist/src/common/opaque-keys/index.js');
  const content = await import('../dist/src/modules/content/index.js');
  const { CourseImportService } = await import('../dist/src/modules/olx/index.js');
  const { RerunWork } = await import('../dist/src/modules/reruns/rerun-work.js');
  const config = AppConfig.from({ ...process.env, DATA_DIR: folder, LOG_LEVEL: 'silent' });
  const service = await NestFactory.createApplicationContext(AppModule.with(config), { logger: false });
  return {
    keys,
    content,
    source: service.get(DataSource),
    importer: service.get(CourseImportService),
    editor: service.get(content.ContentEditor),
    reader: service.get(content.ContentReader),
    versions: service.get(content.ContentVersions),
    transfer: service.get(content.ContentTransfer),
    rerun: service.get(RerunWork, { strict: false }),
    close: () => service.close(),
  };
}

/** A generated course of so many blocks, imported. @param run the last part of its key */
export async function importSyntheticCourse({ importer, keys }, folder, blocks, run = `R${blocks}`) {
  const archive = path.join(folder, `${run}.tar.gz`);
  const node = ['--no-warnings', '--experimental-transform-types'];
  await execute(process.execPath, [...node, IMPORT, 'make', String(blocks), archive]);
  const key = keys.CourseKey.of('Bench', 'Edit', run);
  await importer.import({ path: archive }, { editedBy: null, courseKey: key });
  return key;
}
