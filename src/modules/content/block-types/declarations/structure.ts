import type { BlockTypeDeclaration, OlxDeclaration } from '../block-type-declaration.js';
import { booleanField, dateField, displayNameField, integerField, listField, stringField } from '../field-builders.js';
import type { FieldDeclaration } from '../field-declaration.js';
import { courseFields } from './course-fields.js';

const containerFile: OlxDeclaration = { form: 'container', family: 'xml-mixin', storage: 'file' };

const sequenceFields: readonly FieldDeclaration[] = [
  dateField('due', 'When answers inside are due.', { displayName: 'Due date' }),
  integerField('relative_weeks_due', 'Weeks from enrollment until answers inside are due.'),
  booleanField('hide_after_due', 'Hides the content once the due date is past.'),
  booleanField('is_entrance_exam', 'Marks the entrance exam of the course.'),
];

const examFields: readonly FieldDeclaration[] = [
  booleanField('is_time_limited', 'Whether the clock runs while it is open.'),
  integerField('default_time_limit_minutes', 'Minutes until the time is up.', { minimum: 0 }),
  booleanField('is_proctored_enabled', 'Whether the exam is supervised.'),
  stringField('exam_review_rules', 'What the supervisors are to watch for.', { default: '' }),
  booleanField('is_practice_exam', 'Whether the exam is for practice only.'),
  booleanField('is_onboarding_exam', 'Whether the exam only sets up the supervision.'),
];

const unitFields: readonly FieldDeclaration[] = [
  ...sequenceFields,
  booleanField('discussion_enabled', 'Whether the unit has a discussion beside it.', { default: true }),
];

const course: BlockTypeDeclaration = {
  type: 'course',
  title: 'Course',
  kind: 'container',
  fields: [...courseFields, ...sequenceFields, ...examFields],
  childTypes: ['chapter'],
  parentTypes: [],
  olx: {
    ...containerFile,
    // The license is an attribute although it is content (OLX rule 23).
    definitionAttributes: ['license'],
    elements: { textbook: 'textbooks', wiki: 'wiki_slug' },
  },
};

const chapter: BlockTypeDeclaration = {
  type: 'chapter',
  title: 'Section',
  kind: 'container',
  fields: [
    displayNameField(null),
    listField('highlights', 'What learners can look forward to in this section.', { members: 'string' }),
    ...sequenceFields,
    ...examFields,
  ],
  childTypes: ['sequential'],
  parentTypes: ['course'],
  olx: containerFile,
};

const sequential: BlockTypeDeclaration = {
  type: 'sequential',
  title: 'Subsection',
  kind: 'container',
  fields: [displayNameField(null), ...sequenceFields, ...examFields],
  childTypes: ['vertical'],
  parentTypes: ['chapter'],
  olx: containerFile,
};

const vertical: BlockTypeDeclaration = {
  type: 'vertical',
  title: 'Unit',
  kind: 'container',
  fields: [displayNameField(null), ...unitFields],
  childTypes: 'any',
  parentTypes: [
    'sequential',
    'split_test',
    'conditional',
    'randomize',
    'wrapper',
    'library_content',
    'itembank',
    'library',
  ],
  olx: containerFile,
};

const wrapper: BlockTypeDeclaration = {
  type: 'wrapper',
  title: 'Group without a frame',
  kind: 'container',
  fields: [displayNameField(null), ...unitFields],
  childTypes: 'any',
  olx: containerFile,
};

const unit: BlockTypeDeclaration = {
  type: 'unit',
  title: 'Library unit',
  kind: 'container',
  fields: [displayNameField('Unit')],
  childTypes: 'any',
  parentTypes: [],
  olx: { form: 'container', family: 'pure', storage: 'inline' },
};

const library: BlockTypeDeclaration = {
  type: 'library',
  title: 'Content library',
  kind: 'container',
  fields: [
    displayNameField('Library'),
    listField('advanced_modules', 'Block types that may be added besides the usual ones.', { members: 'string' }),
  ],
  childTypes: 'any',
  parentTypes: [],
  // The root of library.xml; its advanced_modules are an element of their own (xml_node in the platform's words).
  olx: { form: 'container', family: 'pure', storage: 'inline', elements: { advanced_modules: 'advanced_modules' } },
};

/** The tree of a course, from the root down to its units, and the roots of libraries. */
export const structureTypes: readonly BlockTypeDeclaration[] = [
  course,
  chapter,
  sequential,
  vertical,
  wrapper,
  unit,
  library,
];
