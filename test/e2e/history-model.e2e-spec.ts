import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import {
  BranchStore,
  type BlockChange,
  changesBetween,
  type ComparableBlock,
  ContentComparison,
  ContentEditor,
  ContentReader,
  ContentTransfer,
  ContentVersions,
  type CourseVersion,
  type FullBlock,
  patchFields,
  VersionHistory,
} from '../../src/modules/content/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { importXml } from './contract/sample-course.js';

const LEAVES = ['html@a', 'html@b', 'html@c'] as const;
const UNITS = ['vertical@v', 'vertical@w'] as const;
const BRANCHES = ['draft', 'published', 'other'] as const;
const XML = (
  run: string,
) => `<course url_name="${run}" org="O" course="H" display_name="Model"><chapter url_name="c"><sequential url_name="s">
  <vertical url_name="v"><html url_name="a"><p>a</p></html><html url_name="b"><p>b</p></html></vertical>
  <vertical url_name="w"><html url_name="c"><p>c</p></html></vertical></sequential></chapter></course>`;

/** One thing that authors do. */
type Step =
  | {
      readonly kind: 'edit';
      readonly branch: string;
      readonly block: string;
      readonly name: string | null;
      readonly data: string;
    }
  | { readonly kind: 'move'; readonly branch: string; readonly block: string; readonly to: string; readonly at: number }
  | { readonly kind: 'delete'; readonly branch: string; readonly block: string }
  | { readonly kind: 'restore'; readonly branch: string; readonly version: number }
  | { readonly kind: 'restore_block'; readonly branch: string; readonly version: number; readonly block: string }
  | { readonly kind: 'point'; readonly branch: string; readonly version: number }
  | { readonly kind: 'drop' };

const branch = fc.constantFrom(...BRANCHES);
const version = fc.nat({ max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    branch,
    block: fc.constantFrom(...LEAVES),
    name: fc.constantFrom('One', 'Two', null),
    data: fc.constantFrom('<p>a</p>', '<p>ü</p>'),
  }),
  fc.record({
    kind: fc.constant('move' as const),
    branch,
    block: fc.constantFrom(...LEAVES),
    to: fc.constantFrom(...UNITS),
    at: fc.nat({ max: 3 }),
  }),
  fc.record({ kind: fc.constant('delete' as const), branch, block: fc.constantFrom(...LEAVES) }),
  fc.record({ kind: fc.constant('restore' as const), branch, version }),
  fc.record({
    kind: fc.constant('restore_block' as const),
    branch,
    version,
    block: fc.constantFrom(...LEAVES, ...UNITS),
  }),
  fc.record({ kind: fc.constant('point' as const), branch, version }),
  fc.constant({ kind: 'drop' as const }),
);

type Snapshot = ReadonlyMap<string, ComparableBlock>;

