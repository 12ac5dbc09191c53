import type { BlockTypeDeclaration, OlxDeclaration } from '../block-type-declaration.js';
import {
  anyField,
  booleanField,
  dateField,
  dictField,
  displayNameField,
  integerField,
  listField,
  stringField,
  weightField,
} from '../field-builders.js';

const inline: OlxDeclaration = { form: 'attributes', family: 'pure', storage: 'inline' };

const discussion: BlockTypeDeclaration = {
  type: 'discussion',
  title: 'Discussion',
  kind: 'leaf',
  fields: [
    displayNameField('Discussion'),
    stringField('discussion_id', 'Id of the topic in the forum; unset, one is made from the block.'),
    stringField('discussion_category', 'Group of topics that this one is listed under.', { default: 'Week 1' }),
    stringField('discussion_target', 'Name of the topic in the forum.', {
      default: 'Topic-Level Student-Visible Label',
    }),
    stringField('sort_key', 'Orders the topics of a category.'),
  ],
  // Old archives have a discussion/ file behind a pointer; the platform reads both and writes this.
  olx: inline,
};

const wordCloud: BlockTypeDeclaration = {
  type: 'word_cloud',
  title: 'Word cloud',
  kind: 'leaf',
  fields: [
    displayNameField('Word cloud'),
    stringField('instructions', 'What learners are asked to enter.'),
    integerField('num_inputs', 'How many words each learner enters.', { default: 5, minimum: 1 }),
    integerField('num_top_words', 'How many words the cloud shows at most.', { default: 250, minimum: 1 }),
    booleanField('display_student_percents', 'Whether each word shows its share.', { default: true }),
    stringField('data', 'The element as imported.', { scope: 'content', default: '' }),
  ],
  olx: { form: 'attributes', family: 'xml-mixin', storage: 'file', bodyField: 'data' },
};

const pollQuestion: BlockTypeDeclaration = {
  type: 'poll_question',
  title: 'Poll question',
  kind: 'leaf',
  fields: [
    displayNameField('poll_question'),
    stringField('question', 'The question, as HTML.', { scope: 'content', default: '' }),
    listField('answers', 'The choices, each with its id and text.', { scope: 'content', members: 'object' }),
  ],
  olx: {
    form: 'attributes',
    family: 'xml-mixin',
    storage: 'file',
    bodyField: 'question',
    elements: { answer: 'answers' },
  },
};

const pollFields = [
  booleanField('private_results', 'Hides the results from learners.', { scope: 'content' }),
  integerField('max_submissions', 'How often a learner may vote; 0 for any number.', {
    scope: 'content',
    default: 1,
    minimum: 0,
  }),
  stringField('feedback', 'Shown after voting.', { scope: 'content', default: '' }),
];

const poll: BlockTypeDeclaration = {
  type: 'poll',
  title: 'Poll',
  kind: 'leaf',
  fields: [
    { ...displayNameField('Poll'), scope: 'content' },
    stringField('question', 'The question, as Markdown.', { scope: 'content', default: '' }),
    listField('answers', 'The choices: pairs of an id and its label and picture.'),
    ...pollFields,
  ],
  olx: inline,
};

const survey: BlockTypeDeclaration = {
  type: 'survey',
  title: 'Survey',
  kind: 'leaf',
  fields: [
    { ...displayNameField('Survey'), scope: 'content' },
    stringField('block_name', 'Heading above the questions.', { scope: 'content', default: 'Poll' }),
    listField('questions', 'The questions: pairs of an id and its label and picture.'),
    listField('answers', 'The choices for every question: pairs of an id and a label.'),
    ...pollFields,
  ],
  olx: inline,
};

const done: BlockTypeDeclaration = {
  type: 'done',
  title: 'Mark as done',
  kind: 'leaf',
  fields: [
    displayNameField('Completion'),
    stringField('align', 'Where the button stands.', { default: 'left', values: ['left', 'right', 'center'] }),
    dateField('start', 'Has no effect here.'),
    dateField('due', 'Has no effect here.'),
    weightField(null),
  ],
  olx: inline,
};

const recommender: BlockTypeDeclaration = {
  type: 'recommender',
  title: 'Recommended resources',
  kind: 'leaf',
  fields: [
    displayNameField(null),
    stringField('version', 'Version of the stored form.', { scope: 'content', default: 'recommender.v1.0' }),
    booleanField('intro_enabled', 'Shows a short tour at first.', { scope: 'content', default: true }),
    anyField('default_recommendations', 'The resources to begin with.', { scope: 'content', default: {} }),
    dictField('client_configuration', 'Settings of the list.', {
      scope: 'content',
      default: { disable_dev_ux: true, entries_per_page: 5, page_span: 2 },
    }),
  ],
  olx: { ...inline, elements: { resources: 'default_recommendations' } },
};

const crowdsourceHinter: BlockTypeDeclaration = {
  type: 'crowdsourcehinter',
  title: 'Hints from learners',
  kind: 'leaf',
  fields: [
    displayNameField(null),
    dictField('initial_hints', 'Hint by wrong answer, to begin with.', { scope: 'content' }),
    listField('generic_hints', 'Hints for any wrong answer.', { scope: 'content', members: 'string' }),
    stringField('target_problem', 'Usage key of the problem that the hints are for.', {
      scope: 'content',
      default: '',
    }),
  ],
  olx: inline,
};

/** Discussions, polls and other things to do that carry no points. */
export const toolTypes: readonly BlockTypeDeclaration[] = [
  discussion,
  wordCloud,
  pollQuestion,
  poll,
  survey,
  done,
  recommender,
  crowdsourceHinter,
];
