import { hrefOf } from '../../common/html/safe-href.js';
import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { DRAFT } from '../content/index.js';

/** The pages of a course that an item may lead to, by the names that Studio gave them (research/endpoints.md B.6). */
export const SYMBOLIC_ACTIONS = ['ManageUsers', 'CourseOutline', 'SettingsDetails', 'SettingsGrading'] as const;
export type SymbolicAction = (typeof SYMBOLIC_ACTIONS)[number];

export const MAX_ACTION_URL = 2048;

const isSymbolic = (text: string): text is SymbolicAction => (SYMBOLIC_ACTIONS as readonly string[]).includes(text);

/** Nothing, a symbolic name, or an http(s) URL: never `javascript:` or `data:`, since pages make links of it. */
export function isAction(text: string): boolean {
  return text === '' || isSymbolic(text) || (text.length <= MAX_ACTION_URL && hrefOf(text, '') !== null);
}

/** Where an item leads: symbolic names become absolute URLs of this course (SPEC R-1), so that a rerun's lead to the rerun. */
export function expandAction(stored: string, courseKey: CourseKey, urls: ApiUrls): string {
  return isSymbolic(stored) ? addressOf(stored, courseKey, urls) : stored;
}

/** The inverse: what was read can be sent back, and stays symbolic. */
export function symbolicAction(sent: string, courseKey: CourseKey, urls: ApiUrls): string {
  return SYMBOLIC_ACTIONS.find((name) => addressOf(name, courseKey, urls) === sent) ?? sent;
}

function addressOf(name: SymbolicAction, courseKey: CourseKey, urls: ApiUrls): string {
  const draft = courseKey.forBranch(DRAFT);
  switch (name) {
    case 'ManageUsers':
      return urls.teamMembers(courseKey);
    case 'CourseOutline':
      return urls.course(draft);
    case 'SettingsDetails':
      return urls.course(courseKey);
    case 'SettingsGrading':
      return urls.gradingPolicy(courseKey);
  }
}
