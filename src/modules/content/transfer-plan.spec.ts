import fc from 'fast-check';
import type { BlockRef } from './block-ref.js';
import { concerned } from './content-transfer.service.js';
import { planTransfer, type TransferRequest } from './transfer-plan.js';
import type { PartOf, TreePart, TreeRow } from './tree-part.js';

/** A tree in short: `{ 'course@c': ['chapter@a'], 'chapter@a': ['html@1'] }`; what `says` differs in another state. */
type Outline = Record<BlockRef, readonly BlockRef[]>;

function tree(outline: Outline, says: Record<BlockRef, string> = {}): TreePart {
  const blocks = [...new Set([...Object.keys(outline), ...Object.values(outline).flat()])];
  const parentOf = (block: BlockRef) => Object.keys(outline).find((parent) => outline[parent]!.includes(block)) ?? null;
  return new Map(
    blocks.map((block) => {
      const saying = says[block] ?? 'x';
      const row = {
        block,
        parent: parentOf(block),
        children: outline[block] ?? [],
        displayName: null,
        settings: { saying },
      };
      // As in the store: what is equal has the same last change.
      return [block, { ...row, definition: `definition of ${block}`, edited: JSON.stringify(row) }];
    }),
  );
}

/** What {@link readTreePart} does, in memory. */
function partOf(whole: TreePart, part: PartOf): TreePart {
  if (part === 'all') return whole;
  const found = new Set<BlockRef>();
  const down = (block: BlockRef) => {
    if (!whole.has(block) || found.has(block)) return;
    found.add(block);
    whole.get(block)!.children.forEach(down);
  };
  part.subtrees.forEach(down);
  for (const block of part.blocks ?? []) if (whole.has(block)) found.add(block);
  for (const block of found) {
    const parent = whole.get(block)!.parent;
    if (parent !== null) found.add(parent);
  }
  return new Map([...whole].filter(([block]) => found.has(block)));
}

interface Wanted extends Partial<Pick<TransferRequest, 'keepsPlaces'>> {
  readonly blocks: readonly BlockRef[];
  readonly exclude?: readonly BlockRef[];
}

/** The target after a transfer that was planned from just the parts that the service reads. */
function transferred(source: TreePart, target: TreePart, { blocks, exclude, ...rest }: Wanted): TreePart {
  const part = partOf(source, { subtrees: blocks });
  const plan = planTransfer({
    source: part,
    target: partOf(target, concerned(part, blocks)),
    blocks,
    exclude: new Set(exclude),
    ...rest,
  });
  const result = new Map(target);
  for (const block of plan.removed) result.delete(block);
  for (const block of plan.copied) result.set(block, part.get(block)!);
  for (const row of plan.altered) result.set(row.block, { ...row, edited: 'new' });
  return result;
}

const outlineOf = (part: TreePart): Outline =>
  Object.fromEntries(
    [...part.values()].filter(({ children }) => children.length > 0).map(({ block, children }) => [block, children]),
  );

/** Why the rows are no tree; empty when they are. */
function faults(part: TreePart, root: BlockRef): string[] {
  const found: string[] = [];
  for (const { block, parent, children } of part.values()) {
    if (parent === null && block !== root && !block.startsWith('about@')) found.push(`${block} has no parent`);
    if (parent !== null && !part.get(parent)?.children.includes(block)) found.push(`${parent} does not list ${block}`);
    if (new Set(children).size < children.length) found.push(`${block} lists a child twice`);
    for (const child of children) if (part.get(child)?.parent !== block) found.push(`${block} lists ${child}`);
    const seen = new Set<BlockRef>();
    for (
      let row: TreeRow | undefined = part.get(block);
      row;
      row = row.parent === null ? undefined : part.get(row.parent)
    ) {
      if (seen.has(row.block)) return [...found, `${block} is its own ancestor`];
      seen.add(row.block);
    }
  }
  return found;
}

