import type { JsonValue } from '../content/index.js';
import { instant } from '../access/index.js';
import { isoDate } from './iso-date.js';
import type { PlacedBlock } from './subtree.js';

/** Reads one optional member; what is null or undefined is left out. */
export type FieldReader = (entry: PlacedBlock) => JsonValue | undefined;

/** Types that edX scores although they have no field that says so (XBlock's class attribute `has_score`). */
const SCORED = new Set([
  'problem',
  'openassessment',
  'drag-and-drop-v2',
  'edx_sga',
  'staffgradedxblock',
  'library_content',
  'lti_consumer',
]);

/** Class attribute `icon_class`; every other type has `other`. */
const ICONS: Readonly<Record<string, string>> = {
  video: 'video',
  videoalpha: 'video',
  problem: 'problem',
  'drag-and-drop-v2': 'problem',
  edx_sga: 'problem',
};

/** Types whose student view edX marks as fit for phones (`@XBlock.supports("multi_device")`). */
const MULTI_DEVICE = new Set([
  'html',
  'problem',
  'word_cloud',
  'poll',
  'survey',
  'drag-and-drop-v2',
  'openassessment',
  'lti_consumer',
]);

const effective =
  (name: string): FieldReader =>
  ({ block }) =>
    block.effective[name];

/** Dates leave in one form, whatever form the archive had them in; what is no date is left out. */
const effectiveDate =
  (name: string): FieldReader =>
  ({ block }) => {
    const moment = instant(block.effective[name]);
    return moment === null ? undefined : isoDate(new Date(moment));
  };

/**
 * What `requested_fields` may add and the block itself says. `children`, `block_counts`, `student_view_data`,
 * `descendants` and the two that depend on what is below a block are made by the presenter. What an LMS knows of a
 * learner (`completion`, `complete`, `resume_block`, `effort_time`, …) is no data of this service: absent.
 */
export const BLOCK_FIELDS: Readonly<Record<string, FieldReader>> = {
  graded: effective('graded'),
  format: effective('format'),
  start: effectiveDate('start'),
  due: effectiveDate('due'),
  has_score: ({ block }) => block.effective.has_score === true || SCORED.has(block.type),
  weight: effective('weight'),
  show_correctness: effective('show_correctness'),
  hide_from_toc: effective('hide_from_toc'),
  icon_class: ({ block }) => ICONS[block.type] ?? 'other',
  student_view_multi_device: ({ block }) => MULTI_DEVICE.has(block.type),
  special_exam_info: ({ block }) => specialExam(block.effective),
  visible_to_staff_only: ({ block }) => block.gate.staffOnly,
  hide_after_due: ({ block }) => block.gate.hideAfterDue,
};

/** What edX says of a timed exam where the exam service holds the attempts: its kind, in the same order of precedence. */
function specialExam(settings: PlacedBlock['block']['effective']): JsonValue | undefined {
  if (settings.is_practice_exam === true) return { short_description: 'Practice Exam' };
  if (settings.is_proctored_enabled === true) return { short_description: 'Proctored Exam' };
  return settings.is_time_limited === true ? { short_description: 'Timed Exam' } : undefined;
}

/** What is left of a block that the caller may not open (edX: FIELDS_ALLOWED_IN_AUTH_DENIED_CONTENT). */
export const FIELDS_OF_DENIED: ReadonlySet<string> = new Set([
  'display_name',
  'block_id',
  'student_view_url',
  'student_view_multi_device',
  'lms_web_url',
  'legacy_web_url',
  'type',
  'id',
  'block_counts',
  'graded',
  'descendants',
  'contains_gated_content',
]);
