import type { BlockTypeDeclaration, OlxDeclaration } from '../block-type-declaration.js';
import { licenseField } from '../common-fields.js';
import {
  booleanField,
  dictField,
  displayNameField,
  listField,
  relativeTimeField,
  stringField,
} from '../field-builders.js';
import type { FieldDeclaration } from '../field-declaration.js';

const sources: readonly FieldDeclaration[] = [
  // The platform's sample film, and what an unset id therefore plays: a video without YouTube says youtube_id_1_0="".
  stringField('youtube_id_1_0', 'YouTube id of the video.', { displayName: 'YouTube ID', default: '3_yD_cEKoCk' }),
  stringField('youtube_id_0_75', 'YouTube id of a copy at 0.75 speed.', { default: '', deprecated: true }),
  stringField('youtube_id_1_25', 'YouTube id of a copy at 1.25 speed.', { default: '', deprecated: true }),
  stringField('youtube_id_1_5', 'YouTube id of a copy at 1.5 speed.', { default: '', deprecated: true }),
  listField('html5_sources', 'Addresses of the video file in its formats.', {
    displayName: 'Video file URLs',
    members: 'string',
  }),
  stringField('edx_video_id', 'Id of the video in the video service.', { displayName: 'Video ID', default: '' }),
  stringField('thumbnail', 'Still shown before the video plays.', { default: '' }),
  relativeTimeField('start_time', 'Where in the video to begin.'),
  relativeTimeField('end_time', 'Where in the video to stop; 00:00:00 for its end.'),
];

const transcripts: readonly FieldDeclaration[] = [
  dictField('transcripts', 'Transcript file by language code.', {
    displayName: 'Transcript languages',
    members: 'string',
  }),
  stringField('sub', 'Id of the old English transcript.', { displayName: 'Default timed transcript', default: '' }),
  stringField('track', 'Address of a transcript to download.', { default: '' }),
  booleanField('show_captions', 'Whether the transcript is open at first.', { default: true }),
  booleanField('download_track', 'Whether the transcript can be downloaded.'),
];

const availability: readonly FieldDeclaration[] = [
  booleanField('download_video', 'Whether the video can be downloaded.'),
  stringField('handout', 'File to go with the video.'),
  booleanField('only_on_web', 'Keeps the video out of the mobile apps.'),
  booleanField('public_access', 'Whether people without an account may watch it.'),
  licenseField,
];

const olx: OlxDeclaration = {
  form: 'video',
  family: 'xml-mixin',
  storage: 'file',
  definitionAttributes: ['license'],
  attributeAliases: { from: 'start_time', to: 'end_time' },
  elements: {
    source: 'html5_sources',
    track: 'track',
    handout: 'handout',
    transcript: 'transcripts',
    video_asset: null,
  },
};

const video: BlockTypeDeclaration = {
  type: 'video',
  title: 'Video',
  kind: 'leaf',
  fields: [
    displayNameField('Video'),
    stringField('data', 'Unused; kept for blocks that hold one.', { scope: 'content', default: '' }),
    ...sources,
    ...transcripts,
    ...availability,
  ],
  olx,
};

/** Videos; `videoalpha` is the old name of the same block. */
export const videoTypes: readonly BlockTypeDeclaration[] = [
  video,
  { ...video, type: 'videoalpha', title: 'Video (old name)' },
];
