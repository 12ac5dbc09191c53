/**
 * `npm run bench -- authoring [--sizes 100,1000,10000] [--runs 3]`: what the acts on a whole course cost (SPEC C-9: a rerun of
 * 10,000 blocks takes well under a second): rerun, first publication, publication of one changed unit and of everything, restore
 * of an old state. Beside them what PostgreSQL takes to copy the same rows into a bare table with one index.
 *
 * The embedded PostgreSQL with its default durability. The median of the runs counts; every run has a course of its own.
 */
import { parseArgs } from 'node:util';
import { markdownTable, median, timed } from './content-store/measure.mjs';
import { inFolder, MACHINE } from './in-folder.mjs';
import { importSyntheticCourse, openService } from './open-service.mjs';

/** Prints the table. */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: { sizes: { type: 'string', default: '100,1000,10000' }, runs: { type: 'string', default: '3' } },
  });
  await inFolder(openService, async (service, folder) => {
    await service.source.query('CREATE TABLE bare (LIKE blocks)');
    await service.source.query('CREATE INDEX ON bare (course_id, line, block)');
    const columns = new Map();
    for (const size of values.sizes.split(',').map(Number)) {
      const runs = [];
      for (let number = 0; number < Number(values.runs); number += 1) {
        runs.push(await measure(service, folder, size, number));
      }
      const milliseconds = Object.keys(runs[0]).map((what) => [what, median(runs.map((each) => each[what]))]);
      columns.set(`${size.toLocaleString('en')} blocks`, Object.fromEntries(milliseconds));
    }
    console.log(`### A whole course, in ms, ${MACHINE}\n`);
    console.log(markdownTable('', columns));
  });
}

/** Every act once, in milliseconds. */
async function measure(service, folder, size, number) {
  const { content, editor, keys, reader, rerun, source, transfer, versions } = service;
  const key = await importSyntheticCourse(service, folder, size, `${size}x${number}`);
  await source.query('VACUUM ANALYZE blocks');
  const imported = await versions.headOf(key, content.DRAFT);
  const { nodes } = await reader.tree(imported);
  const leaves = [...nodes.values()].filter(({ type }) => type === 'problem').map(({ block }) => block);
  const author = { by: 'bench', message: 'Measured.' };
  const change = async (blocks, round) => {
    for (const block of blocks) {
      await editor.edit(key, author, content.patchFields(block, { fields: { weight: round + Math.random() } }));
    }
  };
  const publish = async (blocks) => {
    const from = await versions.headOf(key, content.DRAFT);
    const { changed } = await transfer.transfer({ to: key.forBranch(content.PUBLISHED), from, blocks }, author);
    if (!changed) throw new Error('A publication changed nothing.');
  };
  const target = keys.CourseKey.of('Bench', 'Rerun', `R${size}x${number}`);
  const wish = { source: key, target, displayName: null, start: new Date('2031-01-01T00:00:00Z'), message: null };
  const task = { taskId: '', signal: new AbortController().signal, progress: () => undefined };

  const figures = {};
  figures['bare copy of the rows'] = await timed(() =>
    source.query(
      'INSERT INTO bare SELECT * FROM blocks WHERE course_id = $1 AND line = $2 AND until > $3 AND since <= $3',
      [imported.courseId, imported.line, imported.ordinal],
    ),
  );
  figures.rerun = await timed(() => rerun.do(wish, 'bench', task));
  await change(leaves.slice(0, 10), 1);
  figures['first publication, of one block'] = await timed(() => publish([leaves[0]]));
  figures['publication of everything, nine changed'] = await timed(() => publish('all'));
  await change(leaves.slice(0, 10), 2);
  figures['publication of one block'] = await timed(() => publish([leaves[1]]));
  figures['restore of everything, ten changed'] = await timed(() =>
    transfer.transfer({ to: key, from: imported, blocks: 'all' }, author),
  );
  return figures;
}
