import fc from 'fast-check';
import { type ItemInput, patchedItems, replacedItems } from './checklist-items.js';
import type { ChecklistItem } from './stored-checklist.js';

const EARLIER = new Date('2026-01-01T00:00:00Z');
const NOW = { by: 'andya', at: new Date('2026-02-01T00:00:00Z') };
const TEXT = { longDescription: '', actionUrl: '', actionText: '', check: null };
const item = (id: string, more: Partial<ChecklistItem> = {}): ChecklistItem => ({
  ...TEXT,
  id,
  shortDescription: id,
  checkedAt: null,
  checkedBy: null,
  ...more,
});
const idsOf = (items: readonly ChecklistItem[]): string[] => items.map(({ id }) => id);

describe('items of a checklist (SPEC C-11)', () => {
  it('are told apart from the prototype of an object', () => {
    const inputs = new Map<string, ItemInput | null>([['hasOwnProperty', { shortDescription: 'x' }]]);
    expect(idsOf(patchedItems([], inputs, NOW))).toEqual(['hasOwnProperty']);
  });

  it('that are gone already may be removed again', () => {
    expect(patchedItems([item('a')], new Map([['b', null]]), NOW)).toEqual([item('a')]);
  });

  it('keep who ticked them first, by a patch and by a replacement', () => {
    const ticked = item('a', { checkedAt: EARLIER, checkedBy: 'first' });
    const input = { shortDescription: 'a', isChecked: true };
    expect(patchedItems([ticked], new Map([['a', input]]), NOW)).toEqual([ticked]);
    expect(replacedItems([ticked], new Map([['a', input]]), NOW)).toEqual([ticked]);
  });

  it('are not ticked any more where a replacement does not say so', () => {
    const ticked = item('a', { checkedAt: EARLIER, checkedBy: 'first' });
    expect(replacedItems([ticked], new Map([['a', { shortDescription: 'a' }]]), NOW)).toEqual([item('a')]);
  });

  it('that ask for a place have it, and the others keep their order, whatever is asked', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const places = fc.uniqueArray(fc.record({ id: fc.constantFrom(...ids), position: fc.nat(5) }), {
      selector: ({ id }) => id,
    });
    fc.assert(
      fc.property(places, (asked) => {
        const positions = new Set(asked.map(({ position }) => position));
        fc.pre(positions.size === asked.length);
        const inputs = new Map(asked.map(({ id, position }) => [id, { position }]));
        const after = idsOf(
          patchedItems(
            ids.map((id) => item(id)),
            inputs,
            NOW,
          ),
        );
        expect([...after].sort()).toEqual(ids);
        for (const { id, position } of asked) expect(after[position]).toBe(id);
        expect(after.filter((id) => !inputs.has(id))).toEqual(ids.filter((id) => !inputs.has(id)));
      }),
    );
  });
});
