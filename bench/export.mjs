/**
 * `npm run bench -- export [--sizes 20000,100000] [--runs 3]`: how fast generated courses are exported from the embedded
 * PostgreSQL, and how much memory that takes (SPEC C-10: memory must not grow with the course, but for its outline).
 *
 * Each export is a process of its own, so its peak memory is its own. Measured from the question to the last byte of the
 * archive, without the start of the process. The median of the runs counts.
 */
import { execFile } from 'node:child_process';
import { createWriteStream, rmSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { markdownTable, median } from './content-store/measure.mjs';
import { inFolder, MACHINE, openPostgres } from './in-folder.mjs';

const SELF = fileURLToPath(import.meta.url);
const execute = promisify(execFile);

/** Prints the table. */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: { sizes: { type: 'string', default: '20000,100000' }, runs: { type: 'string', default: '3' } },
  });
  await inFolder(openPostgres, async (server, folder) => {
    const columns = new Map();
    for (const size of values.sizes.split(',').map(Number)) {
      columns.set(
        `${size.toLocaleString('en')} blocks`,
        await measure({ folder, server, size, runs: Number(values.runs) }),
      );
      console.error(`${size} blocks: done`);
    }
    console.log(`### OLX export, ${MACHINE}\n`);
    console.log(markdownTable('', columns));
  });
}

async function measure({ folder, server, size, runs }) {
  const archive = path.join(folder, `${size}.tar.gz`);
  const environment = {
    DATABASE_URL: await server.database(`export_${size}`),
    DATA_DIR: path.join(folder, `data-${size}`),
  };
  await node(['--experimental-transform-types', SELF, 'import', String(size), archive], environment);
  rmSync(archive);
  const figures = [];
  for (let round = 0; round < runs; round += 1) {
    figures.push(JSON.parse(await node([SELF, 'export'], environment)));
  }
  const of = (pick) => median(figures.map(pick));
  return {
    'blocks/s': of(({ blocks, seconds }) => blocks / seconds),
    seconds: of(({ seconds }) => seconds),
    '… of the processor, this process': of(({ processor }) => processor),
    'peak memory of the process, MB': Math.max(...figures.map(({ peak }) => peak)),
    '… before the export': of(({ before }) => before),
    files: of(({ files }) => files),
    'archive, MB': of(({ bytes }) => bytes / 1e6),
  };
}

async function node(args, environment) {
  const { stdout } = await execute(process.execPath, ['--no-warnings', ...args], {
    env: { ...process.env, LOG_LEVEL: 'silent', ...environment },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

async function withService(work) {
  const { NestFactory } = await import('@nestjs/core');
  const { AppModule } = await import('../dist/src/app.module.js');
  const { AppConfig } = await import('../dist/src/common/config/app-config.js');
  const service = await NestFactory.createApplicationContext(AppModule.with(AppConfig.from(process.env)), {
    logger: false,
  });
  await work(service, await import('../dist/src/modules/olx/index.js'));
  await service.close();
}

async function importCourse(size, file) {
  const { syntheticArchive } = await import('../test/support/synthetic-course.ts');
  await pipeline(syntheticArchive({ blocks: Number(size) }), createWriteStream(file));
  await withService(async (service, { CourseImportService }) => {
    await service.get(CourseImportService).import({ path: file }, { editedBy: null });
  });
}

async function exportCourse() {
  const { CourseKey } = await import('../dist/src/common/opaque-keys/index.js');
  await withService(async (service, { CourseExportService }) => {
    const before = process.memoryUsage().rss / 1e6;
    const started = performance.now();
    const processor = process.cpuUsage();
    let bytes = 0;
    const nowhere = new Writable({
      write(chunk, _encoding, done) {
        bytes += chunk.length;
        done();
      },
    });
    const course = await service.get(CourseExportService).prepare(CourseKey.of('Synthetic', 'Tides', 'R1'));
    await pipeline(course.archive('tar.gz'), nowhere);
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(processor);
    const { blocks, files, oddities } = course.result();
    if (oddities.length > 0) throw new Error(`The course cannot be written: ${JSON.stringify(oddities.slice(0, 3))}`);
    const peak = (process.resourceUsage().maxRSS * 1024) / 1e6;
    console.log(JSON.stringify({ blocks, files, seconds, processor: (user + system) / 1e6, bytes, before, peak }));
  });
}

if (process.argv[1] === SELF) {
  const [, , task, ...args] = process.argv;
  await (task === 'import' ? importCourse(...args) : exportCourse());
}
