import { fieldOf, isKnownBlockType, type JsonValue } from '../content/vocabulary.js';

/** Fields that hold the answers, or what the answers are checked against. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  problem: ['data', 'markdown', 'source_code'],
  openassessment: ['data'],
  edx_sga: ['solution'],
  'drag-and-drop-v2': ['data'],
  crowdsourcehinter: ['initial_hints', 'generic_hints'],
  // What stood there may have been anything.
  error: ['contents', 'error_msg'],
  hidden: ['data'],
};

/** Credentials that authors enter as settings, on whatever block. */
const SECRETS: ReadonlySet<string> = new Set(['lti_passports', 'matlab_api_key', 'xqa_key', 'video_upload_pipeline']);

/** Where a block was copied from: another course, perhaps one of which only its team knows. */
const ORIGINS: ReadonlySet<string> = new Set([
  'copied_from_block',
  'upstream',
  'upstream_display_name',
  'top_level_downstream_parent_key',
]);

/**
 * Whether a field of a block is for the course team only (`courses.view_drafts`): the privacy rule of blocks (SPEC section
 * 1). Of a type that nobody here knows, only what every block has is shown: nobody can say which part of it is the answer.
 */
export function isForTeamOnly(type: string, name: string): boolean {
  if (SECRETS.has(name) || ORIGINS.has(name) || ANSWERS[type]?.includes(name)) return true;
  return !isKnownBlockType(type) && (name === 'data' || fieldOf(type, name) === undefined);
}

/** The fields that learners are shown, of these. */
export function fieldsForLearners<Value extends JsonValue | object>(
  type: string,
  fields: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !isForTeamOnly(type, name)));
}
