import type { BlockTypeDeclaration, OlxDeclaration } from '../block-type-declaration.js';
import {
  booleanField,
  displayNameField,
  integerField,
  listField,
  stringField,
  weightField,
} from '../field-builders.js';
import type { FieldDeclaration } from '../field-declaration.js';

const inline: OlxDeclaration = { form: 'attributes', family: 'pure', storage: 'inline' };

const launchFields: readonly FieldDeclaration[] = [
  stringField('lti_id', 'Id of the LTI passport to launch with.', { displayName: 'LTI ID', default: '' }),
  listField('custom_parameters', 'Extra launch parameters, each as name=value.', { members: 'string' }),
  stringField('description', 'Tells learners what the tool is and why it gets their data.', { default: '' }),
  stringField('button_text', 'Label of the launch button.', { default: '' }),
  booleanField('has_score', 'Whether the tool sends a score.', { displayName: 'Scored' }),
  weightField(1),
  booleanField('hide_launch', 'Hides the tool and only takes its scores.'),
  booleanField('accept_grades_past_due', 'Takes scores after the due date.', { default: true }),
  booleanField('ask_to_send_username', 'Asks learners to share their username with the tool.'),
  booleanField('ask_to_send_email', 'Asks learners to share their e-mail address with the tool.'),
];

const lti: BlockTypeDeclaration = {
  type: 'lti',
  title: 'LTI tool (old)',
  kind: 'leaf',
  fields: [
    displayNameField('LTI'),
    stringField('launch_url', 'Address of the tool.', { displayName: 'LTI URL', default: 'http://www.example.com' }),
    booleanField('open_in_a_new_page', 'Opens the tool in its own window.', { default: true }),
    stringField('data', 'The element as imported.', { scope: 'content', default: '' }),
    ...launchFields,
  ],
  olx: { form: 'attributes', family: 'xml-mixin', storage: 'file', bodyField: 'data' },
};

const lti13Fields: readonly FieldDeclaration[] = [
  stringField('lti_1p3_passport_id', 'Id of the shared LTI 1.3 keys.', { default: '' }),
  stringField('lti_1p3_launch_url', 'Address that launches the tool.', { default: '' }),
  stringField('lti_1p3_oidc_url', 'Address where the tool begins its login.', { default: '' }),
  listField('lti_1p3_redirect_uris', 'Addresses that the login may return to.', { members: 'string' }),
  stringField('lti_1p3_tool_key_mode', 'Where the key of the tool comes from.', {
    default: 'public_key',
    values: ['public_key', 'keyset_url'],
  }),
  stringField('lti_1p3_tool_keyset_url', 'Address of the key set of the tool.', { default: '' }),
  stringField('lti_1p3_tool_public_key', 'Public key of the tool, in PEM.', { default: '' }),
  booleanField('lti_1p3_enable_nrps', 'Lets the tool read names and roles.'),
  booleanField('lti_advantage_deep_linking_enabled', 'Lets authors pick content inside the tool.'),
  stringField('lti_advantage_deep_linking_launch_url', 'Address for picking content.', { default: '' }),
  stringField('lti_advantage_ags_mode', 'Who makes the columns of the gradebook.', {
    default: 'declarative',
    values: ['declarative', 'programmatic', 'disabled'],
  }),
];

const ltiConsumer: BlockTypeDeclaration = {
  type: 'lti_consumer',
  title: 'LTI tool',
  kind: 'leaf',
  fields: [
    displayNameField('LTI Consumer'),
    stringField('config_type', 'Where the settings of the tool come from.', {
      default: 'new',
      values: ['new', 'database', 'external'],
    }),
    stringField('external_config', 'Id of a reusable configuration.'),
    stringField('lti_version', 'Version of LTI that the tool speaks.', {
      displayName: 'LTI version',
      default: 'lti_1p1',
      values: ['lti_1p1', 'lti_1p3'],
    }),
    stringField('launch_url', 'Address of the tool.', { displayName: 'LTI URL', default: '' }),
    stringField('launch_target', 'How the tool opens.', {
      default: 'iframe',
      values: ['iframe', 'modal', 'new_window'],
    }),
    integerField('inline_height', 'Height of the frame, in pixels.', { default: 800, minimum: 0 }),
    integerField('modal_height', 'Height of the dialog, in percent of the window.', { default: 80, minimum: 0 }),
    integerField('modal_width', 'Width of the dialog, in percent of the window.', { default: 80, minimum: 0 }),
    booleanField('ask_to_send_full_name', 'Asks learners to share their full name with the tool.'),
    booleanField('enable_processors', 'Sends the extra parameters that the site adds.'),
    ...launchFields,
    ...lti13Fields,
  ],
  olx: inline,
};

const googleDocument: BlockTypeDeclaration = {
  type: 'google-document',
  title: 'Google document',
  kind: 'leaf',
  fields: [
    displayNameField('Google Document'),
    stringField('embed_code', 'The HTML that Google gives for embedding.', { default: '' }),
    stringField('alt_text', 'Describes an image.', { default: '' }),
  ],
  olx: inline,
};

const googleCalendar: BlockTypeDeclaration = {
  type: 'google-calendar',
  title: 'Google calendar',
  kind: 'leaf',
  fields: [
    displayNameField('Google Calendar'),
    stringField('calendar_id', 'Id of a public calendar.', { default: '' }),
    integerField('default_view', 'Which view opens: 0 week, 1 month, 2 agenda.', { default: 1, values: [0, 1, 2] }),
  ],
  olx: inline,
};

const pdf: BlockTypeDeclaration = {
  type: 'pdf',
  title: 'PDF',
  kind: 'leaf',
  fields: [
    displayNameField('PDF'),
    stringField('url', 'Address of the PDF.', { displayName: 'PDF URL', scope: 'content', default: '' }),
    booleanField('allow_download', 'Whether it can be downloaded.', { scope: 'content', default: true }),
    stringField('source_text', 'Label of the link to its source.', { scope: 'content', default: '' }),
    stringField('source_url', 'Address of its source.', { scope: 'content', default: '' }),
  ],
  olx: inline,
};

/** Things that live elsewhere and are shown in a unit. */
export const externalTypes: readonly BlockTypeDeclaration[] = [lti, ltiConsumer, googleDocument, googleCalendar, pdf];
