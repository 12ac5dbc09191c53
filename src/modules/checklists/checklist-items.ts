import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { InvalidInputError } from '../../common/errors/app-error.js';
import type { FieldFault } from '../../common/i18n/field-rules.js';
import { type ChecklistItem, type ItemText, MAX_ITEMS } from './stored-checklist.js';

/** What a writer says of one item; undefined: nothing. */
export interface ItemInput extends Partial<ItemText> {
  readonly isChecked?: boolean;
  /** Null: at the end. */
  readonly position?: number | null;
}

/** Items by id; null removes one. */
export type ItemInputs = ReadonlyMap<string, ItemInput | null>;

/** Who ticks, and when. */
export interface Ticking {
  readonly by: string | null;
  readonly at: Date;
}

const EMPTY: ItemText = { shortDescription: '', longDescription: '', actionUrl: '', actionText: '', check: null };

/** A new id for a list or an item. */
export const newId = (): string => randomUUID().replaceAll('-', '');

/**
 * The items that there are when these are all that there is to be (PUT, POST). Positions only say the order, so that a list
 * from which one was left out can be sent back; without one an item comes after those that have one.
 * @param current a tick of what is ticked stays whose it was
 * @throws InvalidInputError
 */
export function replacedItems(
  current: readonly ChecklistItem[],
  inputs: ReadonlyMap<string, ItemInput>,
  ticking: Ticking,
): ChecklistItem[] {
  refuseTooMany(inputs.size);
  const before = new Map(current.map((item) => [item.id, item]));
  const place = ([, { position }]: [string, ItemInput]) => position ?? Infinity;
  return [...inputs]
    .sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
    .map(([id, input]) => {
      const { checkedAt = null, checkedBy = null } = before.get(id) ?? {};
      const blank = { ...EMPTY, id, checkedAt, checkedBy };
      return changedItem(blank, { ...input, isChecked: input.isChecked ?? false }, ticking);
    });
}

/**
 * The items after a merge patch: null removes, an id that is not there adds, and a position moves to that place.
 * @throws InvalidInputError with every fault
 */
export function patchedItems(current: readonly ChecklistItem[], inputs: ItemInputs, ticking: Ticking): ChecklistItem[] {
  const before = new Map(current.map((item) => [item.id, item]));
  const faults: Record<string, FieldFault[]> = {};
  const kept = current.filter(({ id }) => inputs.get(id) !== null);
  const added = [...inputs].filter(([id, input]) => input !== null && !before.has(id));
  const total = kept.length + added.length;
  for (const [id, input] of added)
    if (input!.shortDescription === undefined) faults[`items.${id}.short_description`] = [NEEDS_TEXT];
  for (const [id, input] of inputs)
    if ((input?.position ?? 0) >= Math.max(1, total))
      faults[`items.${id}.position`] = [beyondTheEnd('position', total)];
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
  refuseTooMany(total);
  const items = [
    ...kept.map((item) => changedItem(item, inputs.get(item.id) ?? {}, ticking)),
    ...added.map(([id, input]) => changedItem({ ...EMPTY, id, checkedAt: null, checkedBy: null }, input!, ticking)),
  ];
  return moved(items, inputs);
}

/** The places of some items in an order: each where it asks to be, the others in the gaps. */
function moved(items: readonly ChecklistItem[], inputs: ItemInputs): ChecklistItem[] {
  const asking = ({ id }: ChecklistItem) => inputs.get(id)?.position;
  const order = items.filter((item) => asking(item) === undefined);
  for (const item of items.filter((each) => asking(each) === null)) order.push(item);
  const placed = items.filter((item) => typeof asking(item) === 'number');
  for (const item of placed.sort((a, b) => asking(a)! - asking(b)!)) order.splice(asking(item)!, 0, item);
  return order;
}

function changedItem(item: ChecklistItem, input: ItemInput, { by, at }: Ticking): ChecklistItem {
  const { isChecked, position: _position, ...text } = input;
  const given = Object.fromEntries(Object.entries(text).filter(([, value]) => value !== undefined));
  const next = { ...item, ...given };
  // Who ticked first has done it (SPEC C-11).
  if (isChecked === undefined || isChecked === (item.checkedAt !== null)) return next;
  return isChecked ? { ...next, checkedAt: at, checkedBy: by } : { ...next, checkedAt: null, checkedBy: null };
}

/** Whether two lists of items are the same, in the same order. */
export function areSameItems(one: readonly ChecklistItem[], other: readonly ChecklistItem[]): boolean {
  return isDeepStrictEqual(one, other);
}

const NEEDS_TEXT: FieldFault = {
  message: 'short_description is missing; there is no such item yet, and a new one needs it.',
  rule: 'required',
};

/** 400 of a position among `total` siblings. */
export function beyondTheEnd(name: string, total: number): FieldFault {
  const last = Math.max(0, total - 1);
  return {
    message: `${name} must be from 0 to ${last}; leave it out, or send null, for the end.`,
    rule: 'too_large',
    parameters: { max: last },
  };
}

function refuseTooMany(total: number): void {
  if (total <= MAX_ITEMS) return;
  throw new InvalidInputError({
    items: [
      {
        message: `items may have at most ${MAX_ITEMS} items; there would be ${total}.`,
        rule: 'too_many',
        parameters: { max: MAX_ITEMS },
      },
    ],
  });
}
