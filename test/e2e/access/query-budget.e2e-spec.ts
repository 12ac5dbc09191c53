import { AccessChanges } from '../../../src/common/auth/access-changes.js';
import { KnownAccounts } from '../../../src/modules/accounts/index.js';
import { statementsWhile } from '../../support/statements.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { Browser } from '../../support/browser.js';
import { type Callers, COURSES, importSample, SAMPLE } from '../contract/sample-course.js';

const BLOCK = `/api/xblock/v1/xblocks/${SAMPLE.makeUsageKey('html', 'welcome')}/`;
/** One of each kind of decision: by the guard, by the service, in a list. */
const READS = [
  `${COURSES}${SAMPLE}/`,
  BLOCK,
  `/api/xblock/v1/xblocks/${SAMPLE.makeUsageKey('course', 'course')}/children/`,
  `/api/enrollment/v1/enrollments/learner,${SAMPLE}/`,
  `/api/asset/v1/assets/?course=${encodeURIComponent(String(SAMPLE))}`,
  '/api/user/v1/accounts/me/',
];
/** And sessions say when they were last seen. */
const OF_BOOKKEEPING = /SET last_seen/;

describe('authorization adds at most two statements to a request, and none when hot (ADR 0021)', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
  });
  afterAll(async () => service?.close());

  async function countWhile(work: () => Promise<{ readonly status: number }>): Promise<number> {
    const read = async () => expect((await work()).status).toBe(200);
    return (await statementsWhile(service, read, { remembering: true, without: OF_BOOKKEEPING })).length;
  }

  /** As if somebody had just changed something of everybody's. */
  function forgetEverything(): void {
    service.app.get(AccessChanges).note();
    service.app.get(KnownAccounts).forget();
  }

  it.each(READS)('of %s, for a learner with a token', async (target) => {
    await callers.learner(target);
    await callers.admin(target);
    const hot = await countWhile(() => callers.learner(target));
    // Of global staff nothing has to be looked up in the course.
    expect(hot).toBeLessThanOrEqual(await countWhile(() => callers.admin(target)));
    forgetEverything();
    expect((await countWhile(() => callers.learner(target))) - hot).toBeLessThanOrEqual(2);
  });

  it('of a block, for a learner in a browser: the session brings its account along', async () => {
    const browser = await new Browser(service).signIn('learner');
    await browser.send(BLOCK);
    const hot = await countWhile(() => browser.send(BLOCK));
    expect(hot).toBeLessThanOrEqual(await countWhile(() => callers.admin(BLOCK)));
    forgetEverything();
    expect((await countWhile(() => browser.send(BLOCK))) - hot).toBeLessThanOrEqual(2);
  });
});
