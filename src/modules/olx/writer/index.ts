/** Writing a course as OLX files, one after the other; see `writeOlx`. */
export type { WritableAsset } from './asset-files.js';
export { BlockWriter, type DraftPlace, type WrittenBlock } from './block-writer.js';
export type { Outline, OutlineNode } from './draft-selection.js';
export { printMarkup, type Markup } from './markup.js';
export { isSafePath } from './output-path.js';
export { packFiles, type PackOptions } from './pack-files.js';
export type { TextFile, WritableBlock, WriteContext } from './write-context.js';
export {
  folderName,
  writeOlx,
  type WritableCourse,
  type WritableTree,
  type WriteOlxOptions,
  type WrittenFile,
} from './write-olx.js';
