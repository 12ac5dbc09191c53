import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { BlockRef } from '../block-ref.js';
import type { JsonObject } from '../json.js';
import type { LinkedRow, Replaced } from './field-merge.js';
import { pairsOf } from './linked-states.js';
import { sourceRefIn, UPSTREAM, upstreamLinkOf, upstreamValue, withoutLink } from './upstream-link.js';
import { planUpdate, type UpdatePlan } from './upstream-plan.js';

export const HERE = CourseKey.parse('course-v1:Down+Stream+R');
export const THERE = CourseKey.parse('course-v1:Up+Stream+R');
export const ROOT = 'vertical@top';

export type Tree = Map<BlockRef, LinkedRow>;

const guidOf = (index: number) => index.toString(16).padStart(24, '0');

export function row(
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
export class UpstreamWorld {
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

  update(options: Parameters<UpstreamWorld['plan']>[0] = {}): UpdatePlan {
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

export const copyOf = (block: BlockRef): BlockRef => `${block}-copy`;

/** The subtree, parents first. */
export function ordered(tree: Tree, root: BlockRef): Tree {
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

export function set(tree: Tree, block: BlockRef, { data, ...settings }: JsonObject): void {
  const state = tree.get(block)!;
  const next = { ...state, settings: { ...state.settings, ...settings } };
  tree.set(block, data === undefined ? next : said(next, data));
}

export function add(tree: Tree, block: BlockRef, parent: BlockRef, position = 0): void {
  const holder = tree.get(parent)!;
  tree.set(block, row(block, parent, []));
  tree.set(parent, { ...holder, children: holder.children.toSpliced(position, 0, block) });
}

export function remove(tree: Tree, block: BlockRef): void {
  const { parent } = tree.get(block)!;
  const holder = tree.get(parent!)!;
  tree.set(parent!, { ...holder, children: holder.children.filter((child) => child !== block) });
  for (const below of ordered(tree, block).keys()) tree.delete(below);
}

export function move(tree: Tree, block: BlockRef, parent: BlockRef, position = 0): void {
  const state = tree.get(block)!;
  const before = tree.get(state.parent!)!;
  tree.set(before.block, { ...before, children: before.children.filter((child) => child !== block) });
  const holder = tree.get(parent)!;
  tree.set(parent, { ...holder, children: holder.children.toSpliced(position, 0, block) });
  tree.set(block, { ...state, parent });
}
