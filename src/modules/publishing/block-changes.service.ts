import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type BlockChange,
  type BlockRef,
  changesBetween,
  type ComparableBlock,
  type CourseVersion,
  differingBlocks,
  type JsonObject,
  readTreePart,
  type TreePart,
  type TreeRow,
} from '../content/index.js';
import type { Difference } from './unpublished-change.js';

/** Says what differs between two states of a course, block by block. */
@Injectable()
export class BlockChanges {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** All that differs between two versions; parents come before their children. @param before null: there was nothing */
  async between(before: CourseVersion | null, after: CourseVersion): Promise<readonly BlockChange[]> {
    const { manager } = this.dataSource;
    if (before === null) return changesBetween(new Map(), inOutlineOrder([await readTreePart(manager, after, 'all')]));
    const blocks = await differingBlocks(manager, { courseId: after.courseId, one: before, other: after });
    return (await this.of(blocks, { published: before, draft: after }, manager)).changes;
  }

  /** What differs of these blocks between a state and a later one. Two statements. */
  async of(
    blocks: ReadonlySet<BlockRef>,
    { published: before, draft: after }: { readonly published: CourseVersion; readonly draft: CourseVersion },
    manager: EntityManager = this.dataSource.manager,
  ): Promise<Difference> {
    if (blocks.size === 0) return { changes: [], blocks, published: new Map(), draft: new Map() };
    const part = { subtrees: [], blocks: [...blocks] };
    const published = await readTreePart(manager, before, part);
    const draft = await readTreePart(manager, after, part);
    const order = new Map([...inOutlineOrder([draft, published]).keys()].map((block, index) => [block, index]));
    const changes = changesBetween(published, draft).toSorted(
      (one, other) => order.get(one.block)! - order.get(other.block)!,
    );
    return { changes, blocks, published, draft };
  }

  /** The same with the content of the blocks, so that it can be said which of their fields differ. One statement. */
  async withContent(changes: readonly BlockChange[], manager = this.dataSource.manager): Promise<BlockChange[]> {
    const changed = changes.filter(({ kinds }) => kinds.includes('changed'));
    const guids = changed.flatMap(({ before, after }) => [before?.definition, after?.definition]);
    if (changed.length === 0) return [...changes];
    const rows = await manager.query<{ guid: string; content: JsonObject }[]>(
      'SELECT guid, content FROM definitions WHERE guid = ANY ($1::text[])',
      [guids],
    );
    const contents = new Map(rows.map(({ guid, content }) => [guid, content]));
    const whole = (state: ComparableBlock | null) => state && { ...state, content: contents.get(state.definition!) };
    return changes.map((change) =>
      change.kinds.includes('changed')
        ? { ...change, before: whole(change.before), after: whole(change.after) }
        : change,
    );
  }
}

/** The blocks as one meets them from the top of the course; those of the first part first. */
function inOutlineOrder(parts: readonly TreePart[]): TreePart {
  const ordered = new Map<BlockRef, TreeRow>();
  for (const part of parts) {
    const roots = [...part.values()].filter(({ parent }) => parent === null || !part.has(parent));
    const stack = roots.toReversed();
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      if (!ordered.has(row.block)) ordered.set(row.block, row);
      stack.push(...row.children.toReversed().flatMap((child) => part.get(child) ?? []));
    }
  }
  return ordered;
}
