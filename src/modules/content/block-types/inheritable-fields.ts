import {
  booleanField,
  dateField,
  dictField,
  floatField,
  integerField,
  listField,
  stringField,
  timedeltaField,
} from './field-builders.js';
import type { FieldDeclaration } from './field-declaration.js';

/** When the answer of a problem may be looked at. */
export const showAnswerValues = [
  'always',
  'answered',
  'attempted',
  'closed',
  'finished',
  'correct_or_past_due',
  'past_due',
  'never',
  'after_attempts',
  'after_all_attempts',
  'after_all_attempts_or_correct',
  'attempted_no_past_due',
] as const;

/** When a learner learns whether an answer was right. */
export const showCorrectnessValues = ['always', 'never', 'past_due'] as const;

/** When the numbers of a problem change. The three old spellings mean always, always and per_student. */
export const randomizationValues = ['always', 'onreset', 'never', 'per_student'] as const;
export const legacyRandomizationValues = ['', 'true', 'false'] as const;

const schedule = [
  booleanField('graded', 'Whether the block counts towards the grade.'),
  // The platform's stand-in for "not scheduled yet", which it shows as no date.
  dateField('start', 'When learners first see the block.', { default: '2030-01-01T00:00:00Z' }),
  dateField('due', 'When answers are due.', { displayName: 'Due date' }),
  integerField('relative_weeks_due', 'Weeks from enrollment until answers are due, in a self-paced course.'),
  timedeltaField('graceperiod', 'How long after the due date answers still count.', { displayName: 'Grace period' }),
  floatField('days_early_for_beta', 'How many days before the start beta testers get in.'),
  booleanField('self_paced', 'Whether learners go at their own pace, without due dates.'),
];

const visibility = [
  booleanField('visible_to_staff_only', 'Hides the block from everyone but the course staff, whatever its start.'),
  dictField('group_access', 'Which groups may see the block: group ids by group configuration id.', {
    members: 'integer_list',
    integerKeys: true,
  }),
  listField('user_partitions', 'The group configurations by which learners are divided.', {
    displayName: 'Group configurations',
    members: 'object',
  }),
  booleanField('hide_from_toc', 'Leaves the block out of the table of contents.'),
  booleanField('in_entrance_exam', 'Whether answers here count for the entrance exam.'),
];

const problems = [
  stringField('showanswer', 'When the answer may be shown.', {
    displayName: 'Show answer',
    default: 'finished',
    values: showAnswerValues,
  }),
  stringField('show_correctness', 'When learners see whether they were right.', {
    displayName: 'Show results',
    default: 'always',
    values: showCorrectnessValues,
  }),
  stringField('rerandomize', 'How often the numbers in a problem are drawn anew.', {
    displayName: 'Randomization',
    default: 'never',
    values: randomizationValues,
    legacyValues: legacyRandomizationValues,
  }),
  integerField('max_attempts', 'How many answers a learner may give; unset, any number.', {
    displayName: 'Maximum attempts',
    minimum: 0,
  }),
  booleanField('show_reset_button', 'Whether problems offer to start over.'),
  booleanField('use_latex_compiler', 'Whether the LaTeX source of a block is compiled.'),
  stringField('matlab_api_key', 'Key of the hosted MATLAB service for this course.', {
    displayName: 'MATLAB API key',
  }),
];

const videos = [
  booleanField('video_speed_optimizations', 'Whether video files are fetched through a cache.', { default: true }),
  booleanField('video_auto_advance', 'Whether the end of a video moves on to the next one.'),
  dictField('video_bumper', 'A short video that plays before the others, with its transcripts.'),
];

const course = [
  stringField('course_edit_method', 'What the course is edited with.', { default: 'Studio', deprecated: true }),
  stringField('giturl', 'Address of the repository that the course comes from.', { displayName: 'Git URL' }),
  stringField('xqa_key', 'Has no effect.', { displayName: 'XQA key', deprecated: true }),
  stringField('static_asset_path', 'Folder that stands in for the uploaded files.', { default: '' }),
  booleanField('edxnotes', 'Whether learners may take notes in the margin.', { displayName: 'Student notes' }),
  // Kept per learner by the platform, yet one of the 28: as an attribute of OLX it is a course-wide beginning.
  booleanField('edxnotes_visibility', 'Whether the margin notes are shown.', { default: true }),
];

/**
 * The 28 fields that a block takes from its nearest ancestor when it has no value of its own: those of the
 * platform's InheritanceMixin (research/endpoints.md B.8, OLX rule 22), with its defaults. Every block type has them.
 */
export const inheritableFields: readonly FieldDeclaration[] = [
  ...schedule,
  ...visibility,
  ...problems,
  ...videos,
  ...course,
].map((field) => ({ ...field, inheritable: true }));
