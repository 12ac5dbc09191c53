import { Principal } from '../../common/auth/principal.js';
import { BlockTree, type JsonObject, type TreeNode } from '../content/index.js';
import { type AccessPolicy, INHERIT } from './access-policy.js';
import { hiddenBlocks } from './hidden-blocks.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const LEARNER = { principal: Principal.anonymous, isEnrolled: true, enrollmentMode: 'audit', isBetaTester: false };

/** course → chapter a (html 1, html 2), chapter b (html 3). */
function hidden(
  settings: Record<string, JsonObject>,
  policies: Record<string, Partial<AccessPolicy>> = {},
  caller: Partial<typeof LEARNER> = {},
) {
  const node = (block: string, children: string[] = []): [string, TreeNode] => [
    block,
    {
      block,
      type: block.split('@')[0]!,
      displayName: null,
      children,
      gateSettings: settings[block] ?? null,
      edited: 'v',
    },
  ];
  const tree = new BlockTree(
    'course@c',
    new Map([
      node('course@c', ['chapter@a', 'chapter@b']),
      node('chapter@a', ['html@1', 'html@2']),
      node('chapter@b', ['html@3']),
      node('html@1'),
      node('html@2'),
      node('html@3'),
    ]),
  );
  const said = new Map(Object.entries(policies).map(([block, policy]) => [block, { ...INHERIT, ...policy }]));
  return hiddenBlocks(tree, said, { ...LEARNER, ...caller }, NOW);
}
const blocks = (...given: Parameters<typeof hidden>) => [...hidden(...given).blocks].sort();

describe('the blocks that a learner does not see (SPEC sections 1 and 8)', () => {
  it('are those that somebody hides, with all below them, however open these are', () => {
    const closed = ['chapter@a', 'html@1', 'html@2'];
    expect(
      blocks({ 'chapter@a': { visible_to_staff_only: true }, 'html@1': { visible_to_staff_only: false } }),
    ).toEqual(closed);
    expect(blocks({}, { 'chapter@a': { visibility: 'restricted' }, 'html@1': { visibility: 'open' } })).toEqual(closed);
  });

  it('are none where nobody hides anything, for good', () => {
    expect(hidden({ 'course@c': { start: '2026-01-01T00:00:00Z' } })).toMatchObject({
      lastsForever: true,
      signature: '',
    });
  });

  it('are those not released yet, by their own or an ancestor’s date, and until then only', () => {
    const settings = { 'chapter@b': { start: '2026-06-02T00:00:00Z' }, 'html@3': { start: '2026-01-01T00:00:00Z' } };
    expect(blocks(settings)).toEqual(['chapter@b', 'html@3']);
    expect(hidden(settings)).toMatchObject({ lastsForever: false, until: Date.parse('2026-06-02T00:00:00Z') });
    const early = { ...settings, 'course@c': { days_early_for_beta: 2 } };
    expect([blocks(early), blocks(early, {}, { isBetaTester: true })]).toEqual([['chapter@b', 'html@3'], []]);
  });

  it('are not those whose date is edX’s stand-in for none', () => {
    expect(blocks({ 'course@c': { start: '2030-01-01T00:00:00Z' } })).toEqual([]);
  });

  it('are those past an inherited due date, where an ancestor hides them after it', () => {
    const settings = { 'course@c': { due: '2026-05-01T00:00:00Z' }, 'chapter@a': { hide_after_due: true } };
    expect(blocks(settings)).toEqual(['chapter@a', 'html@1', 'html@2']);
    // A block with a later date of its own stays closed: what holds it is.
    expect(blocks({ ...settings, 'html@1': { due: '2027-01-01T00:00:00Z' } })).toContain('html@1');
  });

  it('are those of other groups, and of modes that are not the learner’s', () => {
    expect(blocks({ 'html@1': { group_access: { '7': [1] } } })).toEqual(['html@1']);
    const verified = { 'html@1': { group_access: { '50': [2] } } };
    expect([blocks(verified), blocks(verified, {}, { enrollmentMode: 'verified' })]).toEqual([['html@1'], []]);
  });

  it('have a signature that tells them apart', () => {
    const one = hidden({ 'html@1': { visible_to_staff_only: true } });
    const two = hidden({ 'html@2': { visible_to_staff_only: true } });
    expect(one.signature).not.toBe(two.signature);
    expect(one.and(two)).toMatchObject({ blocks: new Set(['html@1', 'html@2']) });
  });
});
