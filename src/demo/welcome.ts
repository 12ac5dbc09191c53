import type { ApiUrls } from '../common/hypermedia/api-urls.js';
import { DEMO_ACCOUNTS, DEMO_CLIENT } from './demo-accounts.js';
import { SAMPLE_COURSE_KEY } from './sample-course.js';

/** What a demo prints once it listens: where to look, and with whose eyes. */
export function welcome(urls: ApiUrls): string {
  const width = Math.max(...DEMO_ACCOUNTS.map(({ username }) => username.length));
  const accounts = DEMO_ACCOUNTS.map(({ username, may }) => `    ${username.padEnd(width)}  may ${may}`);
  const { clientId, secret, username } = DEMO_CLIENT;
  return [
    '',
    'Courseware is ready. Open:',
    '',
    `    ${urls.entry()}  the entry: every API, by links`,
    `    ${urls.course(SAMPLE_COURSE_KEY)}  the sample course`,
    `    ${urls.at('/login')}  signing in, to see it all in a browser`,
    `    ${urls.docs()}  the API's documentation, to try out`,
    '',
    `Get a token (${clientId} acts as ${username}):`,
    '',
    `    curl -d grant_type=client_credentials -d client_id=${clientId} -d client_secret=${secret} -d token_type=jwt ${urls.token()}`,
    '',
    'or, for one of the accounts (each has its name as its password):',
    '',
    '    npx courseware token demo-instructor',
    '',
    ...accounts,
    '',
    'Ctrl-C ends it; the data stays.',
    '',
  ].join('\n');
}
