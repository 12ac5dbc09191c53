import { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import { type BlockRef, blockRefOf, Faults, type JsonObject } from '../content/index.js';
import { writtenBranch } from './xblock-rights.js';

/** What a request says of a block that is to be made, with keys as it spells them. */
export interface CreationRequest {
  readonly parent?: string;
  readonly course?: string;
  readonly type?: string;
  readonly source?: string;
  readonly block_id?: string | null;
  readonly display_name?: string | null;
  readonly position?: number | null;
  readonly fields?: JsonObject;
}

/** The same, read: one of the two ways to make a block, and where. */
export interface Creation {
  /** With the branch that is written to. */
  readonly course: CourseKey;
  /** As the request names it: who may not write to the draft learns nothing of one that they did not name. */
  readonly named: CourseKey;
  /** The member that names it; null: the address. */
  readonly namedBy: 'parent' | 'course' | null;
  readonly parent: BlockRef | null;
  readonly position: number | null;
  readonly blockId: string | null;
  readonly displayName?: string | null;
  readonly made: { readonly type: string; readonly fields?: JsonObject } | { readonly source: UsageKey };
}

/**
 * @param hasParentInAddress whether the parent is no member of the body
 * @throws InvalidInputError with every fault, PublishedReadOnlyError
 */
export function readCreation(request: CreationRequest, { hasParentInAddress = false } = {}): Creation {
  const faults = new Faults();
  const { parent, course, position = null, block_id: blockId = null, display_name: displayName } = request;
  const parentKey = parent === undefined ? null : UsageKey.parse(parent);
  if (parentKey === null && course === undefined) {
    faults.add('parent', 'Name the block that is to hold it as parent, or, for a page beside the tree, its course.');
  }
  if (parentKey !== null && course !== undefined) {
    faults.add('course', 'Give a parent, or for what stands beside the tree a course, not both.');
  }
  if (parentKey !== null && (parentKey.courseKey.org === null || parentKey.courseKey.run === null)) {
    faults.add(
      'parent',
      `${parent} does not say in which course run it is. Write it as block-v1:Org+Number+Run+type@…+block@….`,
    );
  }
  if (course !== undefined && position !== null) {
    faults.add('position', 'What stands beside the tree has no position. Leave it out.');
  }
  const made = readMade(request, faults);
  faults.refuse();
  const named = parentKey?.courseKey ?? CourseKey.parse(course!);
  return {
    course: writtenBranch(named),
    named,
    namedBy: hasParentInAddress ? null : parentKey ? 'parent' : 'course',
    parent: parentKey && blockRefOf(parentKey),
    position,
    blockId,
    displayName,
    made: made!,
  };
}

/** Whether it is a new block or a copy. */
export function readMade(
  { type, source, fields }: Pick<CreationRequest, 'type' | 'source' | 'fields'>,
  faults: Faults,
): Creation['made'] | null {
  if (source === undefined) {
    if (type === undefined) faults.add('type', 'Say which type of block to make, or which block to copy by source.');
    return type === undefined ? null : { type, fields };
  }
  if (type !== undefined) faults.add('type', 'A copy has the type of its source. Leave it out.');
  if (fields !== undefined) {
    faults.add(
      'fields',
      'A copy has the fields of its source. Leave them out, and change the copy afterwards, or both in one batch.',
    );
  }
  return { source: UsageKey.parse(source) };
}
