/** Everything that other modules may use of the content store. */
export {
  type BlockRecord,
  type Edit,
  type Inherited,
  effectiveFields,
  inheritedFields,
  ownFields,
} from './block-record.js';
export {
  type BlockChange,
  type BlockPlace,
  CHANGE_KINDS,
  type ChangeKind,
  changesBetween,
  type ComparableBlock,
  type ComparableBlocks,
  countChanges,
  type FieldChange,
  fieldChanges,
} from './block-change.js';
export { type BlockFields, patchFields, replaceFields } from './block-fields.js';
export * from './block-operations/index.js';
export { branchNameFault, isBranchName } from './branch-name.js';
export {
  BranchStore,
  type BranchWrite,
  STORED_BRANCH_COLUMNS,
  STORED_BRANCH_JOINS,
  type StoredBranch,
} from './branch-store.service.js';
export { BlockTree, GATE_SETTINGS, type TreeNode } from './block-tree.js';
export type { BlockState, ChangeSet, ContentChange, StoredBlock, StoredBlocks } from './content-change.js';
export {
  type ChangeCounts,
  changeCounts,
  type ChangedBlock,
  type Comparison,
  ContentComparison,
  type VersionPoint,
} from './content-comparison.service.js';
export {
  type Changed,
  type ChangeOptions,
  ContentEditor,
  type Edited,
  type EditOptions,
} from './content-editor.service.js';
export {
  ArchivedCourseError,
  CourseKeyTakenError,
  VersionConflictError,
  VersionReadOnlyError,
} from './content.errors.js';
export { ContentModule } from './content.module.js';
export { ContentReader, type FullBlock } from './content-reader.service.js';
export { ContentTransfer, type Transfer, type Transferred, type TransferOptions } from './content-transfer.service.js';
export { ContentVersions, courseOf, type ReadRights } from './content-versions.service.js';
export { CourseEntity } from './course.entity.js';
export { CourseStore } from './course-store.service.js';
export { type CourseVersion, DRAFT, PUBLISHED } from './course-version.js';
export { courseInformation, type CourseInformation, INFORMATION_PAGES } from './course-information.js';
export { remainderAfter } from './definition-remainder.js';
export { type Definition, Definitions } from './definitions.service.js';
export { newGuid } from './guid.js';
export { type InformationChange, InformationEditor } from './information-editor.service.js';
export { definitionDigest } from './definition-digest.js';
export { readDetachedBlocks, readOutline, readStoredBlocks, type TreeOutline } from './stored-blocks.js';
export { readTreePart, type PartOf, type TreePart, type TreeRow } from './tree-part.js';
export { type Committed, type IncomingBlock, TreeReplacement } from './tree-replacement.js';
export {
  STORED_VERSION_COLUMNS,
  STORED_VERSION_JOINS,
  type StoredVersion,
  VersionHistory,
  type VersionSurroundings,
} from './version-history.service.js';
export { differingBlocks, type PointOnLine, type TwoPoints } from './differing-blocks.js';
export { openedIn } from './opening.js';
export { type BothHeads, UnpublishedBlocks } from './unpublished-blocks.service.js';
export { WorkingTree } from './working-tree.js';
export * from './vocabulary.js';
export * from './upstreams/index.js';
