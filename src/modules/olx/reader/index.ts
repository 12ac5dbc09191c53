/** Reading a course out of OLX files, block by block; see `readOlx`. */
export { describeOlx, type CourseSource } from './course-source.js';
export { InvalidOlxError, type InvalidOlxCode } from './invalid-olx-error.js';
export { readAssets, type OlxAsset } from './olx-assets.js';
export type { OlxBlock, OlxDraft, OlxExtra, OlxItem, OlxRemainder, OlxSummary } from './olx-item.js';
export { OlxReport, type OlxReportEntry, type OlxSeverity } from './olx-report.js';
export { readBlockMarkup, type BlockMarkup } from './read-block-markup.js';
export { readOlx, type ReadOlxOptions } from './read-olx.js';
