import type { CourseKey } from '../../../common/opaque-keys/index.js';
import { type BlockChange, changesBetween, type ComparableBlock, saysTheSame } from '../block-change.js';
import { copiedFields } from '../block-operations/copied-fields.js';
import { CopiedReferences, type UnmappedReference } from '../block-operations/copied-references.js';
import type { BlockRef } from '../block-ref.js';
import type { BlockState } from '../content-change.js';
import type { JsonObject } from '../json.js';
import { isUntouched, type KeptField, type LinkedRow, mergeBlock, type Replaced, type TwoWays } from './field-merge.js';
import { type LinkedSubtree, structureAfter, type StructurePlan } from './structure-plan.js';
import { UPSTREAM, upstreamValue, withoutLink } from './upstream-link.js';

/** What is known when a linked block is to be brought level with its source. */
export interface UpdateRequest extends LinkedSubtree {
  /** The course of the copy, and that of the source with the version that is taken and, if it is a certain one, the branch. */
  readonly course: CourseKey;
  readonly pin: CourseKey;
  /** Blocks of here that are linked to the source's course, anywhere in the course: what refers to one of them may refer to its copy. */
  readonly links: ReadonlyMap<BlockRef, BlockRef>;
  /** Files of the source that the course has, or would get: path there → path here. */
  readonly assets: ReadonlyMap<string, string>;
  readonly replace: Replaced;
  /** Whether the block itself says afterwards that it is level with this version, even if nothing of it has changed in the source. */
  readonly pinsRoot: boolean;
}

/** What of a block stays as it is here, against its source: fields, and the reasons of {@link StructurePlan}. */
export interface KeptHere {
  readonly displayName: string | null;
  readonly fields: Readonly<Record<string, KeptField>>;
  readonly place: boolean;
  readonly order: boolean;
  /** The source has no such block any more. */
  readonly block: boolean;
}

/** What a block comes to be. Without `content`: what it says beside its settings stays. */
export interface PlannedBlock extends Pick<BlockState, 'block' | 'parent' | 'children' | 'displayName' | 'settings'> {
  readonly content?: JsonObject;
  readonly olx?: JsonObject | null;
  readonly sharedDefinition?: string;
}

/** What an update comes to. */
export interface UpdatePlan {
  /** Whether the source is what the copy is level with already. */
  readonly isLevel: boolean;
  readonly put: readonly PlannedBlock[];
  readonly remove: readonly BlockRef[];
  /** The same for people, without the links themselves. */
  readonly changes: readonly BlockChange[];
  /** By block of here, in the order of the tree; blocks of which nothing is kept are absent. */
  readonly kept: ReadonlyMap<BlockRef, KeptHere>;
  /** Blocks of the source that were removed here and stay away. */
  readonly removedHere: readonly BlockRef[];
  /** Each linked block of here, and those that come, with its source. */
  readonly sources: ReadonlyMap<BlockRef, BlockRef>;
  /** What each block of here takes from its source, in that one's words, for whoever has to bring files along. */
  readonly taken: readonly Pick<BlockState, 'block' | 'settings' | 'content'>[];
  readonly unmapped: readonly UnmappedReference[];
}

/** Works out what bringing a linked subtree level with its source does (ADR 0025). Nothing that was changed here is lost. */
export function planUpdate(request: UpdateRequest): UpdatePlan {
  return new Update(request).plan();
}

class Update {
  private readonly references: TwoWays;
  private readonly structure: StructurePlan;
  private readonly next = new Map<BlockRef, LinkedRow & Pick<PlannedBlock, 'sharedDefinition'>>();
  private readonly fieldsKept = new Map<BlockRef, Readonly<Record<string, KeptField>>>();
  private readonly taken: UpdatePlan['taken'][number][] = [];

