/** Reading a course out of OLX files, block by block; see `readOlx`. */
export { isAttributeName, POLICY_ONLY } from './block-catalogue.js';
export { byCodePoint, usualAttributeOrder, YOUTUBE_SPEEDS, youtubeOf, type AttributeOwner } from './attribute-order.js';
export { coursePolicy, gradesTheSame, policyText, saysTheSame } from './course-policy.js';
export { describeOlx, type CourseSource } from './course-source.js';
export { InvalidOlxError, UnreadableFileError, type InvalidOlxCode } from './invalid-olx-error.js';
export { markupSpans } from './markup-spans.js';
export { readAssets, type OlxAsset } from './olx-assets.js';
export { portable, portableValue } from './old-keys.js';
export type { OlxBlock, OlxDraft, OlxExtra, OlxItem, OlxRemainder, OlxSummary } from './olx-item.js';
export { OlxReport, type OlxReportEntry, type OlxSeverity } from './olx-report.js';
export { readBlockMarkup, readEditedMarkup, type BlockMarkup, type EditedMarkup } from './read-block-markup.js';
export { readOlx, type ReadOlxOptions } from './read-olx.js';
export { youtubeIds } from './video-form.js';
export { XmlFile } from './xml-file.js';