describe('The history, whatever authors do (SPEC C-1, C-6)', () => {
  let test: TestApp;
  let courses = 0;

  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(async () => test?.close());

  /** A course, and everything that was ever to be seen of it. */
  async function scene() {
    const key = CourseKey.of('O', 'H', `R${(courses += 1)}`);
    await importXml(test, key, XML(key.run!));
    const versions = test.app.get(ContentVersions);
    const seen = new Map<string, Snapshot>();
    const order: CourseVersion[] = [];
    const heads: { readonly at: Date; readonly heads: ReadonlyMap<string, string> }[] = [];
    const look = async () => {
      const now = new Map<string, string>();
      for (const name of BRANCHES) {
        const head = await versions.headOf(key, name);
        if (!head) continue;
        now.set(name, head.guid);
        if (seen.has(head.guid)) continue;
        seen.set(head.guid, await snapshot(test, head));
        order.push(head);
      }
      // Times are told in milliseconds, so that the next thing must happen in another one.
      heads.push({ at: new Date(), heads: now });
      await sleep(3);
    };
    await look();
    return { key, seen, order, heads, look };
  }

  async function act(key: CourseKey, order: readonly CourseVersion[], done: Step): Promise<void> {
    const [editor, transfer, store] = [
      test.app.get(ContentEditor),
      test.app.get(ContentTransfer),
      test.app.get(BranchStore),
    ];
    if (done.kind === 'drop') {
      const exists = await store.find(key, 'other');
      if (exists)
        await test.dataSource.transaction((manager) => store.remove(manager, { course: key, name: 'other', by: null }));
      return;
    }
    const course = key.forBranch(done.branch);
    if (done.kind === 'point') {
      const { guid } = order[done.version % order.length]!;
      const write = { course: key, name: done.branch, by: null };
      await test.dataSource.transaction(async (manager) => {
        if (!(await store.move(manager, write, guid))) await store.create(manager, write, guid);
      });
      return;
    }
    if (!(await store.find(key, done.branch))) return;
    if (done.kind === 'restore' || done.kind === 'restore_block') {
      const from = order[done.version % order.length]!;
      const blocks = done.kind === 'restore' ? ('all' as const) : [done.block];
      if (done.kind === 'restore_block' && !(await snapshot(test, from)).has(done.block)) return;
      await transfer.transfer({ to: course, from, blocks, keepsPlaces: blocks !== 'all' }, { by: null });
      return;
    }
    const head = (await test.app.get(ContentVersions).headOf(key, done.branch))!;
    const there = await snapshot(test, head);
    if (!there.has(done.block)) return;
    if (done.kind === 'edit') {
      const change = patchFields(done.block, { displayName: done.name, fields: { data: done.data } });
      await editor.edit(course, { by: null }, change);
      return;
    }
    await editor.change(course, { by: null }, async (tree) => {
      const block = await tree.get(done.block);
      const parent = await tree.get(block.parent!);
      const without = parent.children.filter((child) => child !== block.block);
      tree.put({ ...parent, children: without });
      if (done.kind === 'delete') return tree.remove(block.block);
      const target = await tree.find(done.to);
      if (!target) return tree.put(parent);
      tree.put({
        ...target,
        children: target.children.toSpliced(Math.min(done.at, target.children.length), 0, block.block),
      });
      tree.put({ ...block, parent: done.to });
    });
  }

  it('is told by comparisons as a comparison of the two whole trees tells it, of any two versions', async () => {
    const comparison = test.app.get(ContentComparison);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const { key, seen, order, look } = await scene();
        for (const done of steps) {
          await act(key, order, done);
          await look();
        }
        for (const one of order)
          for (const other of order) {
            const changed = await comparison.changedBlocks(one, other);
            const expected = changesBetween(seen.get(one.guid)!, seen.get(other.guid)!);
            expect(plain(changed)).toEqual(plain(expected));
            const blocks = changed.map(({ block }) => block);
            const [told] = await comparison.changes([{ before: one, after: other, blocks }]);
            const placed = (change: BlockChange) => [change.block, change.kinds, change.from, change.to];
            expect(told!.map(placed).sort()).toEqual(expected.map(placed).sort());
          }
      }),
      { numRuns: 12 },
    );
  });

  it('knows of each block the versions that changed it, and of each version how many blocks', async () => {
    const [comparison, history] = [test.app.get(ContentComparison), test.app.get(VersionHistory)];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const { key, seen, order, look } = await scene();
        for (const done of steps) {
          await act(key, order, done);
          await look();
        }
        const expected = new Map<string, Record<string, readonly string[]>>();
        const { courseId } = order[0]!;
        const counts = await comparison.countsOf(
          courseId,
          order.map(({ guid }) => guid),
        );
        for (const { guid } of order) {
          const { previous } = (await history.find(key, guid))!;
          const changes = changesBetween(previous === null ? new Map() : seen.get(previous)!, seen.get(guid)!);
          expect([guid, counts.get(guid)!.total]).toEqual([guid, changes.length]);
          for (const { block, kinds } of changes) expected.set(block, { ...expected.get(block), [guid]: kinds });
        }
        for (const [block, versions] of expected)
          expect(Object.fromEntries(await comparison.versionsOf(courseId, block))).toEqual(versions);
      }),
      { numRuns: 12 },
    );
  });

  it('is exact at any time, for branches that were moved, deleted and begun again as well', async () => {
    const versions = test.app.get(ContentVersions);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const { key, order, heads, look } = await scene();
        for (const done of steps) {
          await act(key, order, done);
          await look();
        }
        for (const { at, heads: then } of heads)
          for (const name of BRANCHES) {
            const found = await versions.resolve(key.forBranch(name), { readsDrafts: true }, at).then(
              ({ guid }) => guid,
              () => undefined,
            );
            expect([at, name, found]).toEqual([at, name, then.get(name)]);
          }
      }),
      { numRuns: 15 },
    );
  });

  it('never changes what a version once was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const { key, seen, order, look } = await scene();
        for (const done of steps) {
          await act(key, order, done);
          await look();
        }
        for (const one of order) expect(await snapshot(test, one)).toEqual(seen.get(one.guid));
      }),
      { numRuns: 8 },
    );
  });
});

const plain = (changes: readonly Pick<BlockChange, 'block' | 'kinds'>[]) =>
  changes.map(({ block, kinds }) => `${block}: ${kinds.join(', ')}`).sort();

/** Every block of a version, with its content. */
async function snapshot(test: TestApp, version: CourseVersion): Promise<Snapshot> {
  const names = await test.dataSource.query<{ block: string }[]>(
    'SELECT block FROM blocks WHERE course_id = $1 AND line = $2 AND since <= $3 AND until > $3',
    [version.courseId, version.line, version.ordinal],
  );
  const blocks = await test.app.get(ContentReader).blocks(
    version,
    names.map(({ block }) => block),
  );
  return new Map([...blocks].map(([name, block]) => [name, comparable(block)]));
}

function comparable({
  block,
  parent,
  children,
  displayName,
  settings,
  definition,
  content,
}: FullBlock): ComparableBlock {
  return { block, parent, children, displayName, settings, definition, content };
}