describe('a transfer of blocks from one state to another (SPEC C-5, C-6; ADR 0022)', () => {
  const draft = tree(
    {
      'course@c': ['chapter@a', 'chapter@b'],
      'chapter@a': ['seq@1', 'seq@2', 'seq@3'],
      'seq@1': ['html@x', 'html@y'],
      'chapter@b': ['seq@4'],
    },
    { 'html@x': 'new', 'chapter@a': 'renamed' },
  );

  it('brings along the ancestors that the target lacks, without their other children', () => {
    const published = tree({ 'course@c': [] });
    expect(outlineOf(transferred(draft, published, { blocks: ['html@y'] }))).toEqual({
      'course@c': ['chapter@a'],
      'chapter@a': ['seq@1'],
      'seq@1': ['html@y'],
    });
  });

  it('leaves the fields of an ancestor alone that the target has, and puts the block among its siblings in the source’s order', () => {
    const published = tree({ 'course@c': ['chapter@a'], 'chapter@a': ['seq@3', 'seq@1'] });
    const result = transferred(draft, published, { blocks: ['seq@2'] });
    expect(outlineOf(result)).toEqual({ 'course@c': ['chapter@a'], 'chapter@a': ['seq@1', 'seq@2', 'seq@3'] });
    expect(result.get('chapter@a')!.settings).toEqual({ saying: 'x' });
  });

  it('gives a list of children the last change of the source only where the whole row became the source’s', () => {
    const published = tree({
      'course@c': ['chapter@a'],
      'chapter@a': ['seq@1', 'seq@2', 'seq@3'],
      'seq@1': ['html@x'],
    });
    const result = transferred(draft, published, { blocks: ['seq@1'] });
    expect(result.get('seq@1')!.edited).toBe(draft.get('seq@1')!.edited);
    const partly = transferred(draft, tree({ 'course@c': [] }), { blocks: ['html@x'] });
    expect(partly.get('seq@1')!.edited).toBe('new');
  });

  it('takes away what the source no longer has below the block, and nothing beside it', () => {
    const published = tree({
      'course@c': ['chapter@a', 'chapter@z'],
      'chapter@a': ['seq@1', 'seq@old'],
      'seq@old': ['html@old'],
      'chapter@z': ['seq@z'],
    });
    expect(outlineOf(transferred(draft, published, { blocks: ['chapter@a'] }))).toEqual({
      'course@c': ['chapter@a', 'chapter@z'],
      'chapter@a': ['seq@1', 'seq@2', 'seq@3'],
      'seq@1': ['html@x', 'html@y'],
      'chapter@z': ['seq@z'],
    });
  });

  it('takes a block off the target that the source does not have at all', () => {
    const published = tree({ 'course@c': ['chapter@a', 'chapter@gone'], 'chapter@gone': ['seq@g'] });
    expect(outlineOf(transferred(draft, published, { blocks: ['chapter@gone'] }))).toEqual({
      'course@c': ['chapter@a'],
    });
  });

  it('lets excluded blocks be what they are on the target, there or not', () => {
    const published = tree({ 'course@c': ['chapter@a'], 'chapter@a': ['seq@1'], 'seq@1': ['html@x'] });
    const result = transferred(draft, published, { blocks: ['chapter@a'], exclude: ['html@x', 'seq@3'] });
    expect(outlineOf(result)).toEqual({
      'course@c': ['chapter@a'],
      'chapter@a': ['seq@1', 'seq@2'],
      'seq@1': ['html@x', 'html@y'],
    });
    expect(result.get('html@x')!.settings).toEqual({ saying: 'x' });
  });

  it('moves a block that stands elsewhere on the target, or leaves it there when places are kept', () => {
    const published = tree({
      'course@c': ['chapter@a', 'chapter@b'],
      'chapter@a': ['seq@1'],
      'chapter@b': ['html@x', 'seq@4'],
    });
    expect(outlineOf(transferred(draft, published, { blocks: ['html@x'] }))).toMatchObject({
      'chapter@b': ['seq@4'],
      'seq@1': ['html@x'],
    });
    const kept = transferred(draft, published, { blocks: ['html@x'], keepsPlaces: true });
    expect(outlineOf(kept)).toEqual(outlineOf(published));
    expect(kept.get('html@x')!.settings).toEqual({ saying: 'new' });
  });

  it('changes nothing where everything is so already, but takes over the time of the last change', () => {
    const twin = new Map([...draft].map(([block, row]) => [block, { ...row, edited: `${row.edited}, later` }]));
    expect(planTransfer({ source: draft, target: draft, blocks: ['course@c'] })).toEqual({
      copied: [],
      altered: [],
      removed: [],
      changes: [],
    });
    const plan = planTransfer({ source: draft, target: twin, blocks: ['course@c'] });
    expect([plan.copied.toSorted(), plan.changes]).toEqual([[...draft.keys()].toSorted(), []]);
  });

  /** Any tree over some of twelve blocks: each hangs below the root or an earlier one of a shuffled list. */
  const anyTree = fc
    .tuple(
      fc.shuffledSubarray(Array.from({ length: 12 }, (_, index) => `html@${index}`)),
      fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
      fc.array(fc.constantFrom('x', 'y'), { minLength: 12, maxLength: 12 }),
    )
    .map(([blocks, places, sayings]) => {
      const outline: Record<BlockRef, BlockRef[]> = { 'course@c': [] };
      blocks.forEach((block, index) => {
        const parents = ['course@c', ...blocks.slice(0, index)];
        (outline[parents[places[index]! % parents.length]!] ??= []).push(block);
      });
      return tree(outline, Object.fromEntries(blocks.map((block, index) => [block, sayings[index]!])));
    });
  const someBlocks = fc.subarray(
    Array.from({ length: 12 }, (_, index) => `html@${index}`),
    { maxLength: 4 },
  );

  it('always leaves a tree, whatever the two states and whatever is transferred', () => {
    fc.assert(
      fc.property(
        anyTree,
        anyTree,
        someBlocks,
        someBlocks,
        fc.boolean(),
        (source, target, blocks, exclude, keepsPlaces) => {
          const known = blocks.filter((block) => source.has(block) || target.has(block));
          expect(faults(transferred(source, target, { blocks: known, exclude, keepsPlaces }), 'course@c')).toEqual([]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('always makes transferred subtrees the source’s, and the whole the source when all is transferred', () => {
    fc.assert(
      fc.property(anyTree, anyTree, someBlocks, (source, target, blocks) => {
        const known = blocks.filter((block) => source.has(block));
        const result = transferred(source, target, { blocks: known });
        for (const root of known)
          for (const [block, row] of partOf(source, { subtrees: [root] })) {
            if (!isBelow(source, block, root)) continue;
            expect(result.get(block)).toMatchObject({ children: row.children, settings: row.settings });
          }
        expect(outlineOf(transferred(source, target, { blocks: ['course@c'] }))).toEqual(outlineOf(source));
      }),
      { numRuns: 1_000 },
    );
  });

  it('never changes a block that is neither transferred nor next to what is', () => {
    fc.assert(
      fc.property(anyTree, anyTree, someBlocks, (source, target, blocks) => {
        const known = blocks.filter((block) => source.has(block) && target.has(block));
        const result = transferred(source, target, { blocks: known });
        const part = partOf(source, { subtrees: known });
        const touched = new Set([...part.keys(), ...partOf(target, concerned(part, known)).keys()]);
        for (const [block, row] of target) {
          if (!touched.has(block)) expect(result.get(block)).toEqual(row);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

function isBelow(part: TreePart, block: BlockRef, root: BlockRef): boolean {
  for (let row = part.get(block); row; row = row.parent === null ? undefined : part.get(row.parent))
    if (row.block === root) return true;
  return false;
}
