import type { BlockTypeDeclaration, OlxDeclaration } from '../block-type-declaration.js';
import { booleanField, displayNameField, listField, stringField, xmlField } from '../field-builders.js';
import type { FieldDeclaration } from '../field-declaration.js';

function htmlFields(untitled: string, emptyBody: string): readonly FieldDeclaration[] {
  return [
    displayNameField(untitled),
    stringField('data', 'The text, as HTML.', { displayName: 'Text', scope: 'content', default: emptyBody }),
    stringField('upstream_data', 'The text of the upstream block when it was last fetched.', { scope: 'content' }),
    stringField('source_code', 'LaTeX source of the text.', { deprecated: true }),
    booleanField('use_latex_compiler', 'Whether that source is compiled.'),
    stringField('editor', 'Which editor opens the text.', { default: 'visual', values: ['visual', 'raw'] }),
  ];
}

/** A type whose blocks are files of a folder, found without a pointer (OLX rule 34). */
function inFolder(folder: string): OlxDeclaration {
  return { form: 'html-pair', family: 'xml-mixin', storage: 'folder', folder, bodyField: 'data' };
}

const html: BlockTypeDeclaration = {
  type: 'html',
  title: 'Text',
  kind: 'leaf',
  fields: htmlFields('Text', ''),
  olx: {
    form: 'html-pair',
    family: 'xml-mixin',
    storage: 'file',
    bodyField: 'data',
  },
};

const about: BlockTypeDeclaration = {
  type: 'about',
  title: 'Part of the about page',
  kind: 'detached',
  fields: htmlFields('overview', ''),
  parentTypes: [],
  olx: inFolder('about'),
};

const staticTab: BlockTypeDeclaration = {
  type: 'static_tab',
  title: 'Custom page',
  kind: 'detached',
  fields: [
    ...htmlFields('Empty', ''),
    booleanField('course_staff_only', 'Hides the page from learners.', { displayName: 'Course staff only' }),
  ],
  parentTypes: [],
  olx: inFolder('tabs'),
};

const courseInfo: BlockTypeDeclaration = {
  type: 'course_info',
  title: 'Course updates or handouts',
  kind: 'detached',
  fields: [
    ...htmlFields('Text', '<ol></ol>'),
    listField('items', 'The updates, each with its date, text and status.', { scope: 'content', members: 'object' }),
  ],
  parentTypes: [],
  olx: inFolder('info'),
};

const annotatable: BlockTypeDeclaration = {
  type: 'annotatable',
  title: 'Annotated text',
  kind: 'leaf',
  fields: [
    displayNameField('Annotation'),
    xmlField('data', 'The text with its annotation elements.', { scope: 'content', default: '<annotatable/>' }),
  ],
  olx: { form: 'raw', family: 'xml-mixin', storage: 'file', bodyField: 'data' },
};

/** Blocks whose content is a text. */
export const textTypes: readonly BlockTypeDeclaration[] = [html, about, staticTab, courseInfo, annotatable];
