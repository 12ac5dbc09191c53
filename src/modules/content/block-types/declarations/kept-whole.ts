import type { BlockTypeDeclaration, OlxDeclaration } from '../block-type-declaration.js';
import { displayNameField, stringField } from '../field-builders.js';
import type { FieldDeclaration } from '../field-declaration.js';

/** Any text: what is kept here may be older than the rules of XML that we hold authors to. */
const elementField: FieldDeclaration = stringField('data', 'The element as it stood in the course.', {
  displayName: 'Element',
  scope: 'content',
  default: '',
});

const rawFile: OlxDeclaration = { form: 'raw', family: 'xml-mixin', storage: 'file', bodyField: 'data' };

/** A tag filled in from a template of the course; never behind a pointer, since it is one itself. */
function customTag(type: string, title: string): BlockTypeDeclaration {
  return {
    type,
    title,
    kind: 'leaf',
    fields: [displayNameField(null), elementField],
    olx: { ...rawFile, storage: 'inline' },
  };
}

const customTagTemplate: BlockTypeDeclaration = {
  type: 'custom_tag_template',
  title: 'Custom tag template',
  kind: 'detached',
  fields: [displayNameField(null), elementField],
  parentTypes: [],
  olx: { form: 'raw', family: 'xml-mixin', storage: 'folder', folder: 'custom_tags', bodyField: 'data' },
};

const error: BlockTypeDeclaration = {
  type: 'error',
  title: 'Block that could not be read',
  kind: 'leaf',
  fields: [
    displayNameField(null),
    stringField('contents', 'What stood there.', { scope: 'content' }),
    stringField('error_msg', 'Why it could not be read.', { displayName: 'Error message', scope: 'content' }),
  ],
  olx: { form: 'raw', family: 'xml-mixin', storage: 'inline', bodyField: 'contents' },
};

/**
 * Any type that is not in the catalogue, and the `hidden` one that the platform puts in its place: its element is
 * kept as it is, children and comments included, and written back (OLX rule 31, SPEC C-4).
 */
export const unknownBlockType: BlockTypeDeclaration = {
  type: 'unknown',
  title: 'Unknown block',
  kind: 'leaf',
  fields: [displayNameField(null), elementField],
  olx: rawFile,
};

/** Types whose element is kept and shown as it is. */
export const keptWholeTypes: readonly BlockTypeDeclaration[] = [
  customTag('customtag', 'Custom tag'),
  // Old names of one custom tag each.
  customTag('book', 'Book reference'),
  customTag('discuss', 'Discussion link'),
  customTag('image', 'Image tag'),
  customTag('slides', 'Slides tag'),
  customTag('videodev', 'Video tag'),
  customTagTemplate,
  error,
  { ...unknownBlockType, type: 'hidden', title: 'Hidden block' },
];
