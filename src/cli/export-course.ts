import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CourseKey } from '../common/opaque-keys/index.js';
import { type CourseExport, CourseExportService, type ExportFormat, type ExportReport } from '../modules/olx/index.js';
import type { CommandIo } from './command-io.js';
import { importProgress, type ProgressView } from './import-progress.js';
import { printable } from './printable.js';
import { withService } from './service-context.js';

/** The options of `courseware export`. */
export interface ExportOptions {
  readonly branch?: string;
  /** A file, a folder that exists, or `-` for standard output. */
  readonly output?: string;
  readonly format?: ExportFormat;
  readonly json?: boolean;
}

/** Neither bar nor report: standard output is the archive, and standard error is for what goes wrong. */
const QUIET: ProgressView = { update: () => undefined, end: () => undefined };

/** Exports with progress on the way and a report at the end. */
export async function exportCourse(io: CommandIo, key: CourseKey, options: ExportOptions): Promise<void> {
  const toStdout = options.output === '-';
  await withService(async ({ service, signal }) => {
    const progress = toStdout ? QUIET : importProgress(io, io.speaksJson(options.json));
    try {
      const course = await service
        .get(CourseExportService)
        .prepare(key.forBranch(options.branch ?? null), { signal, onProgress: (step) => progress.update(step) });
      const output = await write(course, io, options, signal);
      progress.end();
      tell(io, course.result(), output, options);
    } catch (error) {
      progress.end();
      signal.throwIfAborted();
      throw error;
    }
  });
}

/** @returns where it was written */
async function write(
  course: CourseExport,
  io: CommandIo,
  { output, format }: ExportOptions,
  signal: AbortSignal,
): Promise<string> {
  const ending = format ?? (output?.toLowerCase().endsWith('.zip') ? 'zip' : 'tar.gz');
  if (output === '-') {
    await pipeline(course.archive(ending), io.binaryOutput, { signal, end: false });
    return '-';
  }
  if (output !== undefined && format === undefined && (await isFolder(output))) {
    const folder = path.join(output, course.name);
    await course.into(folder);
    return folder;
  }
  const target = output ?? `${course.name}.${ending}`;
  const file = (await isFolder(target)) ? path.join(target, `${course.name}.${ending}`) : target;
  await writeWhole(file, course, ending, signal);
  return file;
}

async function isFolder(target: string): Promise<boolean> {
  return (await stat(target).catch(() => null))?.isDirectory() ?? false;
}

/** Under its name there is only ever the whole of it: an export that fails leaves what was there before. */
async function writeWhole(
  file: string,
  course: CourseExport,
  format: ExportFormat,
  signal: AbortSignal,
): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await pipeline(course.archive(format), createWriteStream(partial, { flags: 'wx' }), { signal });
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

function tell(io: CommandIo, report: ExportReport, output: string, { json }: ExportOptions): void {
  if (output === '-') {
    for (const { severity, file, message } of report.oddities)
      io.complain(printable(`${severity}  ${file}  ${message}`));
    return;
  }
  if (io.speaksJson(json)) return io.event('report', { ...report, output });
  const { course_key, blocks, files, seconds, blocks_per_second, oddities, oddities_not_listed } = report;
  const pace = `in ${seconds.toFixed(1)} s (${blocks_per_second.toLocaleString('en')} blocks/s)`;
  io.say(`Exported ${course_key}: ${blocks} blocks, ${files} files ${pace}.`);
  for (const [branch, version] of Object.entries(report.versions)) io.say(`  ${branch}  ${version}`);
  for (const { severity, file, message } of oddities) {
    io.say(`  ${severity.padEnd(7)}  ${printable(file)}  ${printable(message)}`);
  }
  if (oddities_not_listed > 0) io.say(`  … and ${oddities_not_listed} more`);
  io.say(output);
}
