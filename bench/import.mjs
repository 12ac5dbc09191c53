/**
 * `npm run bench -- import [--sizes 1000,10000,20000,100000] [--runs 3]`: how fast generated courses are imported into
 * the embedded PostgreSQL with its default durability (fsync on), and how much memory that takes (SPEC P-5: at least
 * 3,000 blocks/s, 100,000 blocks in under 400 MB).
 *
 * Each import is a process of its own, with a database of its own: its peak memory is its own, and nothing is warm but
 * the file cache. Measured from the first byte of the archive to the committed course: unpacking, reading and writing,
 * without the start of the process. The median of the runs counts.
 */
import { execFile } from 'node:child_process';
import { createWriteStream, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { markdownTable, median } from './content-store/measure.mjs';
import { inFolder, MACHINE, openPostgres } from './in-folder.mjs';

const SELF = fileURLToPath(import.meta.url);
const DEFAULT_SIZES = '1000,10000,20000,100000';
const TARGETS = { blocksPerSecond: 3000, memory: 400 };
/** SPEC P-5 names the speed at this size and the memory at that one. */
const SPEED_AT = 20_000;
const MEMORY_AT = 100_000;
const execute = promisify(execFile);

/** Prints the table of one bench. */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: { sizes: { type: 'string', default: DEFAULT_SIZES }, runs: { type: 'string', default: '3' } },
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
    console.log(`### OLX import, ${MACHINE}\n`);
    console.log(markdownTable('', columns));
    console.log(
      `\nTargets (SPEC P-5): ${TARGETS.blocksPerSecond.toLocaleString('en')} blocks/s at ${SPEED_AT.toLocaleString('en')}, ` +
        `under ${TARGETS.memory} MB at ${MEMORY_AT.toLocaleString('en')}.`,
    );
  });
}

async function measure({ folder, server, size, runs }) {
  const archive = path.join(folder, `${size}.tar.gz`);
  await node(['--experimental-transform-types', SELF, 'make', String(size), archive]);
  const figures = [];
  for (let round = 0; round < runs; round += 1) {
    const database = await server.database(`import_${size}_${round}`);
    const data = path.join(folder, `data-${size}-${round}`);
    figures.push(JSON.parse(await node([SELF, 'import', archive], { DATABASE_URL: database, DATA_DIR: data })));
  }
  const of = (pick) => median(figures.map(pick));
  const megabytes = statSync(archive).size / 1e6;
  rmSync(archive);
  return {
    'blocks/s': of(({ blocks, seconds }) => blocks / seconds),
    seconds: of(({ seconds }) => seconds),
    '… unpacking and checking': of(({ phases }) => phases.unpack),
    '… reading and gathering': of(({ phases }) => phases.gather),
    '… comparing, writing, checking the tree, committing': of(({ phases }) => phases.write),
    'import again, unchanged: seconds': of(({ again }) => again),
    'peak memory of the process, MB': Math.max(...figures.map(({ peak }) => peak)),
    '… before the import': of(({ before }) => before),
    'SQL statements': of(({ statements }) => statements),
    'archive, MB': megabytes,
  };
}

async function node(args, environment = {}) {
  const { stdout } = await execute(process.execPath, ['--no-warnings', ...args], {
    env: { ...process.env, LOG_LEVEL: 'silent', ...environment },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** In a process of its own: writes the archive. */
async function makeArchive(size, file) {
  const { syntheticArchive } = await import('../test/support/synthetic-course.ts');
  await pipeline(syntheticArchive({ blocks: Number(size) }), createWriteStream(file));
}

/** In a process of its own: imports the archive into an empty database, and prints the figures as JSON. */
async function importArchive(archive) {
  const { service, source, importer } = await openService();
  const statements = countStatements(source);
  const before = megabytes(process.memoryUsage().rss);
  const first = await importOnce(importer, archive);
  const counted = statements();
  const peak = megabytes(process.resourceUsage().maxRSS * 1024);
  const { seconds: again, report } = await importOnce(importer, archive);
  if (report.changed) throw new Error('The same archive made another version.');
  await service.close();
  console.log(JSON.stringify({ ...first, report: undefined, again, peak, before, statements: counted }));
}

async function openService() {
  const { NestFactory } = await import('@nestjs/core');
  const { DataSource } = await import('typeorm');
  const { AppModule } = await import('../dist/src/app.module.js');
  const { AppConfig } = await import('../dist/src/common/config/app-config.js');
  const { CourseImportService } = await import('../dist/src/modules/olx/index.js');
  const service = await NestFactory.createApplicationContext(AppModule.with(AppConfig.from(process.env)), {
    logger: false,
  });
  return { service, source: service.get(DataSource), importer: service.get(CourseImportService) };
}

async function importOnce(importer, archive) {
  const started = performance.now();
  const files = await importer.open({ path: archive });
  const unpacked = performance.now();
  let gathered = unpacked;
  const onProgress = ({ phase }) => {
    if (phase === 'writing') gathered = performance.now();
  };
  const report = await importer.import({ files }, { editedBy: null, onProgress });
  const ended = performance.now();
  const errors = report.oddities.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`The generated course has errors: ${JSON.stringify(errors.slice(0, 3))}`);
  return {
    report,
    blocks: Object.values(report.blocks.published).reduce((sum, count) => sum + count, 0),
    seconds: (ended - started) / 1000,
    phases: {
      unpack: (unpacked - started) / 1000,
      gather: (gathered - unpacked) / 1000,
      write: (ended - gathered) / 1000,
    },
  };
}

/** Counts what every connection sends from now on. */
function countStatements(source) {
  let count = 0;
  const create = source.createQueryRunner.bind(source);
  source.createQueryRunner = (...args) => {
    const runner = create(...args);
    const query = runner.query.bind(runner);
    runner.query = (...parameters) => {
      count += 1;
      return query(...parameters);
    };
    return runner;
  };
  return () => count;
}

const megabytes = (bytes) => bytes / 1e6;

if (process.argv[1] === SELF) {
  const [, , task, ...args] = process.argv;
  await (task === 'make' ? makeArchive(...args) : importArchive(...args));
}
