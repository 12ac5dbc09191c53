import fc from 'fast-check';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { BlockRef } from '../block-ref.js';
import type { JsonObject } from '../json.js';
import type { LinkedRow, Replaced } from './field-merge.js';
import { pairsOf } from './linked-states.js';
import { sourceRefIn, UPSTREAM, upstreamLinkOf, upstreamValue, withoutLink } from './upstream-link.js';
import { planUpdate, type UpdatePlan } from './upstream-plan.js';

const HERE = CourseKey.parse('course-v1:Down+Stream+R');
const THERE = CourseKey.parse('course-v1:Up+Stream+R');
const ROOT = 'vertical@top';

type Tree = Map<BlockRef, LinkedRow>;

const guidOf = (index: number) => index.toString(16).padStart(24, '0');

function row(
  block: BlockRef,
  parent: BlockRef | null,
  children: readonly BlockRef[],
  fields: JsonObject = {},
): LinkedRow {
  const { data = '', ...settings } = fields;
  return said({ block, parent, children, displayName: null, settings, definition: '', edited: '' }, data);
}

/** As in the store: what is equal has the same definition. */
function said(state: LinkedRow, data: JsonObject[string]): LinkedRow {
  return { ...state, content: { data }, olx: null, definition: `says ${JSON.stringify(data)}` };
}

/** A course with a history, and a copy of its topmost block in another one. */
class World {
  source: Tree;
  here: Tree;
  private readonly history = new Map<string, Tree>();
  private made = 0;

  constructor(outline: Record<BlockRef, readonly BlockRef[]>, fields: Record<BlockRef, JsonObject> = {}) {
    const blocks = [...new Set([ROOT, ...Object.keys(outline), ...Object.values(outline).flat()])];
    const parentOf = (block: BlockRef) => Object.keys(outline).find((each) => outline[each]!.includes(block)) ?? null;
    this.source = new Map(
      blocks.map((block) => [block, row(block, parentOf(block), outline[block] ?? [], fields[block])]),
    );
    this.here = new Map(
      [...this.source.values()].map((state) => {
        const pinned = { ...state.settings, [UPSTREAM]: upstreamValue(this.pin, state.block) };
        const copy = { ...state, block: copyOf(state.block), parent: state.parent && copyOf(state.parent) };
        return [copy.block, { ...copy, children: state.children.map(copyOf), settings: pinned }];
      }),
    );
  }

  /** The source's course at its version of now, which from here on stays what it is. */
  get pin(): CourseKey {
    const guid = guidOf(this.history.size + 1);
    this.history.set(guid, new Map(this.source));
    return THERE.forVersion(guid);
  }

  plan({ replace = new Set(), pinsRoot = false }: { replace?: Replaced; pinsRoot?: boolean } = {}): UpdatePlan {
    const pin = this.pin;
    const here = ordered(this.here, copyOf(ROOT));
    const source = ordered(this.source, ROOT);
    const linked = { here: { courseKey: HERE }, root: copyOf(ROOT), source: { courseKey: THERE }, sourceRoot: ROOT };
    const { pairs, pins } = pairsOf(linked, here);
    const base = new Map(
      pins.flatMap(({ block, version }) => {
        const state = this.history.get(version)?.get(block);
        return state ? [[block, state] as const] : [];
      }),
    );
    const paired = new Set(pairs.values());
    const known = pins.flatMap(({ block, version }) =>
      (base.get(block)?.children ?? [])
        .filter((child) => !paired.has(child))
        .flatMap((child) => [...ordered(this.history.get(version)!, child).keys()]),
    );
    return planUpdate({
      ...linked,
      course: HERE,
      pin,
      here,
      source,
      base,
      pairs,
      known: new Set(known),
      links: pairs,
      echoes: new Set(),
      assets: new Map(),
      nameOf: (block) => `vertical@new-${block.split('@')[1]}-${(this.made += 1)}`,
      replace,
      pinsRoot,
    });
  }

  update(options: Parameters<World['plan']>[0] = {}): UpdatePlan {
    const plan = this.plan(options);
    for (const block of plan.remove) this.here.delete(block);
    for (const { content, ...state } of plan.put) {
      const before = this.here.get(state.block);
      const next = {
        edited: '',
        definition: before?.definition ?? '',
        content: before?.content,
        ...state,
      } as LinkedRow;
      this.here.set(state.block, content === undefined ? next : said(next, content.data ?? ''));
    }
    return plan;
  }

