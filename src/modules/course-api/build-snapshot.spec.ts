import { buildSnapshot, type SnapshotRow } from './build-snapshot.js';

const row = (
  block: string,
  parent: string | null,
  children: string[] = [],
  settings: SnapshotRow['settings'] = null,
): SnapshotRow => ({ block, parent, children, display_name: null, settings });

/** course → chapter → sequential → problem. */
function line(settings: Record<string, SnapshotRow['settings']> = {}) {
  const names = ['course@c', 'chapter@a', 'sequential@s', 'problem@p'];
  const rows = names.map((name, index) =>
    row(name, names[index - 1] ?? null, names.slice(index + 1, index + 2), settings[name] ?? null),
  );
  return buildSnapshot('course@c', rows);
}

describe('buildSnapshot', () => {
  it('keeps an own null, although an ancestor has a value (SPEC C-3)', () => {
    const { blocks } = line({ 'sequential@s': { due: '2026-05-01T00:00:00Z' }, 'problem@p': { due: null } });
    expect(blocks.get('problem@p')!.effective.due).toBeNull();
  });

  it('does not hand down what is not inheritable: the assignment type stays where it is', () => {
    const { blocks } = line({ 'sequential@s': { format: 'Homework', graded: true } });
    expect(blocks.get('sequential@s')!.effective.format).toBe('Homework');
    expect(blocks.get('problem@p')!.effective.format).toBeNull();
  });

  it('takes the nearest ancestor’s value of what is inheritable, and the type’s default above it', () => {
    const { blocks } = line({ 'chapter@a': { graded: false }, 'sequential@s': { graded: true } });
    expect(blocks.get('problem@p')!.effective.graded).toBe(true);
    expect(blocks.get('chapter@a')!.effective.graded).toBe(false);
    expect(blocks.get('course@c')!.effective.graded).toBe(false);
  });

  it('narrows access downwards: a child of a staff-only block cannot be open', () => {
    const { blocks } = line({
      'chapter@a': { visible_to_staff_only: true },
      'problem@p': { visible_to_staff_only: false },
    });
    expect(blocks.get('problem@p')!.gate.staffOnly).toBe(true);
    expect(blocks.get('course@c')!.gate.staffOnly).toBe(false);
  });

  it('releases a block when it and all its ancestors are released', () => {
    const { blocks } = line({
      'chapter@a': { start: '2026-03-01T00:00:00Z' },
      'sequential@s': { start: '2026-02-01T00:00:00Z' },
    });
    expect(blocks.get('problem@p')!.gate.releasedAt).toBe(Date.parse('2026-03-01T00:00:00Z'));
  });

  it('takes 2030-01-01, and what is no date, as no date', () => {
    const { blocks } = line({ 'chapter@a': { start: '2030-01-01T00:00:00Z' }, 'sequential@s': { start: 'soon' } });
    expect(blocks.get('problem@p')!.gate.releasedAt).toBe(-Infinity);
  });

  it('hides by the end of the course where learners set the pace', () => {
    const { blocks } = line({
      'course@c': { self_paced: true, end: '2027-01-01T00:00:00Z' },
      'sequential@s': { hide_after_due: true, due: '2026-01-01T00:00:00Z' },
    });
    expect(blocks.get('problem@p')!.gate.hiddenAt).toBe(Date.parse('2027-01-01T00:00:00Z'));
  });

  it('takes an empty list of groups as no restriction', () => {
    const { blocks } = line({
      'problem@p': { group_access: { '50': [] } },
      'chapter@a': { group_access: { '7': [1, 2] } },
    });
    expect(blocks.get('problem@p')!.gate.groupAccess).toBeNull();
    expect(blocks.get('chapter@a')!.gate.groupAccess).toEqual([['7', [1, 2]]]);
  });

  it('lists parents before children, and these in the author’s order', () => {
    const snapshot = buildSnapshot('course@c', [
      row('html@2', 'chapter@b'),
      row('chapter@b', 'course@c', ['html@2', 'html@1']),
      row('html@1', 'chapter@b'),
      row('course@c', null, ['chapter@b']),
    ]);
    expect([...snapshot.blocks.keys()]).toEqual(['course@c', 'chapter@b', 'html@2', 'html@1']);
  });

  it('names every moment at which an answer changes by itself, in order and once', () => {
    const { moments } = line({
      'chapter@a': { start: '2026-03-03T00:00:00Z', days_early_for_beta: 2 },
      'sequential@s': { hide_after_due: true, due: '2026-02-01T00:00:00Z' },
    });
    expect(moments).toEqual(
      ['2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-03-03T00:00:00Z'].map((date) => Date.parse(date)),
    );
  });
});
