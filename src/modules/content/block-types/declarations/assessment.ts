import type { BlockTypeDeclaration } from '../block-type-declaration.js';
import {
  booleanField,
  dateField,
  dictField,
  displayNameField,
  integerField,
  stringField,
  weightField,
  xmlField,
} from '../field-builders.js';
import { showAnswerValues } from '../inheritable-fields.js';

const openAssessment: BlockTypeDeclaration = {
  type: 'openassessment',
  title: 'Open response assessment',
  kind: 'leaf',
  fields: [
    displayNameField('Open Response Assessment'),
    // The platform takes title, prompts, rubric and steps apart; they are kept here as the one piece that OLX has.
    xmlField('data', 'Prompts, rubric and assessment steps, as XML.', {
      displayName: 'Assessment',
      scope: 'content',
      default: '<openassessment/>',
    }),
    dateField('start', 'When the assessment opens.'),
    dateField('due', 'When the assessment closes.'),
    weightField(null),
    stringField('prompts_type', 'Whether prompts are plain text or HTML.', {
      scope: 'content',
      default: 'text',
      values: ['text', 'html'],
    }),
    stringField('submission_start', 'When responses may be given.', { default: '2001-01-01T00:00' }),
    stringField('submission_due', 'When responses are due.', { default: '2029-01-01T00:00' }),
    stringField('date_config_type', 'Where the dates come from.', {
      default: 'manual',
      values: ['manual', 'subsection', 'course_end'],
    }),
    stringField('text_response_raw', 'Whether a text is asked for.', {
      displayName: 'Text response',
      default: 'required',
      values: ['required', 'optional', ''],
    }),
    stringField('text_response_editor', 'Which editor the text is written in.', {
      default: 'text',
      values: ['text', 'tinymce'],
    }),
    stringField('file_upload_response_raw', 'Whether files are asked for.', {
      displayName: 'File response',
      values: ['required', 'optional', ''],
    }),
    stringField('file_upload_type_raw', 'Which files are taken.', {
      displayName: 'File types',
      scope: 'content',
      values: ['image', 'pdf-and-image', 'custom'],
    }),
    stringField('white_listed_file_types', 'File extensions taken, with commas between, if the types are custom.', {
      scope: 'content',
    }),
    booleanField('allow_multiple_files', 'Whether several files are taken.', { default: true }),
    booleanField('allow_latex', 'Whether LaTeX in a response is shown as formulas.'),
    booleanField('allow_learner_resubmissions', 'Whether a response may be replaced.'),
    integerField('resubmissions_grace_period_days', 'Days in which it may.', { minimum: 0 }),
    stringField('resubmissions_grace_period_time', 'Hours and minutes on top of those days.'),
    integerField('leaderboard_show', 'How many best responses are shown; 0 for none.', {
      scope: 'content',
      default: 0,
      minimum: 0,
    }),
    booleanField('teams_enabled', 'Whether teams respond together.'),
    stringField('selected_teamset_id', 'The team set whose teams respond.', { default: '' }),
    booleanField('show_rubric_during_response', 'Shows the rubric while a response is written.'),
  ],
  olx: {
    form: 'raw',
    family: 'pure',
    storage: 'inline',
    bodyField: 'data',
    definitionAttributes: ['prompts_type', 'file_upload_type_raw', 'white_listed_file_types', 'leaderboard_show'],
    attributeAliases: {
      text_response: 'text_response_raw',
      file_upload_response: 'file_upload_response_raw',
      file_upload_type: 'file_upload_type_raw',
    },
  },
};

const staffGradedAssignment: BlockTypeDeclaration = {
  type: 'edx_sga',
  title: 'Staff graded assignment',
  kind: 'leaf',
  fields: [
    displayNameField('Staff Graded Assignment'),
    weightField(null),
    integerField('points', 'The best score that can be given.', {
      displayName: 'Maximum score',
      default: 100,
      minimum: 0,
    }),
    integerField('staff_score', 'A score that waits for an instructor.', { minimum: 0 }),
    stringField('showanswer', 'When the solution may be seen.', {
      displayName: 'Show answer',
      default: 'past_due',
      values: ['always', 'answered', 'attempted', 'closed', 'finished', 'correct_or_past_due', 'past_due', 'never'],
    }),
    stringField('solution', 'The solution, as HTML.', { default: '' }),
  ],
  olx: { form: 'attributes', family: 'pure', storage: 'inline', elements: { solution: 'solution' } },
};

const staffGradedPoints: BlockTypeDeclaration = {
  type: 'staffgradedxblock',
  title: 'Staff graded points',
  kind: 'leaf',
  fields: [
    displayNameField('Staff Graded Points'),
    stringField('instructions', 'What learners are told, as Markdown.', { scope: 'content', default: '' }),
    weightField(1),
  ],
  olx: { form: 'attributes', family: 'pure', storage: 'inline' },
};

const dragAndDrop: BlockTypeDeclaration = {
  type: 'drag-and-drop-v2',
  title: 'Drag and drop',
  kind: 'leaf',
  fields: [
    displayNameField('Drag and Drop'),
    booleanField('show_title', 'Whether the title is shown.', { default: true }),
    stringField('question_text', 'What learners are asked to do, as HTML.', {
      displayName: 'Problem text',
      default: '',
    }),
    booleanField('show_question_header', 'Whether a heading stands above that text.', { default: true }),
    stringField('mode', 'Feedback after each item, or at the end.', {
      default: 'standard',
      values: ['standard', 'assessment'],
    }),
    integerField('max_attempts', 'How many attempts a learner has; unset, any number.', {
      displayName: 'Maximum attempts',
      minimum: 0,
    }),
    stringField('showanswer', 'When the answer may be shown.', {
      displayName: 'Show answer',
      default: 'finished',
      values: ['default', ...showAnswerValues],
    }),
    weightField(1),
    stringField('item_background_color', 'Colour of the items.', { default: '' }),
    stringField('item_text_color', 'Colour of their text.', { default: '' }),
    integerField('max_items_per_zone', 'How many items fit a zone; unset, any number.', { minimum: 1 }),
    dictField('data', 'Zones, items, feedback and the picture behind them.', {
      displayName: 'Problem data',
      scope: 'content',
    }),
  ],
  olx: { form: 'attributes', family: 'pure', storage: 'inline' },
};

/** Work that people or outside rules grade. */
export const assessmentTypes: readonly BlockTypeDeclaration[] = [
  openAssessment,
  staffGradedAssignment,
  staffGradedPoints,
  dragAndDrop,
];
