import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseImportService } from '../../src/modules/olx/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ExportClient } from '../support/export-client.js';

/** The community's linter: `pip install olxcleaner`, and the path of its command `edx-cleaner`. */
const LINTER = process.env.OLX_CLEANER;
const SAMPLES = process.env.OLX_SAMPLES;
const run = promisify(execFile);

/** The course of the demo, and the samples that are courses of today's form. */
const COURSES = [
  'sample-course/course',
  ...['math_percent_fi', 'onboarding_introduction', 'openedx_test_course', 'oxa_kitchen_sink'].flatMap((name) =>
    SAMPLES ? [path.join(SAMPLES, `${name}.tar.gz`)] : [],
  ),
];

/** Without it: said aloud, so that nobody takes the suite for more than it is. */
const suite = LINTER ? describe : describe.skip;
if (!LINTER) console.warn('OLX_CLEANER names no edx-cleaner: what linters say of exports (SPEC X-4) is passed over.');

suite('exports, as the linter of the community sees them (SPEC X-4)', () => {
  let service: TestApp;
  let folder: string;

  beforeAll(async () => {
    service = await startTestApp();
    await service.as('chief', { isStaff: true })('/api/');
    folder = await mkdtemp(path.join(tmpdir(), 'courseware-linter-'));
  });
  afterAll(async () => {
    await service?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  it.each(COURSES)('have nothing to find fault with that the import had not: %s', async (source) => {
    const name = path.basename(source).replace(/\W.*$/, '');
    const courseKey = CourseKey.of('Linted', 'Course', name);
    await service.app.get(CourseImportService).import({ path: source }, { editedBy: null, courseKey });
    const archive = path.join(folder, `${name}.tar.gz`);
    await writeFile(archive, await new ExportClient(service, 'chief').archive(String(courseKey)));
    const [before, after] = [await findings(source), await findings(archive)];
    const more = [...after].filter(([finding, count]) => count > (before.get(finding) ?? 0));
    expect(more).toEqual([]);
  });

  /** How often the linter names each kind of finding in an archive or folder. */
  async function findings(source: string): Promise<Map<string, number>> {
    const unpacked = await mkdtemp(path.join(folder, 'course-'));
    if (source.endsWith('.gz')) await run('tar', ['xzf', source, '-C', unpacked]);
    else {
      await mkdir(path.join(unpacked, 'course'));
      await cp(source, path.join(unpacked, 'course'), { recursive: true });
    }
    // Archives may have a README beside the course, or hold it in a folder within a folder.
    const course = (await readdir(unpacked, { recursive: true })).find((file) => path.basename(file) === 'course.xml');
    const options = { cwd: path.join(unpacked, path.dirname(course!)), maxBuffer: 64 * 1024 * 1024 };
    // It ends with 1 where it finds that a course cannot be right; what it found stands in its output all the same.
    const { stdout } = await run(LINTER!, ['-c', 'course.xml', '-s'], options).catch(
      (error: { readonly stdout: string }) => error,
    );
    // Otherwise it has not looked at all.
    expect(stdout).toContain('Loaded from course.xml');
    const counts = new Map<string, number>();
    for (const [, finding] of stdout.matchAll(/^((?:CRITICAL|ERROR|WARNING|INFO) \w+)/gm)) {
      counts.set(finding!, (counts.get(finding!) ?? 0) + 1);
    }
    return counts;
  }
});
