import { BlockTree, type TreeNode } from './block-tree.js';

const node = (block: string, children: string[] = []): [string, TreeNode] => [
  block,
  { block, type: block.split('@')[0]!, displayName: null, children, gateSettings: null, edited: 'v' },
];

const tree = new BlockTree(
  'course@c',
  new Map([
    node('course@c', ['chapter@1', 'chapter@2']),
    node('chapter@1', ['html@a', 'html@b']),
    node('chapter@2', ['html@c']),
    node('html@a'),
    node('html@b'),
    node('html@c'),
  ]),
);
const walked = (options = {}) => [...tree.walk(options)].map(({ node: { block }, level }) => `${level} ${block}`);

describe('BlockTree', () => {
  it('is walked with parents first and children in their order', () => {
    expect(walked()).toEqual(['0 course@c', '1 chapter@1', '2 html@a', '2 html@b', '1 chapter@2', '2 html@c']);
  });

  it('is cut at a depth, and begins where it is told', () => {
    expect(walked({ depth: 0 })).toEqual(['0 course@c']);
    expect(walked({ depth: 1 })).toEqual(['0 course@c', '1 chapter@1', '1 chapter@2']);
    expect(walked({ root: 'chapter@1' })).toEqual(['0 chapter@1', '1 html@a', '1 html@b']);
    expect(walked({ root: 'html@nope' })).toEqual([]);
  });

  it('leaves out what is hidden, with everything below it (SPEC section 1: access narrows downwards)', () => {
    const hidden = new Set(['chapter@2', 'html@b']);
    expect(walked({ hidden })).toEqual(['0 course@c', '1 chapter@1', '2 html@a']);
    expect(walked({ root: 'html@b', hidden })).toEqual([]);
  });
});
