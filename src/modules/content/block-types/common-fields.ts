import { displayNameField, integerField, listField, stringField } from './field-builders.js';
import type { FieldDeclaration } from './field-declaration.js';

/**
 * Fields that the platform mixes into every block, besides the inheritable ones: presentation (`LmsBlockMixin`),
 * authoring (`AuthoringMixin`) and the link to a library block that this one was made from (`UpstreamSyncMixin`).
 */
export const commonFields: readonly FieldDeclaration[] = [
  displayNameField(null),
  stringField('format', 'The assignment type, as the grading policy names it.', { displayName: 'Assignment type' }),
  stringField('chrome', 'Which navigation surrounds the block.', {
    values: ['chromeless', 'tabs', 'accordion', 'tabs,accordion'],
  }),
  stringField('default_tab', 'Which tab is lit up while the block is read.'),
  stringField('source_file', 'Name of the LaTeX source.', { deprecated: true }),
  stringField('name', 'A short name, used by some older blocks.'),
  listField('tags', 'Free tags of the XBlock library, unrelated to taxonomies.'),
  stringField('copied_from_block', 'Usage key of the block that this one was pasted from.'),
  stringField('upstream', 'Key of the library block or container that updates come from.'),
  integerField('upstream_version', 'Version of the upstream that this block was last brought level with.'),
  integerField('upstream_version_declined', 'Newest upstream version that an author turned down.'),
  stringField('upstream_display_name', 'Title of the upstream when it was last fetched.'),
  stringField('top_level_downstream_parent_key', 'Outermost block of the container import that brought this one in.'),
  listField('downstream_customized', 'Fields whose own values outlive an update from upstream.', {
    members: 'string',
  }),
];

/** The license of a course or a video, e.g. `creative-commons: ver=4.0 BY` or `all-rights-reserved`. */
export const licenseField: FieldDeclaration = stringField('license', 'How the content may be reused.', {
  scope: 'content',
});
