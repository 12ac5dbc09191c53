import type { BlockTypeDeclaration } from '../block-type-declaration.js';
import {
  booleanField,
  displayNameField,
  integerField,
  referenceListField,
  referenceValueDictField,
  stringField,
} from '../field-builders.js';
import type { FieldDeclaration } from '../field-declaration.js';

const bankFields: readonly FieldDeclaration[] = [
  integerField('max_count', 'How many children each learner gets; -1 for all of them.', { default: 1, minimum: -1 }),
  booleanField('allow_resetting_children', 'Lets learners draw a new selection.'),
];

/** How a conditional may question its sources; each is also the attribute's name in OLX. */
export const conditionAttributes = ['poll_answer', 'submitted', 'attempted', 'correct', 'voted'] as const;

const libraryContent: BlockTypeDeclaration = {
  type: 'library_content',
  title: 'Randomized content from a legacy library',
  kind: 'container',
  fields: [
    displayNameField('Randomized Content Block'),
    stringField('source_library_id', 'Key of the library that the children come from.'),
    stringField('source_library_version', 'Version of the library when it was last fetched.'),
    stringField('capa_type', 'Response type that problems must have to be drawn, or any.', { default: 'any' }),
    booleanField('is_migrated_to_v2', 'Whether the children now follow a new-style library.'),
    ...bankFields,
  ],
  childTypes: 'any',
  olx: { form: 'container', family: 'xml-mixin', storage: 'file' },
};

const itemBank: BlockTypeDeclaration = {
  type: 'itembank',
  title: 'Problem bank',
  kind: 'container',
  fields: [displayNameField('Problem Bank'), ...bankFields],
  childTypes: 'any',
  olx: { form: 'container', family: 'xml-mixin', storage: 'file' },
};

const splitTest: BlockTypeDeclaration = {
  type: 'split_test',
  title: 'Content experiment',
  kind: 'container',
  fields: [
    displayNameField('Content Experiment'),
    integerField('user_partition_id', 'Group configuration that divides the learners; -1 for none.', {
      scope: 'content',
      default: -1,
    }),
    referenceValueDictField('group_id_to_child', 'Which child each group sees.', {
      scope: 'content',
      displayName: 'Child of each group',
    }),
  ],
  childTypes: 'any',
  olx: {
    form: 'container',
    family: 'xml-mixin',
    storage: 'file',
    definitionAttributes: ['group_id_to_child', 'user_partition_id'],
  },
};

const conditional: BlockTypeDeclaration = {
  type: 'conditional',
  title: 'Conditional',
  kind: 'container',
  fields: [
    displayNameField('Conditional'),
    referenceListField('sources_list', 'The blocks whose state decides.', { scope: 'content' }),
    referenceListField('show_tag_list', 'Children that stand elsewhere in the course.', { scope: 'content' }),
    stringField('conditional_attr', 'What is asked of the sources.', {
      scope: 'content',
      default: 'correct',
      values: conditionAttributes,
    }),
    stringField('conditional_value', 'The answer that opens the content.', { scope: 'content', default: 'True' }),
    stringField('conditional_message', 'Shown until then; {link} becomes a link to the sources.', {
      scope: 'content',
      default: 'Complete {link} first to see this part.',
    }),
  ],
  childTypes: 'any',
  olx: {
    form: 'container',
    family: 'xml-mixin',
    storage: 'file',
    // sources="a;b" correct="True": one attribute is named by conditional_attr and holds conditional_value (OLX rule 29).
    attributeAliases: { sources: 'sources_list', message: 'conditional_message' },
    elements: { show: 'show_tag_list' },
  },
};

const randomize: BlockTypeDeclaration = {
  type: 'randomize',
  title: 'One child at random',
  kind: 'container',
  fields: [displayNameField(null)],
  childTypes: 'any',
  olx: { form: 'container', family: 'xml-mixin', storage: 'file' },
};

/** Containers that show a learner some of their children. */
export const selectionTypes: readonly BlockTypeDeclaration[] = [
  libraryContent,
  itemBank,
  splitTest,
  conditional,
  randomize,
];
