import type { BlockTypeDeclaration } from '../block-type-declaration.js';
import {
  booleanField,
  dateField,
  displayNameField,
  integerField,
  stringField,
  timedeltaField,
  weightField,
  xmlField,
} from '../field-builders.js';
import {
  legacyRandomizationValues,
  randomizationValues,
  showAnswerValues,
  showCorrectnessValues,
} from '../inheritable-fields.js';

const problem: BlockTypeDeclaration = {
  type: 'problem',
  title: 'Problem',
  kind: 'leaf',
  fields: [
    displayNameField('Blank Problem'),
    xmlField('data', 'The problem, as XML.', {
      displayName: 'Problem',
      scope: 'content',
      default: '<problem></problem>',
    }),
    stringField('markdown', 'What the problem was written from, if it was written in Markdown.'),
    booleanField('markdown_edited', 'Whether the Markdown editor saved it last.'),
    weightField(null),
    integerField('max_attempts', 'How many answers a learner may give; unset, any number.', {
      displayName: 'Maximum attempts',
      minimum: 0,
    }),
    stringField('grading_method', 'Which of several answers counts.', {
      default: 'last_score',
      values: ['last_score', 'first_score', 'highest_score', 'average_score'],
    }),
    integerField('submission_wait_seconds', 'Seconds between one answer and the next.', {
      displayName: 'Timer between attempts',
      default: 0,
      minimum: 0,
    }),
    dateField('due', 'When answers are due.', { displayName: 'Due date' }),
    timedeltaField('graceperiod', 'How long after the due date answers still count.', { displayName: 'Grace period' }),
    stringField('show_correctness', 'When learners see whether they were right.', {
      displayName: 'Show results',
      default: 'always',
      values: showCorrectnessValues,
    }),
    stringField('showanswer', 'When the answer may be shown.', {
      displayName: 'Show answer',
      default: 'finished',
      values: showAnswerValues,
    }),
    integerField('attempts_before_showanswer_button', 'Attempts until the answer can be asked for.', {
      displayName: 'Show answer: number of attempts',
      default: 0,
      minimum: 0,
    }),
    stringField('rerandomize', 'How often the numbers in the problem are drawn anew.', {
      displayName: 'Randomization',
      default: 'never',
      values: randomizationValues,
      legacyValues: legacyRandomizationValues,
    }),
    booleanField('show_reset_button', 'Whether the problem offers to start over.'),
    booleanField('force_save_button', 'Shows the save button even where it is not needed.'),
    stringField('source_code', 'LaTeX or word-processor source of the problem.', { deprecated: true }),
    booleanField('use_latex_compiler', 'Whether that source is compiled.'),
    stringField('matlab_api_key', 'Key of the hosted MATLAB service.', { displayName: 'MATLAB API key' }),
  ],
  olx: { form: 'problem', family: 'xml-mixin', storage: 'file', bodyField: 'data' },
};

/** Problems that the platform grades by their XML. */
export const problemTypes: readonly BlockTypeDeclaration[] = [problem];
