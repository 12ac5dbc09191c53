import path from 'node:path';
import { CourseImportService, type ImportReport } from '../../src/modules/olx/index.js';
import { startTestApp, type TestApp } from '../support/app.js';

const samples = process.env.OLX_SAMPLES;
const whenSamples = samples ? describe : xdescribe;
if (!samples) console.info('OLX_SAMPLES is not set: the import of the real archives is passed over.');

interface Sample {
  readonly file: string;
  readonly courseKey: string;
  /** Blocks reachable from the root, by type: the figures of the samples' README. */
  readonly blocks: Readonly<Record<string, number>>;
  readonly assets: number;
  /** `code file:line` of each oddity beyond files that are no part of a course, such as a README. */
  readonly oddities: readonly string[];
}

const SAMPLES: readonly Sample[] = [
  {
    file: 'onboarding_introduction.tar.gz',
    courseKey: 'course-v1:intro-course+OEX101+2021',
    blocks: { chapter: 2, course: 1, html: 6, problem: 1, sequential: 2, vertical: 6, video: 1 },
    assets: 0,
    oddities: [],
  },
  {
    file: 'oxa_kitchen_sink.tar.gz',
    courseKey: 'course-v1:Microsoft+KS101+course',
    blocks: { vertical: 16, sequential: 15, problem: 14, chapter: 4, azure_media_services: 3, course: 1, video: 1 },
    assets: 4,
    oddities: [
      'unknown_block_type vertical/c4eabb852717407cb29bcd160bd8fd36.xml:2',
      'unknown_block_type vertical/c4eabb852717407cb29bcd160bd8fd36.xml:3',
      'unknown_block_type vertical/c4eabb852717407cb29bcd160bd8fd36.xml:4',
      'file_not_reached video/c4b308e68a884263b283ed1bb5b1f51d.xml',
    ],
  },
  {
    file: 'mitx_grading_library.tar.gz',
    courseKey: 'course-v1:MITx+grading-library+course',
    blocks: { vertical: 63, problem: 53, html: 10, sequential: 10, chapter: 2, course: 1 },
    assets: 2,
    oddities: ['link_skipped course/static/MJxPrep.js', 'link_skipped course/static/python_lib.zip'],
  },
  {
    file: 'math_percent_fi.tar.gz',
    courseKey: 'course-v1:JYU+MA8-K7+2021K',
    blocks: { html: 95, problem: 47, vertical: 46, sequential: 21, video: 13, edx_sga: 12, chapter: 4, course: 1 },
    assets: 8,
    oddities: [],
  },
  {
    file: 'openedx_test_course.tar.gz',
    courseKey: 'course-v1:TestX+Course+1',
    blocks: {
      ...{
        annotatable: 1,
        chapter: 2,
        course: 1,
        done: 1,
        edx_sga: 1,
        'google-calendar': 1,
        'google-document': 1,
        html: 17,
      },
      ...{ library_content: 2, library_sourced: 1, lti: 1, lti_consumer: 1, poll: 1, problem: 19, rate: 1, scorm: 1 },
      ...{ sequential: 3, split_test: 2, survey: 1, vertical: 28, video: 3 },
    },
    assets: 1,
    oddities: [
      'unknown_block_type vertical/5106788b2070403abc92cf95445298f6.xml:3',
      'unknown_block_type vertical/7643f5fac59946f3b44586be4ddab2c1.xml:2',
      'unknown_block_type vertical/f15f11edde10437c8a3c4a6f77969739.xml:2',
      'file_not_reached conditional/f8ab9cd0fad04f608b06f90a73592479.xml',
    ],
  },
  {
    file: 'openedx_test_problem_bank.tar.gz',
    courseKey: 'library-v1:TestX+ProblemBank',
    blocks: { library: 1, problem: 12 },
    assets: 0,
    oddities: [],
  },
];

whenSamples('The real archives (SPEC C-10)', () => {
  let test: TestApp;
  const reports = new Map<string, ImportReport>();

  const importOf = (file: string) =>
    test.app.get(CourseImportService).import({ path: path.join(samples ?? '', file) }, { editedBy: null });

  beforeAll(async () => {
    test = await startTestApp();
    for (const { file } of SAMPLES) reports.set(file, await importOf(file));
  });
  afterAll(() => test?.close());

  /** Blocks of a branch's tree by type, as the database has them. */
  async function stored(courseKey: string, branch: string): Promise<Record<string, number>> {
    const rows = await test.dataSource.query<{ type: string; count: number }[]>(
      `SELECT split_part(b.block, '@', 1) AS type, count(*)::int AS count
         FROM courses c
         JOIN branches h ON h.course_id = c.id AND h.name = $2
         JOIN versions v ON v.course_id = c.id AND v.guid = h.head
         JOIN blocks b ON b.course_id = c.id AND b.line = v.line AND b.since <= v.ordinal AND b.until > v.ordinal
        WHERE c.course_key = $1 AND (b.block = v.root OR b.parent IS NOT NULL)
        GROUP BY 1`,
      [courseKey, branch],
    );
    return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
  }

  describe.each(SAMPLES)('$file', ({ file, courseKey, blocks, assets, oddities }) => {
    it('is stored block for block', async () => {
      expect(reports.get(file)!.course_key).toBe(courseKey);
      expect(await stored(courseKey, 'published')).toEqual(blocks);
    });

    it('brings its assets', async () => {
      const rows = await test.dataSource.query<unknown[]>(
        'SELECT 1 FROM assets a JOIN courses c ON c.id = a.course_id WHERE c.course_key = $1',
        [courseKey],
      );
      expect([rows.length, reports.get(file)!.assets]).toEqual([
        assets,
        { stored: assets, unchanged: 0, total: assets },
      ]);
    });

    it('has each of its oddities named by file and line', () => {
      const named = reports
        .get(file)!
        .oddities.filter(({ code }) => code !== 'file_not_read')
        .map(({ code, file: where, line }) => `${code} ${where}${line === null ? '' : `:${line}`}`);
      expect(named.toSorted()).toEqual(oddities.toSorted());
      expect(reports.get(file)!.oddities_not_listed).toBe(0);
    });

    it('makes no version when it is imported again', async () => {
      expect(await importOf(file)).toMatchObject({
        changed: false,
        branches: reports.get(file)!.branches,
        assets: { stored: 0 },
      });
    });
  });

  it('have drafts on the draft branch alone: two units of the test course, of which one was never published', async () => {
    expect(reports.get('openedx_test_course.tar.gz')).toMatchObject({
      drafts: 2,
      blocks: { draft: { vertical: 2, html: 5 } },
    });
    const [published, draft] = await Promise.all(
      ['published', 'draft'].map((branch) => stored('course-v1:TestX+Course+1', branch)),
    );
    expect(published!.vertical).toBe(28);
    expect(draft!.vertical).toBe(29);
  });

  it('without drafts have the same tree on both branches', async () => {
    expect(await stored('course-v1:JYU+MA8-K7+2021K', 'draft')).toEqual(
      await stored('course-v1:JYU+MA8-K7+2021K', 'published'),
    );
  });
});