  constructor(private readonly request: UpdateRequest) {
    const isUntouchedHere = (here: LinkedRow, base: LinkedRow) => isUntouched(here, base, this.references);
    // Which blocks are removed depends on what they say, and what refers to what on which blocks there are.
    this.references = this.referencesOf(request.pairs);
    this.structure = structureAfter(request, { isUntouched: isUntouchedHere, replacesAll: request.replace === 'all' });
    const { brought, orphans } = this.structure;
    if (brought.size + orphans.size > 0) this.references = this.referencesOf(this.structure.sources);
  }

  plan(): UpdatePlan {
    const { structure, request } = this;
    let isLevel = structure.orphans.size + structure.removed.size === 0;
    for (const row of request.here.values()) {
      if (structure.removed.has(row.block)) continue;
      const isOrphan = structure.orphans.has(row.block);
      const source = isOrphan ? undefined : request.source.get(structure.sources.get(row.block) ?? '');
      const updated = source ? this.updated(row, source) : isOrphan ? unlinked(row) : row;
      if (source && this.isBehind(row, source)) isLevel = false;
      this.next.set(row.block, { ...updated, ...structure.places.get(row.block)! });
    }
    for (const [block, source] of structure.brought) this.next.set(block, this.broughtRow(block, source));
    if (!isLevel || request.pinsRoot) this.pinRoot();
    return { isLevel, ...this.outcome() };
  }

  private referencesOf(sources: ReadonlyMap<BlockRef, BlockRef>): TwoWays {
    const { course, pin, links, assets } = this.request;
    const there = pin.forBranch(null);
    const toSource = new Map([...links, ...sources]);
    // Of several copies of one block, what stands in the subtree itself refers to its own neighbour.
    const toHere = new Map([...links, ...sources].map(([here, source]) => [source, here]));
    const back = new Map([...assets].map(([path, copy]) => [copy, path]));
    return {
      toHere: new CopiedReferences({ source: there, target: course, blocks: toHere, assets }),
      toSource: new CopiedReferences({ source: course, target: there, blocks: toSource, assets: back }),
    };
  }

  private updated(here: LinkedRow, source: LinkedRow): LinkedRow & Pick<PlannedBlock, 'sharedDefinition'> {
    const base = this.request.base.get(source.block) ?? source;
    const { displayName, settings, said, kept, taken } = mergeBlock(
      { base, source, here },
      this.references,
      this.request.replace,
    );
    if (Object.keys(kept).length > 0) this.fieldsKept.set(here.block, kept);
    if (Object.keys(taken).length > 0) this.taken.push({ block: here.block, settings: taken, content: {} });
    return {
      ...here,
      displayName,
      settings: this.isBehind(here, source) ? this.pinned(settings, source.block) : settings,
      ...(said && { ...said, definition: said.sharedDefinition ?? '' }),
    };
  }

  private pinned(settings: JsonObject, source: BlockRef): JsonObject {
    return { ...settings, [UPSTREAM]: upstreamValue(this.request.pin, source) };
  }

  /** So that whoever looks at the block alone sees which version it is level with. */
  private pinRoot(): void {
    const { root, sourceRoot } = this.request;
    const row = this.next.get(root)!;
    this.next.set(root, { ...row, settings: this.pinned(row.settings, sourceRoot) });
  }

  /** Whether the very block is another one in the source than when it was last looked at. */
  private isBehind({ block }: LinkedRow, source: LinkedRow): boolean {
    const base = this.request.base.get(source.block);
    if (base === undefined) return true;
    const stands = block === this.request.root || base.parent === source.parent;
    return !stands || !isSameInSource(base, source);
  }

  private broughtRow(block: BlockRef, source: LinkedRow): LinkedRow & Pick<PlannedBlock, 'sharedDefinition'> {
    const { content = {}, olx = null, definition } = source;
    const settings = withoutLink(source.settings);
    this.taken.push({ block, settings, content });
    const said = copiedFields(block, { settings, content, olx, sharedDefinition: definition }, this.references.toHere);
    return {
      ...source,
      block,
      ...said,
      settings: this.pinned(said.settings, source.block),
      definition: said.sharedDefinition ?? '',
      ...this.structure.places.get(block)!,
    };
  }

