import type { AppConfig } from '../config/app-config.js';

/** As the texts of errors name it. */
const TOKEN_PATH = '/oauth2/access_token';

/**
 * A text about an error, for this installation: where an LMS gives the tokens, nobody is sent to the token endpoint of this
 * service, which is not there then.
 */
export function withTokenPlace(text: string, { lms }: Pick<AppConfig, 'lms'>): string {
  return lms === null ? text : text.replaceAll(TOKEN_PATH, `${lms.publicUrlRoot}${TOKEN_PATH}`);
}
