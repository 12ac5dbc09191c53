import fc from 'fast-check';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { BlockRef } from '../block-ref.js';
import type { JsonObject } from '../json.js';
import type { LinkedRow } from './field-merge.js';
import { upstreamValue, withoutLink } from './upstream-link.js';
import {
  add,
  copyOf,
  HERE,
  move,
  ordered,
  remove,
  ROOT,
  row,
  set,
  THERE,
  type Tree,
  UpstreamWorld,
} from './upstream-world.fixture.js';

const A = 'vertical@a';
const B = 'vertical@b';
const C = 'vertical@c';
const [top, a, b, c] = [ROOT, A, B, C].map(copyOf) as [string, string, string, string];

describe('What an update from upstream does (ADR 0025; users: E15)', () => {
  let world: UpstreamWorld;
  const childrenOf = (block: BlockRef) => world.here.get(block)?.children;
  const fields = (block: BlockRef) => {
    const { settings, content } = world.here.get(block)!;
    return { ...withoutLink(settings), ...content };
  };
  beforeEach(() => {
    world = new UpstreamWorld({ [ROOT]: [A, B], [B]: [C] }, { [A]: { data: 'one', weight: 1 }, [C]: { data: 'see' } });
  });

  it('is nothing while the source is what it was', () => {
    const plan = world.plan();
    expect([plan.isLevel, plan.put, plan.remove, plan.changes, plan.kept.size]).toEqual([true, [], [], [], 0]);
  });

  it('takes no field that was changed here, says so, and goes on keeping it', () => {
    set(world.here, a, { data: 'mine' });
    set(world.source, A, { data: 'two', weight: 2 });
    const plan = world.update();
    expect(fields(a)).toEqual({ data: 'mine', weight: 2 });
    expect(plan.kept.get(a)?.fields).toEqual({ data: { upstream: 'two', here: 'mine' } });
    expect(plan.changes.map(({ block, kinds }) => [block, kinds])).toEqual([[a, ['changed']]]);
    set(world.source, A, { data: 'three' });
    world.update();
    expect(fields(a)).toEqual({ data: 'mine', weight: 2 });
  });

  it('takes a field that was changed here only if it is named', () => {
    set(world.here, a, { data: 'mine', weight: 7 });
    set(world.source, A, { data: 'two', weight: 2 });
    world.update({ replace: new Set(['data']) });
    expect(fields(a)).toEqual({ data: 'two', weight: 7 });
    world.update({ replace: 'all' });
    expect(fields(a)).toEqual({ data: 'two', weight: 2 });
  });

  it('leaves what downstream_customized names, although nobody has changed it', () => {
    set(world.here, a, { downstream_customized: ['weight'] });
    set(world.source, A, { data: 'two', weight: 2 });
    const plan = world.update();
    expect(fields(a)).toEqual({ data: 'two', weight: 1 });
    expect(Object.keys(plan.kept.get(a)!.fields)).toEqual(['weight']);
    world.update({ replace: new Set(['weight']) });
    expect(fields(a)).toEqual({ data: 'two', weight: 2 });
  });

  it('takes a value away that the source has no more, and keeps one that was added here', () => {
    set(world.here, a, { format: 'Lab' });
    world.source.set(A, row(A, ROOT, [], { data: 'one' }));
    world.update();
    expect(fields(a)).toEqual({ data: 'one', format: 'Lab' });
  });

  it('never takes the link of the source for its own', () => {
    set(world.source, A, { upstream: 'block-v1:Further+Up+R+type@vertical+block@x', downstream_customized: ['data'] });
    set(world.source, A, { data: 'two' });
    world.update();
    expect(fields(a)).toEqual({ data: 'two', weight: 1 });
    expect(world.originalOf(a)).toBe(A);
  });

  it('brings new blocks to their places, and leaves those of here where they stand', () => {
    add(world.here, 'vertical@mine', top, 1);
    add(world.source, 'vertical@n', ROOT, 1);
    add(world.source, 'vertical@m', 'vertical@n');
    const plan = world.update();
    expect(childrenOf(top)!.map((block) => world.originalOf(block) ?? block)).toEqual([
      A,
      'vertical@n',
      'vertical@mine',
      B,
    ]);
    expect(plan.changes.filter(({ kinds }) => kinds.includes('added'))).toHaveLength(2);
    expect(world.faults).toEqual([]);
  });

  it('removes what the source has removed', () => {
    remove(world.source, B);
    expect(world.update().remove.toSorted()).toEqual([b, c].toSorted());
    expect([childrenOf(top), world.faults]).toEqual([[a], []]);
  });

  it('keeps what the source has removed where something of it was changed here, as its own', () => {
    set(world.here, c, { data: 'mine' });
    remove(world.source, B);
    const plan = world.update();
    expect([plan.remove, childrenOf(top), childrenOf(b), fields(c).data]).toEqual([[], [a, b], [c], 'mine']);
    expect([plan.kept.get(b)?.block, plan.kept.get(c)?.block, world.originalOf(b)]).toEqual([true, true, null]);
    expect(world.plan().isLevel).toBe(true);
  });

  it('keeps it for a block of here that stands in it, and lets go what else was in it', () => {
    add(world.here, 'vertical@mine', b);
    remove(world.source, B);
    expect(world.update().remove).toEqual([c]);
    expect([childrenOf(b), world.faults]).toEqual([['vertical@mine'], []]);
    expect(world.update({ replace: 'all' }).remove).toEqual([]);
  });

  it('does not bring back what was removed here, and says so; only a replacement of everything does', () => {
    remove(world.here, b);
    set(world.source, C, { data: 'other' });
    expect(world.update().removedHere).toEqual([B]);
    move(world.source, C, ROOT);
    world.update();
    expect(childrenOf(top)).toEqual([a]);
    world.update({ replace: 'all' });
    expect([world.asHere, world.faults]).toEqual([world.asInSource, []]);
  });

  it('moves what the source has moved, unless it was moved here', () => {
    move(world.source, C, A);
    world.update();
    expect([childrenOf(a), childrenOf(b)]).toEqual([[c], []]);
    move(world.here, c, top);
    move(world.source, C, ROOT, 2);
    move(world.source, C, B);
    const plan = world.update();
    expect([childrenOf(top), plan.kept.get(c)?.place]).toEqual([[c, a, b], true]);
    expect(world.faults).toEqual([]);
  });

  it('never moves a block into itself, whatever both have done', () => {
    move(world.here, a, c);
    move(world.source, B, A);
    const plan = world.update();
    expect([world.faults, plan.kept.get(b)?.place]).toEqual([[], true]);
  });

  it('takes over the order of the source, unless it was changed here', () => {
    move(world.source, B, ROOT, 0);
    world.update();
    expect(childrenOf(top)).toEqual([b, a]);
    add(world.source, 'vertical@n', ROOT, 2);
    world.update();
    const brought = childrenOf(top)![2]!;
    move(world.here, brought, top, 0);
    move(world.source, 'vertical@n', ROOT, 1);
    const plan = world.update();
    expect([childrenOf(top), plan.kept.get(top)?.order]).toEqual([[brought, b, a], true]);
  });

  it('changes nothing of a block that nobody has linked by a version, and only notes the one of now', () => {
    const unpinned = { upstream: String(upstreamValue(THERE, A)) };
    set(world.here, a, { ...unpinned, data: 'mine' });
    expect(world.plan().isLevel).toBe(false);
    const plan = world.update();
    expect([fields(a).data, plan.changes, world.plan().isLevel]).toEqual(['mine', [], true]);
  });

  it('counts a version that the course does not have as none', () => {
    set(world.here, a, { upstream: String(upstreamValue(THERE.forVersion('f'.repeat(24)), A)) });
    set(world.source, A, { data: 'two' });
    const plan = world.update();
    expect([fields(a).data, Object.keys(plan.kept.get(a)!.fields)]).toEqual(['one', ['data']]);
  });

  it('leaves a second copy of the same block alone: the first one goes on following', () => {
    add(world.here, 'vertical@twin', top, 2);
    world.here.set('vertical@twin', { ...world.here.get(a)!, block: 'vertical@twin' });
    set(world.source, A, { data: 'two' });
    world.update();
    expect([fields(a).data, fields('vertical@twin').data]).toEqual(['two', 'one']);
  });

  it('takes references as they are here, and does not take them for changes', () => {
    const linked = (to: BlockRef, course: CourseKey) =>
      `<a href="/jump_to_id/${to.split('@')[1]}">${String(upstreamValue(course, to))}</a>`;
    world = new UpstreamWorld({ [ROOT]: [A, B] }, { [A]: { data: linked(B, THERE) } });
    set(world.here, a, { data: linked(b, HERE) });
    expect(world.plan().isLevel).toBe(true);
    set(world.source, B, { data: 'new' });
    expect(world.update().kept.size).toBe(0);
    set(world.source, A, { data: `More. ${linked(B, THERE)}` });
    world.update();
    expect(fields(a).data).toBe(`More. ${linked(b, HERE)}`);
  });

  it('says that the block is level with a version that is named, although nothing of it has changed', () => {
    expect(world.plan({ pinsRoot: true }).put.map(({ block }) => block)).toEqual([top]);
    set(world.source, C, { data: 'other' });
    expect(
      world
        .plan()
        .put.map(({ block }) => block)
        .toSorted(),
    ).toEqual([c, top].toSorted());
  });

  describe('whatever authors do', () => {
    type Op = [kind: 'set' | 'add' | 'remove' | 'move', which: number, where: number, value: number];
    const op = fc.tuple(
      fc.constantFrom<Op[0]>('set', 'add', 'remove', 'move'),
      fc.nat(50),
      fc.nat(50),
      fc.nat(4),
    ) as fc.Arbitrary<Op>;
    const round = fc.record({ there: fc.array(op, { maxLength: 6 }), here: fc.array(op, { maxLength: 5 }) });
    let next = 0;

    /** Does it, if it can be done. */
    function perform(tree: Tree, root: BlockRef, [kind, which, where, value]: Op): void {
      const blocks = [...ordered(tree, root).keys()];
      const block = blocks[which % blocks.length]!;
      const other = blocks[where % blocks.length]!;
      if (kind === 'set') {
        // What somebody here makes just what the source has, is not changed any more.
        const said = `says ${(next += 1)}`;
        set(tree, block, value % 2 === 0 ? { data: said } : { weight: said });
      } else if (kind === 'add') {
        const made = `vertical@made${(next += 1)}`;
        add(tree, made, block, value % (tree.get(block)!.children.length + 1));
        set(tree, made, { data: `made ${next}` });
      } else if (block !== root && kind === 'remove') remove(tree, block);
      else if (block !== root && !ordered(tree, block).has(other)) move(tree, block, other, value % 3);
    }
    const aWorld = () => new UpstreamWorld({ [ROOT]: [A, B], [A]: ['vertical@d'], [B]: [C] }, { [A]: { data: 'one' } });

    it('a copy of which nobody has changed anything becomes what its source is', () => {
      fc.assert(
        fc.property(fc.array(fc.array(op, { maxLength: 8 }), { maxLength: 4 }), (rounds) => {
          const pure = aWorld();
          for (const ops of rounds) {
            for (const each of ops) perform(pure.source, ROOT, each);
            pure.update();
            expect(pure.faults).toEqual([]);
            expect(pure.asHere).toEqual(pure.asInSource);
          }
        }),
        { numRuns: 300 },
      );
    });

    it('what was made or changed here is never lost, the tree stays a tree, and a second update does nothing', () => {
      fc.assert(
        fc.property(fc.array(round, { minLength: 1, maxLength: 4 }), (rounds) => {
          const both = aWorld();
          let work: Work[] = [];
          for (const { there, here } of rounds) {
            const before = new Map(both.here);
            for (const each of there) perform(both.source, ROOT, each);
            for (const each of here) perform(both.here, top, each);
            // What differs from the last update was done here; what was done before may have been undone.
            const done = [...both.here.values()].flatMap((state) => changedFields(state, before.get(state.block)));
            work = [...work, ...done].filter(([block, name, value]) => valueOf(both, block, name) === value);
            both.update();
            expect(both.faults).toEqual([]);
            expect(work.map(([block, name]) => valueOf(both, block, name))).toEqual(work.map(([, , value]) => value));
            const again = both.plan();
            expect([again.isLevel, again.put, again.remove]).toEqual([true, [], []]);
          }
        }),
        { numRuns: 500 },
      );
    });

    it('a replacement of everything leaves of the source’s blocks just what the source has', () => {
      fc.assert(
        fc.property(fc.array(op, { maxLength: 8 }), fc.array(op, { maxLength: 8 }), (there, here) => {
          const both = aWorld();
          for (const each of there) perform(both.source, ROOT, each);
          for (const each of here.filter(([kind]) => kind !== 'add')) perform(both.here, top, each);
          both.update({ replace: 'all' });
          expect([both.faults, both.asHere]).toEqual([[], both.asInSource]);
        }),
        { numRuns: 300 },
      );
    });
  });
});

const valueOf = (world: UpstreamWorld, block: BlockRef, name: string) => {
  const { settings, content } = world.here.get(block) ?? { settings: {}, content: {} };
  return ({ ...settings, ...content } as JsonObject)[name];
};

type Work = [block: BlockRef, field: string, value: unknown];

function changedFields(state: LinkedRow, before: LinkedRow | undefined): Work[] {
  const now = { ...withoutLink(state.settings), ...state.content } as JsonObject;
  const was = { ...before?.settings, ...before?.content } as JsonObject;
  return Object.entries(now)
    .filter(([name, value]) => value !== was[name])
    .map(([name, value]) => [state.block, name, value]);
}