  /** Of the source's blocks what they say and hold, by their own names. */
  get asInSource(): Record<BlockRef, unknown> {
    return shapeOf(ordered(this.source, ROOT), (block) => block);
  }

  /** Of the blocks here the same, by the names of their sources. */
  get asHere(): Record<BlockRef, unknown> {
    return shapeOf(ordered(this.here, copyOf(ROOT)), (block) => this.originalOf(block) ?? `own ${block}`);
  }

  originalOf(block: BlockRef): BlockRef | null {
    const state = this.here.get(block);
    return state ? sourceRefIn(upstreamLinkOf(HERE, state), THERE) : null;
  }

  /** Why what is here is no tree; empty when it is. */
  get faults(): string[] {
    const reached = ordered(this.here, copyOf(ROOT));
    const lost = [...this.here.keys()].filter((block) => !reached.has(block)).map((block) => `${block} is lost`);
    const wrong = [...reached.values()].flatMap(({ block, children }) =>
      children.filter((child) => this.here.get(child)?.parent !== block).map((child) => `${child} is not in ${block}`),
    );
    const twice = [...reached.values()].filter(({ children }) => new Set(children).size < children.length);
    return [...lost, ...wrong, ...twice.map(({ block }) => `${block} lists a child twice`)];
  }
}

const copyOf = (block: BlockRef): BlockRef => `${block}-copy`;

/** The subtree, parents first. */
function ordered(tree: Tree, root: BlockRef): Tree {
  const found: Tree = new Map();
  const next = [root];
  for (let block = next.shift(); block !== undefined; block = next.shift()) {
    const state = tree.get(block);
    if (!state || found.has(block)) continue;
    found.set(block, state);
    next.push(...state.children);
  }
  return found;
}

function shapeOf(tree: Tree, name: (block: BlockRef) => BlockRef): Record<BlockRef, unknown> {
  return Object.fromEntries(
    [...tree.values()].map(({ block, children, settings, content }) => [
      name(block),
      { children: children.map(name), ...withoutLink(settings), ...content },
    ]),
  );
}

function set(tree: Tree, block: BlockRef, { data, ...settings }: JsonObject): void {
  const state = tree.get(block)!;
  const next = { ...state, settings: { ...state.settings, ...settings } };
  tree.set(block, data === undefined ? next : said(next, data));
}

function add(tree: Tree, block: BlockRef, parent: BlockRef, position = 0): void {
  const holder = tree.get(parent)!;
  tree.set(block, row(block, parent, []));
  tree.set(parent, { ...holder, children: holder.children.toSpliced(position, 0, block) });
}

function remove(tree: Tree, block: BlockRef): void {
  const { parent } = tree.get(block)!;
  const holder = tree.get(parent!)!;
  tree.set(parent!, { ...holder, children: holder.children.filter((child) => child !== block) });
  for (const below of ordered(tree, block).keys()) tree.delete(below);
}

function move(tree: Tree, block: BlockRef, parent: BlockRef, position = 0): void {
  const state = tree.get(block)!;
  const before = tree.get(state.parent!)!;
  tree.set(before.block, { ...before, children: before.children.filter((child) => child !== block) });
  const holder = tree.get(parent)!;
  tree.set(parent, { ...holder, children: holder.children.toSpliced(position, 0, block) });
  tree.set(block, { ...state, parent });
}

const A = 'vertical@a';
const B = 'vertical@b';
const C = 'vertical@c';
const [top, a, b, c] = [ROOT, A, B, C].map(copyOf) as [string, string, string, string];

describe('What an update from upstream does (ADR 0025; users: E15)', () => {
  let world: World;
  const childrenOf = (block: BlockRef) => world.here.get(block)?.children;
  const fields = (block: BlockRef) => {
    const { settings, content } = world.here.get(block)!;
    return { ...withoutLink(settings), ...content };
  };
  beforeEach(() => {
    world = new World({ [ROOT]: [A, B], [B]: [C] }, { [A]: { data: 'one', weight: 1 }, [C]: { data: 'see' } });
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
    world = new World({ [ROOT]: [A, B] }, { [A]: { data: linked(B, THERE) } });
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
    const aWorld = () => new World({ [ROOT]: [A, B], [A]: ['vertical@d'], [B]: [C] }, { [A]: { data: 'one' } });

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

const valueOf = (world: World, block: BlockRef, name: string) => {
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
