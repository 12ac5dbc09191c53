import path from 'node:path';
import { tmpdir } from 'node:os';
import { syntheticArchive, syntheticCounts } from '../../../../test/support/synthetic-course.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { openArchive, openPath, type OlxFiles } from '../archive/index.js';
import { TARGET } from './course.fixture.js';
import { describeOlx } from './course-source.js';
import type { OlxBlock, OlxDraft } from './olx-item.js';
import { readAssets } from './olx-assets.js';
import { OlxReport } from './olx-report.js';
import { readOlx } from './read-olx.js';

const samples = process.env.OLX_SAMPLES;
const whenSamples = samples ? describe : xdescribe;
if (!samples) console.info('OLX_SAMPLES is not set: the specs of the real archives are passed over.');

/** Blocks by type, without the detached ones. */
async function readAll(
  files: OlxFiles,
  courseKey: CourseKey,
): Promise<{ counts: Record<string, number>; drafts: OlxDraft[]; blocks: OlxBlock[]; report: OlxReport }> {
  const report = new OlxReport();
  const counts: Record<string, number> = {};
  const drafts: OlxDraft[] = [];
  const blocks: OlxBlock[] = [];
  for await (const item of readOlx(files, { courseKey, report })) {
    if (item.kind === 'draft') drafts.push(item);
    if (item.kind !== 'block' || item.detached) continue;
    counts[item.type] = (counts[item.type] ?? 0) + 1;
    blocks.push(item);
  }
  return { counts, drafts, blocks, report };
}

describe('a made-up course of 1,000 blocks', () => {
  it('is read block for block, without an oddity', async () => {
    const files = await openArchive(syntheticArchive({ blocks: 1000 }), {
      spoolDirectory: tmpdir(),
      fileName: 'x.tar.gz',
    });
    const { counts, report } = await readAll(files, TARGET);
    await files.close();
    expect(counts).toEqual(syntheticCounts({ blocks: 1000 }));
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(report.entries).toEqual([]);
  });
});

whenSamples('real archives (SPEC C-10)', () => {
  const open = async (name: string): Promise<{ files: OlxFiles; key: CourseKey }> => {
    const files = await openPath(path.join(samples ?? '', name), { spoolDirectory: tmpdir() });
    const { kind, org, course, run } = await describeOlx(files, new OlxReport());
    return { files, key: kind === 'library' ? CourseKey.ofLibrary(org, course) : CourseKey.of(org, course, run) };
  };

  it.each([
    [
      'onboarding_introduction.tar.gz',
      { chapter: 2, course: 1, html: 6, problem: 1, sequential: 2, vertical: 6, video: 1 },
    ],
    [
      'oxa_kitchen_sink.tar.gz',
      { vertical: 16, sequential: 15, problem: 14, chapter: 4, azure_media_services: 3, course: 1, video: 1 },
    ],
    ['mitx_grading_library.tar.gz', { vertical: 63, problem: 53, html: 10, sequential: 10, chapter: 2, course: 1 }],
    [
      'math_percent_fi.tar.gz',
      { html: 95, problem: 47, vertical: 46, sequential: 21, video: 13, edx_sga: 12, chapter: 4, course: 1 },
    ],
    ['openedx_test_problem_bank.tar.gz', { library: 1, problem: 12 }],
  ])('%s has these blocks reachable from its root', async (name, expected) => {
    const { files, key } = await open(name);
    const { counts, report } = await readAll(files, key);
    await files.close();
    expect(counts).toEqual(expected);
    // Nothing is lost but two links to files that the archive does not hold.
    const lost = report.entries.filter(({ severity }) => severity === 'error');
    expect(lost.map(({ code }) => code)).toEqual(name.startsWith('mitx') ? ['link_skipped', 'link_skipped'] : []);
  });

  it('openedx_test_course.tar.gz has 89 blocks, and two draft units of which one was never published', async () => {
    const { files, key } = await open('openedx_test_course.tar.gz');
    const { blocks, drafts, report } = await readAll(files, key);
    await files.close();
    expect(blocks).toHaveLength(89);
    expect(drafts.map(({ root, index, published, blocks: inner }) => [root, index, published, inner.length])).toEqual([
      ['vertical@c1c8c1d6cc4441648d7f807aa3f774a6', 1, true, 5],
      ['vertical@47b6b8c202854d828d14704948446e7e', 3, false, 2],
    ]);
    expect(report.entries.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(report.entries.filter(({ code }) => code === 'file_not_reached')).toMatchObject([
      { file: expect.stringMatching(/^conditional\//) as string },
    ]);
  });

  it.each(['math_percent_fi.tar.gz', 'openedx_test_course.tar.gz', 'oxa_kitchen_sink.tar.gz'])(
    '%s was written by Studio: each of its files is as lxml prints it, but for course.xml (OLX rule 44)',
    async (name) => {
      const { files, key } = await open(name);
      const { blocks } = await readAll(files, key);
      await files.close();
      const different = blocks.filter(({ olx }) => olx.source !== undefined && olx.form === 'pointer');
      // Files with mixed text, for which the original is kept.
      expect(different.filter(({ type }) => type !== 'problem' && type !== 'annotatable')).toEqual([]);
      expect(different.length).toBeLessThan(blocks.length / 10);
    },
  );

  it('have assets with the names and types that Studio gave them', async () => {
    const { files } = await open('oxa_kitchen_sink.tar.gz');
    const assets = [];
    for await (const { assetKeyPath, displayName, contentType } of readAssets(files, new OlxReport()))
      assets.push([assetKeyPath, displayName, contentType]);
    await files.close();
    expect(assets).toContainEqual([
      'Satya_Nadella__His_first_interview_as_CEO_of_Microsoft.mp4.vtt',
      'Satya Nadella_ His first interview as CEO of Microsoft.mp4.vtt',
      'text/vtt',
    ]);
    expect(assets).toHaveLength(4);
  });
});
