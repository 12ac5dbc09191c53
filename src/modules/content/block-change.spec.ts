import { changesBetween, type ComparableBlock, countChanges, fieldChanges } from './block-change.js';

/** A course with two sections; the first has two units. */
function course(overrides: Record<string, Partial<ComparableBlock> | null> = {}) {
  const blocks: Record<string, Partial<ComparableBlock>> = {
    'course@c': { children: ['chapter@a', 'chapter@b'] },
    'chapter@a': { parent: 'course@c', children: ['html@1', 'html@2'] },
    'html@1': { parent: 'chapter@a', content: { data: 'one' } },
    'html@2': { parent: 'chapter@a', content: { data: 'two' } },
    'chapter@b': { parent: 'course@c' },
  };
  for (const [block, override] of Object.entries(overrides)) {
    if (override === null) delete blocks[block];
    else blocks[block] = { ...blocks[block], ...override };
  }
  return new Map(
    Object.entries(blocks).map(([block, given]) => [
      block,
      {
        block,
        parent: null,
        children: [],
        displayName: null,
        settings: {},
        definition: `of ${block}`,
        content: {},
        ...given,
      },
    ]),
  );
}

function kinds(before: ReturnType<typeof course>, after: ReturnType<typeof course>) {
  return Object.fromEntries(changesBetween(before, after).map(({ block, kinds: all }) => [block, all]));
}

describe('what differs between two states (SPEC C-6)', () => {
  it('is nothing for equal ones, also where the same content has another definition', () => {
    expect(changesBetween(course(), course({ 'html@1': { definition: 'another' } }))).toEqual([]);
  });

  it('takes different definitions for different content where the content was not read', () => {
    const unread = (definition: string) => course({ 'html@1': { content: undefined, definition } });
    expect(kinds(unread('x'), unread('y'))).toEqual({ 'html@1': ['changed'] });
  });

  it('names what was added, removed, moved and changed, and not the parents whose lists follow from that', () => {
    const after = course({
      'chapter@a': { children: ['html@1', 'html@3'] },
      'chapter@b': { children: ['html@2'] },
      'html@2': { parent: 'chapter@b', settings: { graded: true } },
      'html@3': { parent: 'chapter@a' },
    });
    expect(kinds(course(), after)).toEqual({ 'html@2': ['moved', 'changed'], 'html@3': ['added'] });
    expect(kinds(after, course())).toEqual({ 'html@2': ['moved', 'changed'], 'html@3': ['removed'] });
    expect(countChanges(changesBetween(course(), after))).toEqual({
      added: 1,
      removed: 0,
      moved: 1,
      reordered: 0,
      changed: 1,
    });
  });

  it('calls another order of the same children a reordering of their parent, not their move', () => {
    expect(kinds(course(), course({ 'chapter@a': { children: ['html@2', 'html@1'] } }))).toEqual({
      'chapter@a': ['reordered'],
    });
    // One more in between is no other order.
    const more = course({
      'chapter@a': { children: ['html@1', 'html@3', 'html@2'] },
      'html@3': { parent: 'chapter@a' },
    });
    expect(kinds(course(), more)).toEqual({ 'html@3': ['added'] });
  });

  it('says where a block came from and went to', () => {
    const after = course({
      'chapter@a': { children: ['html@2'] },
      'chapter@b': { children: ['html@1'] },
      'html@1': { parent: 'chapter@b' },
    });
    expect(changesBetween(course(), after)).toMatchObject([
      { block: 'html@1', from: { parent: 'chapter@a', position: 0 }, to: { parent: 'chapter@b', position: 0 } },
    ]);
  });

  it('has every field before and after, the name among them; null where there was or is no own value', () => {
    const after = course({ 'html@1': { displayName: 'One', content: { data: 'uno' }, settings: { due: null } } });
    const [change] = changesBetween(course({ 'html@1': { settings: { graded: true } } }), after);
    expect(fieldChanges(change!)).toEqual({
      display_name: { before: null, after: 'One' },
      graded: { before: true, after: null },
      due: { before: null, after: null },
      data: { before: 'one', after: 'uno' },
    });
  });
});
