import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { AccountsService } from '../../../src/modules/accounts/index.js';
import { CourseRolesService } from '../../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../../src/modules/enrollments/index.js';
import { AccessTokens } from '../../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../../support/app.js';
import { COURSE, HIDDEN, makeThings, type Things } from './reads.js';
import { json } from '../../support/json-request.js';

const ENROLLMENTS = '/api/enrollment/v1/enrollments/';
const NO_COURSE = CourseKey.of(HIDDEN.org!, 'Tides101', 'Absent');

describe('what is hidden from somebody (SPEC R-7, operations.md A10)', () => {
  let service: TestApp;
  let admin: TestClient;
  let stranger: TestClient;
  let things: Things;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('admin', { isStaff: true });
    await admin('/api/');
    things = await makeThings(service, admin);
    stranger = service.as('stranger');
    await stranger('/api/');
    await admin(`/api/user/v1/accounts/disabled-one/`);
    await service.as('disabled-one')('/api/');
    await service.app.get(AccountsService).setActive('disabled-one', false);
  });
  afterAll(async () => service?.close());

  /** An answer without what is of the request, and without the key that was asked for. */
  const told = ({ status, headers, text }: TestResponse, keys: readonly string[]): unknown => {
    const ofRequest = ['date', 'x-request-id', 'traceparent', 'ratelimit', 'content-length'];
    const spellings = keys.flatMap((key) => [key, encodeURIComponent(key)]).toSorted((a, b) => b.length - a.length);
    const anonymous = (value: string): string =>
      spellings.reduce((kept, spelling) => kept.replaceAll(spelling, 'KEY'), value);
    const kept = [...headers]
      .filter(([name]) => !ofRequest.includes(name))
      .map(([name, value]) => [name, anonymous(value)]);
    const body = anonymous(text.replace(headers.get('x-request-id') ?? '\0', 'REQUEST'));
    return { status, headers: kept, body };
  };

  const inCourse: [string, string, RequestInit?][] = [
    ['the course', '/api/course/v1/courses/KEY/'],
    ['its access policy', '/api/course/v1/courses/KEY/access_policy/'],
    ['a change of its access policy', '/api/course/v1/courses/KEY/access_policy/', json('PATCH', {})],
    ['its team', '/api/course/v1/courses/KEY/team_members/'],
    ['a member of its team', '/api/course/v1/courses/KEY/team_members/admin/'],
    ['a new member of its team', '/api/course/v1/courses/KEY/team_members/admin/', json('PUT', { role: 'staff' })],
    ['an import into it', '/api/course/v1/courses/KEY/imports/', json('POST', {})],
    ['its course in the catalog of Open edX', '/api/courses/v1/courses/KEY/'],
    ['its modes', '/api/course_modes/v1/courses/KEY/'],
    ['one of its modes', '/api/course_modes/v1/courses/KEY/audit/'],
    ['its enrollment', '/api/enrollment/v1/courses/KEY/'],
    ['its enrollment in Open edX’s words', '/api/enrollment/v1/course/KEY/'],
    ['an enrollment in it', `${ENROLLMENTS}admin,KEY/`],
    ['one’s own enrollment in it', `${ENROLLMENTS}me,KEY/`],
    ['enrolling in it, by PUT', `${ENROLLMENTS}me,KEY/`, json('PUT', { mode: 'audit', is_active: true })],
    ['enrolling in it', ENROLLMENTS, json('POST', { course_key: 'KEY' })],
    ['enrolling somebody else in it', ENROLLMENTS, json('POST', { course_key: 'KEY', username: 'thing-owner' })],
    [
      'enrolling in it by Open edX’s API',
      '/api/enrollment/v1/enrollment/',
      json('POST', { course_details: { course_id: 'KEY' } }),
    ],
    ['inviting to it', '/api/enrollment/v1/invitations/', json('POST', { course_key: 'KEY', username: 'admin' })],
    [
      'enrolling many in it',
      '/api/enrollment/v1/bulk_enrollments/',
      json('POST', { course_key: 'KEY', identifiers: ['admin'] }),
    ],
    ['its blocks in Open edX’s API', '/api/courses/v1/blocks/?username=stranger&course_id=KEY'],
    ['its files', '/api/asset/v1/assets/?course=KEY'],
    ['what is found in it', '/api/search/v1/results/?text_search=tide&course=KEY'],
    ['enrollments in it', `${ENROLLMENTS}?course=KEY`],
    ['invitations to it', '/api/enrollment/v1/invitations/?course=KEY'],
    ['the log of it', '/api/audit/v1/entries/?course=KEY'],
    ['what happens in it', '/api/event/v1/events/?course=KEY'],
    [
      'being told of it',
      '/api/event/v1/webhooks/',
      json('POST', { target_url: 'https://receiver.invalid/', course_key: 'KEY' }),
    ],
  ];

  it.each<[string, string, RequestInit?]>(inCourse)(
    'answers as if it did not exist: %s',
    async (_, path, init = {}) => {
      const answers: unknown[] = [];
      for (const key of [NO_COURSE, HIDDEN]) {
        const put = (text: string): string => text.replaceAll('KEY', String(key));
        const target = put(path)
          .replace('=course-v1:', '=course-v1%3A')
          .replace(/(?<==.*)\+/g, '%2B');
        const body = init.body === undefined ? {} : { body: put(init.body as string) };
        answers.push(told(await stranger(target, { ...init, ...body }), [String(key), key.run!]));
      }
      expect(answers[1]).toEqual(answers[0]);
    },
  );

  it('has let nobody in (SPEC section 13)', async () => {
    expect(
      await service.dataSource.query('SELECT mode FROM enrollments WHERE course_key = $1', [String(HIDDEN)]),
    ).toEqual([]);
  });

  it.each([
    ['a block', (key: CourseKey) => `/api/xblock/v1/xblocks/${key.makeUsageKey('html', 'welcome')}/`],
    ['its children', (key: CourseKey) => `/api/xblock/v1/xblocks/${key.makeUsageKey('html', 'welcome')}/children/`],
    ['its policy', (key: CourseKey) => `/api/xblock/v1/xblocks/${key.makeUsageKey('html', 'welcome')}/access_policy/`],
    ['what is beside the tree', (key: CourseKey) => `/api/xblock/v1/xblocks/${key.makeUsageKey('about', 'overview')}/`],
    [
      'a file',
      (key: CourseKey) =>
        `/api/asset/v1/assets/${String(key).replace('course-v1', 'asset-v1')}+type@asset+block@handouts_walk-plan.pdf/`,
    ],
    [
      'the bytes of a file',
      (key: CourseKey) => `/${String(key).replace('course-v1', 'asset-v1')}+type@asset+block@handouts_walk-plan.pdf`,
    ],
  ])('answers as if there were none in a course that is hidden: %s', async (_, at) => {
    const answers = [];
    for (const key of [NO_COURSE, HIDDEN]) answers.push(told(await stranger(at(key)), [key.run!]));
    expect(answers[1]).toEqual(answers[0]);
  });

  const ABSENT = '018f2f6e-0000-7000-8000-000000000000';
  it.each<[string, (things: Things) => string, string, string, string?]>([
    ['a task', ({ task }) => task, ABSENT, '/api/task/v1/tasks/KEY/'],
    ['cancelling a task', ({ task }) => task, ABSENT, '/api/task/v1/tasks/KEY/', 'DELETE'],
    ['a session', ({ session }) => session, ABSENT, '/api/user/v1/sessions/KEY/'],
    ['ending a session', ({ session }) => session, ABSENT, '/api/user/v1/sessions/KEY/', 'DELETE'],
    ['an authorization', ({ authorization }) => authorization, ABSENT, '/api/user/v1/authorizations/KEY/'],
    [
      'taking back an authorization',
      ({ authorization }) => authorization,
      ABSENT,
      '/api/user/v1/authorizations/KEY/',
      'DELETE',
    ],
    ['an entry of the log', ({ entry }) => entry, ABSENT, '/api/audit/v1/entries/KEY/'],
    ['an event', ({ event }) => event, ABSENT, '/api/event/v1/events/KEY/'],
    ['a webhook', ({ webhook }) => webhook, ABSENT, '/api/event/v1/webhooks/KEY/'],
    ['the log of a webhook', ({ webhook }) => webhook, ABSENT, '/api/event/v1/webhooks/KEY/deliveries/'],
    ['an invitation', ({ invitation }) => invitation, ABSENT, '/api/enrollment/v1/invitations/KEY/'],
    [
      'declining an invitation',
      ({ invitation }) => invitation,
      ABSENT,
      '/api/enrollment/v1/invitations/KEY/',
      'DELETE',
    ],
    ['problems of a bulk enrollment', ({ task }) => task, ABSENT, '/api/enrollment/v1/bulk_enrollments/KEY/problems/'],
    ['a problem', ({ task }) => task, ABSENT, '/api/enrollment/v1/bulk_enrollments/KEY/problems/1/'],
    ['a report', ({ task }) => task, ABSENT, '/api/enrollment/v1/bulk_enrollments/KEY/problem_report/'],
    ['an enrollment', ({ owner }) => owner, 'no-such-one', `${ENROLLMENTS}KEY,${COURSE}/`],
    ['the history of an enrollment', ({ owner }) => owner, 'no-such-one', `${ENROLLMENTS}KEY,${COURSE}/history/`],
    [
      'an enrollment as Open edX has it',
      ({ owner }) => owner,
      'no-such-one',
      `/api/enrollment/v1/enrollment/KEY,${COURSE}/`,
    ],
    ['ending an enrollment', ({ owner }) => owner, 'no-such-one', `${ENROLLMENTS}KEY,${COURSE}/`, 'DELETE'],
    ['preferences', ({ owner }) => owner, 'no-such-one', '/api/user/v1/preferences/KEY/'],
    ['a preference', ({ owner }) => owner, 'no-such-one', '/api/user/v1/preferences/KEY/theme/'],
    ['an account that is disabled', () => 'disabled-one', 'no-such-one', '/api/user/v1/accounts/KEY/'],
    ['its picture', () => 'disabled-one', 'no-such-one', '/api/user/v1/accounts/KEY/profile_image/'],
    ['disabling an account', ({ owner }) => owner, 'no-such-one', '/api/user/v1/accounts/KEY/', 'DELETE'],
    [
      'a delegate',
      ({ officer }) => officer,
      'no-such-one',
      `/api/organization/v1/organizations/${COURSE.org}/delegates/KEY/`,
    ],
    [
      'a course creator',
      ({ officer }) => officer,
      'no-such-one',
      `/api/organization/v1/organizations/${COURSE.org}/course_creators/KEY/`,
    ],
    [
      'a definition',
      ({ definition }) => definition,
      'def-v1:018f2f6e00007000800000000000000a+type@html',
      '/api/xblock/v1/definitions/KEY/',
    ],
  ])('answers as if there were none, of somebody else: %s', async (_, of, absent, path, method = 'GET') => {
    const answers = [];
    for (const key of [absent, of(things)]) {
      const headers: Record<string, string> = method === 'DELETE' ? { 'if-match': '*' } : {};
      answers.push(told(await stranger(path.replace('KEY', key), { method, headers }), [key]));
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[1]).toMatchObject({ status: 404 });
  });

  describe('from an application that may ask only for what is its user’s (operations.md A4.8)', () => {
    let application: TestClient;

    beforeAll(async () => {
      await service.as('boss')('/api/');
      await service.app.get(CourseRolesService).grant('boss', COURSE, 'instructor');
      await service.as('lee')('/api/');
      await service.app.get(EnrollmentsService).enroll('lee', COURSE);
      const boss = (await service.app.get(AccountsService).findByUsername('boss'))!;
      const token = await service.app.get(AccessTokens).issue(boss, {
        scopes: ['enrollments:read', 'enrollments:write'],
        grantType: 'authorization_code',
        clientId: 'outside',
        isRestricted: true,
        filters: ['user:me'],
      });
      application = (target, init = {}) =>
        service.as(null)(target, {
          ...init,
          headers: { ...(init.headers as object), authorization: `Bearer ${token}` },
        });
    });

    it.each<[string, string, RequestInit?]>([
      ['an enrollment', `${ENROLLMENTS}lee,${COURSE}/`],
      ['a change of it', `${ENROLLMENTS}lee,${COURSE}/`, json('PATCH', { mode: 'honor' })],
      ['a replacement of it', `${ENROLLMENTS}lee,${COURSE}/`, json('PUT', { mode: 'honor', is_active: true })],
      ['its end', `${ENROLLMENTS}lee,${COURSE}/`, { method: 'DELETE' }],
      ['enrolling somebody', ENROLLMENTS, json('POST', { course_key: String(COURSE), username: 'stranger' })],
    ])('is: %s', async (_, target, init = {}) => {
      expect([403, 404]).toContain((await application(target, init)).status);
    });

    it('is in no list', async () => {
      const { body } = await application(ENROLLMENTS);
      expect(JSON.stringify(body.results ?? [])).not.toContain('lee');
    });
  });
});
