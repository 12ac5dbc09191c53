import { blockCounts, countsByType } from './block-counts.js';
import { buildSnapshot } from './build-snapshot.js';
import { childrenShown, descendants, subtree } from './subtree.js';
import { visibleBlocks } from './visible-blocks.js';

/** Blocks by name with their children; the first is the root. `hidden` ones are left out of the table of contents. */
function visibleTree(tree: Record<string, string[]>, hidden: string[] = []) {
  const [root] = Object.keys(tree);
  const parentOf = new Map(
    Object.entries(tree).flatMap(([parent, children]) => children.map((child) => [child, parent])),
  );
  const names = new Set([...Object.keys(tree), ...parentOf.keys()]);
  const rows = [...names].map((block) => ({
    block,
    parent: parentOf.get(block) ?? null,
    children: tree[block] ?? [],
    display_name: null,
    settings: hidden.includes(block) ? { hide_from_toc: true } : null,
  }));
  const view = { seesEverything: true, isBetaTester: false, enrollmentMode: null, closed: new Set<string>() };
  return visibleBlocks(buildSnapshot(root!, rows), view, 0, false);
}

const COURSE = { 'course@0': ['chapter@1'], 'chapter@1': ['sequential@2'], 'sequential@2': ['problem@3', 'html@4'] };
const everything = () => true;

describe('childrenShown', () => {
  const shown = (depth: number, isShown: (type: string) => boolean = everything) => {
    const visible = visibleTree(COURSE);
    const placed = subtree(visible, 'course@0', depth);
    return Object.fromEntries(childrenShown(placed, visible, depth, ({ block }) => isShown(block.type)));
  };

  it('says nothing of children where depth cut the tree', () => {
    expect(shown(1)).toEqual({ 'course@0': ['chapter@1'] });
  });

  it('gives a leaf an empty list: mitodl/edx-api-client reads children of every block', () => {
    expect(shown(Infinity)).toMatchObject({ 'problem@3': [], 'html@4': [] });
  });

  it('moves children up where the filter takes their parent out', () => {
    expect(shown(Infinity, (type) => type !== 'sequential' && type !== 'chapter')).toEqual({
      'course@0': ['problem@3', 'html@4'],
      'problem@3': [],
      'html@4': [],
    });
  });

  it('lists no children of a root that the filter takes out', () => {
    expect(shown(Infinity, (type) => type === 'html')).toEqual({ 'html@4': [] });
  });
});

describe('subtree', () => {
  it('is empty for a block that is not visible', () => {
    expect(subtree(visibleTree(COURSE), 'chapter@gone', 5)).toEqual([]);
  });

  it('goes as deep as asked, parents first, in the author’s order', () => {
    const at = (depth: number) =>
      subtree(visibleTree(COURSE), 'chapter@1', depth).map(({ block, level }) => [block.ref, level]);
    expect(at(0)).toEqual([['chapter@1', 0]]);
    expect(at(2)).toEqual([
      ['chapter@1', 0],
      ['sequential@2', 1],
      ['problem@3', 2],
      ['html@4', 2],
    ]);
  });
});

describe('descendants', () => {
  // Expectations of edX's BlockNavigationTransformer for a line of four blocks: depth, nav_depth → lists.
  it.each([
    [0, 0, { '0': [] }],
    [Infinity, 0, { '0': ['1', '2', '3'] }],
    [Infinity, 1, { '0': ['1'], '1': ['2', '3'] }],
    [Infinity, 2, { '0': ['1'], '1': ['2'], '2': ['3'] }],
    [Infinity, 4, { '0': ['1'], '1': ['2'], '2': ['3'], '3': [] }],
    [1, 4, { '0': ['1'], '1': [] }],
    [2, 4, { '0': ['1'], '1': ['2'], '2': [] }],
  ])('at depth %s and nav_depth %s are as edX has them', (depth, navDepth, expected) => {
    const visible = visibleTree({ 'x@0': ['x@1'], 'x@1': ['x@2'], 'x@2': ['x@3'] });
    const lists = descendants(subtree(visible, 'x@0', depth), navDepth);
    const plain = [...lists].map(([ref, below]) => [ref.slice(2), below.map((name) => name.slice(2))]);
    expect(Object.fromEntries(plain)).toEqual(expected);
  });

  it('leave out what is hidden from the table of contents, and all below it', () => {
    const visible = visibleTree(
      { 'course@0': ['chapter@1', 'chapter@2'], 'chapter@1': ['html@3'], 'chapter@2': ['html@4'] },
      ['chapter@1'],
    );
    const lists = descendants(subtree(visible, 'course@0', Infinity), 0);
    expect(Object.fromEntries(lists)).toEqual({ 'course@0': ['chapter@2', 'html@4'] });
  });
});

describe('blockCounts', () => {
  it('counts from the block down, itself included, zeros too (edX: BlockCountsTransformer)', () => {
    const counts = blockCounts(visibleTree(COURSE), ['problem', 'chapter', 'video']);
    expect(counts.get('course@0')).toEqual([1, 1, 0]);
    expect(counts.get('chapter@1')).toEqual([1, 1, 0]);
    expect(counts.get('html@4')).toEqual([0, 0, 0]);
  });

  it('are sent by type, one called __proto__ like any other', () => {
    expect(Object.entries(countsByType(['problem', '__proto__'], [2, 0]))).toEqual([
      ['problem', 2],
      ['__proto__', 0],
    ]);
  });
});
