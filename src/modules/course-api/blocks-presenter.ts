import { Injectable } from '@nestjs/common';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef, JsonObject } from '../content/index.js';
import { BlockAddresses } from './block-addresses.js';
import { blockCounts, countsByType } from './block-counts.js';
import { BLOCK_FIELDS, type FieldReader, FIELDS_OF_DENIED } from './block-fields.js';
import type { CourseBlock, CourseSnapshot } from './course-snapshot.js';
import type { BlocksQuery } from './dto/blocks.query.js';
import type { CourseBlockResponse, CourseBlocksResponse } from './dto/course-block.response.js';
import { studentViewData } from './student-view-data.js';
import { childrenShown, descendants, type PlacedBlock, subtree } from './subtree.js';
import type { VisibleBlock } from './visible-blocks.js';

/** `{root, blocks}`, or just the blocks. */
export type BlocksAnswer = CourseBlocksResponse | CourseBlockResponse[];

/** What to show, to whom. */
export interface Presentation {
  readonly courseKey: CourseKey;
  readonly snapshot: CourseSnapshot;
  readonly visible: ReadonlyMap<BlockRef, VisibleBlock>;
  readonly root: BlockRef;
  readonly now: number;
  readonly query: BlocksQuery;
  /** Bodies of the html blocks, where they were asked for. */
  readonly html: ReadonlyMap<BlockRef, string>;
}

/** What is worked out once for a whole answer. */
interface Derived {
  readonly addresses: BlockAddresses;
  readonly requested: ReadonlySet<string>;
  /** Those of the requested members that the block itself says. */
  readonly readers: readonly (readonly [name: string, read: FieldReader])[];
  readonly children: ReadonlyMap<BlockRef, readonly BlockRef[]>;
  readonly counts: ReadonlyMap<BlockRef, readonly number[]> | null;
  readonly descendants: ReadonlyMap<BlockRef, readonly BlockRef[]> | null;
  readonly gated: ReadonlySet<BlockRef>;
  readonly scheduled: ReadonlySet<BlockRef>;
}

/** Shows blocks in the form of edX's Blocks API (SPEC X-2). Linear in the number of blocks. */
@Injectable()
export class BlocksPresenter {
  /** Goes with the snapshot when that is dropped from its cache. */
  private readonly addresses = new WeakMap<CourseSnapshot, BlockAddresses>();

  constructor(private readonly urls: ApiUrls) {}

  /** `{root, blocks}`, or just the blocks with `return_type=list`. */
  present(presentation: Presentation): BlocksAnswer {
    const { query, visible, root } = presentation;
    const addresses = this.addressesOf(presentation);
    const placed = subtree(visible, root, query.depth);
    const types = new Set(query.block_types_filter);
    const isShown = ({ block }: PlacedBlock) => types.size === 0 || types.has(block.type);
    const derived: Derived = {
      addresses,
      requested: new Set(query.requested_fields),
      readers: Object.entries(BLOCK_FIELDS).filter(([name]) => query.requested_fields.includes(name)),
      children: childrenShown(placed, visible, query.depth, isShown),
      counts: query.block_counts.length > 0 ? blockCounts(visible, query.block_counts) : null,
      descendants: query.nav_depth === undefined ? null : descendants(placed, query.nav_depth),
      ...this.fromBelow(presentation),
    };
    const blocks = placed.filter(isShown).map((entry) => this.block(entry, presentation, derived));
    if (query.return_type === 'list') return blocks;
    return {
      root: addresses.of(root).key,
      blocks: Object.fromEntries(blocks.map((block) => [block.id, block])),
    };
  }

  private block(entry: PlacedBlock, presentation: Presentation, derived: Derived): CourseBlockResponse {
    const { block, denial } = entry;
    const { key, blockId, url } = derived.addresses.of(block.ref);
    const whole: CourseBlockResponse = {
      id: key,
      block_id: blockId,
      // There is no LMS here: the block itself is the page of the block.
      lms_web_url: url,
      legacy_web_url: url,
      student_view_url: url,
      type: block.type,
      display_name: block.displayName,
      ...this.own(entry, derived.readers),
      ...this.around(block, presentation, derived),
    };
    if (!denial) return whole;
    const cut = Object.entries(whole).filter(([name]) => FIELDS_OF_DENIED.has(name));
    return {
      ...(Object.fromEntries(cut) as unknown as CourseBlockResponse),
      authorization_denial_reason: denial.reason,
      authorization_denial_message: denial.message,
    };
  }

  private addressesOf({ snapshot, courseKey }: Presentation): BlockAddresses {
    const known = this.addresses.get(snapshot) ?? new BlockAddresses(courseKey, this.urls);
    this.addresses.set(snapshot, known);
    return known;
  }

  /** What the block itself says. A null is left out, as edX does; an unknown name adds nothing (see README). */
  private own(entry: PlacedBlock, readers: Derived['readers']): JsonObject {
    const values: JsonObject = {};
    for (const [name, read] of readers) {
      const value = read(entry);
      if (value !== undefined && value !== null) values[name] = value;
    }
    return values;
  }

  /** What depends on the rest of the tree or on more than the settings. */
  private around(block: CourseBlock, presentation: Presentation, derived: Derived): Partial<CourseBlockResponse> {
    const { courseKey, query, html } = presentation;
    const { requested, children, counts, addresses } = derived;
    const keys = (refs: readonly BlockRef[]) => refs.map((ref) => addresses.of(ref).key);
    const below = derived.descendants?.get(block.ref);
    const listed = requested.has('children') ? children.get(block.ref) : undefined;
    const data = query.student_view_data.includes(block.type)
      ? studentViewData(block, { courseKey, urls: this.urls, htmlOf: ({ ref }) => html.get(ref) ?? '' })
      : undefined;
    return {
      ...(listed && { children: keys(listed) }),
      ...(below && { descendants: keys(below) }),
      ...(counts && { block_counts: countsByType(query.block_counts, counts.get(block.ref)!) }),
      ...(data !== undefined && { student_view_data: data as Record<string, unknown> }),
      ...(requested.has('contains_gated_content') && derived.gated.has(block.ref) && { contains_gated_content: true }),
      ...(requested.has('has_scheduled_content') && { has_scheduled_content: derived.scheduled.has(block.ref) }),
    };
  }

  /** The blocks that are gated or hold something gated, and those that hold something yet to be released. */
  private fromBelow({ snapshot, visible, query, now }: Presentation): Pick<Derived, 'gated' | 'scheduled'> {
    const gated = new Set<BlockRef>();
    const scheduled = new Set<BlockRef>();
    const wanted = ['contains_gated_content', 'has_scheduled_content'].some((name) =>
      query.requested_fields.includes(name),
    );
    if (!wanted) return { gated, scheduled };
    for (const block of [...snapshot.blocks.values()].reverse()) {
      if (visible.get(block.ref)?.denial?.gated) gated.add(block.ref);
      if (block.parent === null) continue;
      if (gated.has(block.ref)) gated.add(block.parent);
      if (!block.gate.staffOnly && (scheduled.has(block.ref) || block.gate.releasedAt > now))
        scheduled.add(block.parent);
    }
    return { gated, scheduled };
  }
}
