import path from 'node:path';
import { tmpdir } from 'node:os';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { openPath } from '../archive/index.js';
import { describeOlx, OlxReport } from '../reader/index.js';
import { courseOf, filesOfCourse } from './round-trip.fixture.js';
import { writeFileSync, mkdirSync } from 'node:fs';

const samples = process.env.OLX_SAMPLES;
const whenSamples = samples ? describe : xdescribe;

whenSamples('real archives', () => {
  it.each([
    'math_percent_fi',
    'mitx_grading_library',
    'onboarding_introduction',
    'openedx_test_course',
    'openedx_test_problem_bank',
    'oxa_kitchen_sink',
  ])('%s', async (name) => {
    const files = await openPath(path.join(samples ?? '', `${name}.tar.gz`), { spoolDirectory: tmpdir() });
    const { kind, org, course, run } = await describeOlx(files, new OlxReport());
    const key = kind === 'library' ? CourseKey.ofLibrary(org, course) : CourseKey.of(org, course, run);
    const read = await courseOf(files, key);
    const { files: written, report } = await filesOfCourse(read);
    let same = 0;
    const out = `/tmp/ox-out/${name}`;
    const differ: string[] = [];
    for (const [file, content] of Object.entries(written)) {
      mkdirSync(path.dirname(`${out}/${file}`), { recursive: true });
      writeFileSync(`${out}/${file}`, content);
      if (files.has(file) && (await files.read(file)).equals(Buffer.from(content))) same += 1;
      else differ.push(file);
    }
    const absent = files.list('').filter((f) => !(f in written));
    console.log(name, same, 'of', files.list('').length, 'differ', differ, 'absent', absent, report.entries);
    await files.close();
  });
});