  private outcome(): Omit<UpdatePlan, 'isLevel'> {
    const { here } = this.request;
    const { removed, removedHere, sources } = this.structure;
    const put = [...this.next.values()].filter((row) => !isSameRow(row, here.get(row.block)));
    const told = (row: LinkedRow): ComparableBlock => ({
      ...row,
      definition: row.definition === '' ? null : row.definition,
      settings: withoutLink(row.settings),
    });
    const before = [...here].map(([block, row]) => [block, told(row)] as const);
    const after = [...this.next].map(([block, row]) => [block, told(row)] as const);
    return {
      put: put.map((row) => plannedOf(row, here.get(row.block))),
      remove: [...removed],
      changes: changesBetween(new Map(before), new Map(after)),
      kept: this.kept(),
      removedHere,
      sources,
      taken: this.taken,
      unmapped: this.unmapped(),
    };
  }

  /** Of what is taken alone: all else was mapped to be compared. */
  private unmapped(): readonly UnmappedReference[] {
    if (this.taken.length === 0) return [];
    const { toHere } = this.referencesOf(this.structure.sources);
    for (const { block, settings, content } of this.taken) {
      toHere.map(block, settings);
      toHere.map(block, content);
    }
    return toHere.unmapped;
  }

  private kept(): Map<BlockRef, KeptHere> {
    const { orphans, placesKept, ordersKept, removed } = this.structure;
    const kept = new Map<BlockRef, KeptHere>();
    for (const { block, displayName } of this.request.here.values()) {
      const fields = this.fieldsKept.get(block);
      const structure = { place: placesKept.has(block), order: ordersKept.has(block), block: orphans.has(block) };
      if (removed.has(block) || !(fields || structure.place || structure.order || structure.block)) continue;
      kept.set(block, { displayName, fields: fields ?? {}, ...structure });
    }
    return kept;
  }
}

/** Whether a block of the source says the same, and holds the same blocks, in two states; its own link does not count. */
export function isSameInSource(one: LinkedRow, other: LinkedRow): boolean {
  const bare = (row: LinkedRow) => ({ ...row, settings: withoutLink(row.settings) });
  return isSameList(one.children, other.children) && saysTheSame(bare(one), bare(other));
}

function isSameList(one: readonly BlockRef[], other: readonly BlockRef[]): boolean {
  return one.length === other.length && one.every((block, index) => block === other[index]);
}

/** A block whose source is gone, and that stays because something was made of it here: from now on it is the course's own. */
function unlinked(row: LinkedRow): LinkedRow {
  return { ...row, settings: unlinkedSettings(row.settings) };
}

/** The settings of a block that takes no updates any more. */
export function unlinkedSettings(settings: JsonObject): JsonObject {
  const { copied_from_block: copiedFrom } = settings;
  return { ...withoutLink(settings), ...(copiedFrom !== undefined && { copied_from_block: copiedFrom }) };
}

function isSameRow(row: LinkedRow, before: LinkedRow | undefined): boolean {
  return (
    before !== undefined &&
    row.parent === before.parent &&
    isSameList(row.children, before.children) &&
    row.definition === before.definition &&
    saysTheSame(row, before)
  );
}

function plannedOf(
  {
    block,
    parent,
    children,
    displayName,
    settings,
    definition,
    content,
    olx,
    sharedDefinition,
  }: LinkedRow & Pick<PlannedBlock, 'sharedDefinition'>,
  before: LinkedRow | undefined,
): PlannedBlock {
  const says = definition !== before?.definition;
  return {
    ...{ block, parent, children, displayName, settings },
    ...(says && { content: content ?? {}, olx: olx ?? null }),
    ...(says && sharedDefinition !== undefined && { sharedDefinition }),
  };
}
