import { buildSnapshot, type SnapshotRow } from './build-snapshot.js';
import { type View, visibleBlocks } from './visible-blocks.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const LEARNER: View = { seesEverything: false, isBetaTester: false, enrollmentMode: null, closed: new Set<string>() };

/** course → chapter a (html 1, html 2). */
function snapshotWith(settings: Record<string, SnapshotRow['settings']>) {
  const row = (block: string, parent: string | null, children: string[] = []): SnapshotRow => ({
    block,
    parent,
    children,
    display_name: null,
    settings: settings[block] ?? null,
  });
  return buildSnapshot('course@c', [
    row('course@c', null, ['chapter@a']),
    row('chapter@a', 'course@c', ['html@1', 'html@2']),
    row('html@1', 'chapter@a'),
    row('html@2', 'chapter@a'),
  ]);
}

const seen = (settings: Record<string, SnapshotRow['settings']>, view: Partial<View> = {}, keepsDenied = false) => [
  ...visibleBlocks(snapshotWith(settings), { ...LEARNER, ...view }, NOW, keepsDenied).keys(),
];
const WITHOUT_HTML_1 = ['course@c', 'chapter@a', 'html@2'];
const ALL = ['course@c', 'chapter@a', 'html@1', 'html@2'];

describe('visibleBlocks', () => {
  it('keeps staff-only blocks from learners in both versions', () => {
    expect(seen({ 'html@1': { visible_to_staff_only: true } })).toEqual(WITHOUT_HTML_1);
    expect(seen({ 'html@1': { visible_to_staff_only: true } }, {}, true)).toEqual(WITHOUT_HTML_1);
  });

  it('drops what is below a hidden block with it', () => {
    expect(seen({ 'chapter@a': { start: '2026-06-02T00:00:00Z' } })).toEqual(['course@c']);
  });

  it('lets beta testers in early, by the block’s own number of days', () => {
    const settings = { 'html@1': { start: '2026-06-03T00:00:00Z', days_early_for_beta: 2 } };
    expect(seen(settings)).toEqual(WITHOUT_HTML_1);
    expect(seen(settings, { isBetaTester: true })).toEqual(ALL);
  });

  it('hides after the due date only where the author said so', () => {
    expect(seen({ 'html@1': { due: '2026-05-01T00:00:00Z' } })).toEqual(ALL);
    expect(seen({ 'html@1': { due: '2026-05-01T00:00:00Z', hide_after_due: true } })).toEqual(WITHOUT_HTML_1);
  });

  it('does not let in whom it cannot place in a group', () => {
    expect(seen({ 'html@1': { group_access: { '7': [1] } } })).toEqual(WITHOUT_HTML_1);
  });

  it('opens by the mode of the enrollment, and never beyond an ancestor', () => {
    const verifiedOnly = { group_access: { '50': [2] } };
    expect(seen({ 'html@1': verifiedOnly }, { enrollmentMode: 'audit' })).toEqual(WITHOUT_HTML_1);
    expect(seen({ 'html@1': verifiedOnly }, { enrollmentMode: 'verified' })).toEqual(ALL);
    expect(
      seen({ 'chapter@a': verifiedOnly, 'html@1': { group_access: { '50': [1] } } }, { enrollmentMode: 'audit' }),
    ).toEqual(['course@c']);
  });

  it('keeps denied blocks with the reason in version 2, those below them too', () => {
    const settings = {
      'course@c': { user_partitions: [{ id: 7, scheme: 'cohort' }] },
      'chapter@a': { group_access: { '7': [1] } },
    };
    const visible = visibleBlocks(snapshotWith(settings), LEARNER, NOW, true);
    expect([...visible.keys()]).toEqual(ALL);
    expect(visible.get('html@1')!.denial).toMatchObject({ reason: 'cohort', gated: false });
    expect(visible.get('course@c')!.denial).toBeNull();
  });

  it('leaves out what an access policy closes, with all below it, and never keeps it cut (SPEC section 1: child access)', () => {
    const closed = new Set(['chapter@a']);
    expect([seen({}, { closed }), seen({}, { closed }, true)]).toEqual([['course@c'], ['course@c']]);
  });

  it('keeps nothing back from the course team', () => {
    const settings = {
      'chapter@a': { start: '2029-01-01T00:00:00Z', group_access: { '7': [1] } },
      'html@1': { visible_to_staff_only: true },
    };
    expect(seen(settings, { seesEverything: true })).toEqual(ALL);
  });
});
