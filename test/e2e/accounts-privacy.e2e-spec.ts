import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';

const ACCOUNTS = '/api/user/v1/accounts/';
const PREFERENCES = '/api/user/v1/preferences/';
const COURSE = CourseKey.of('Privacy', 'Demo', '2026');
const PUBLIC = ['account_privacy', 'links', 'profile_image', 'url', 'username'];
const SHAREABLE = [
  'bio',
  'country',
  'date_joined',
  'language_proficiencies',
  'level_of_education',
  'social_links',
  'time_zone',
];
/** Members that nobody else sees, whatever the privacy. */
const OWN = {
  city: 'hidden-city',
  goals: 'hidden-goals',
  mailing_address: 'hidden-address',
  gender: 'o',
  state: 'MA',
};
const PROFILE = {
  ...OWN,
  name: 'Shown By-Choice',
  year_of_birth: 1990,
  country: 'US',
  bio: 'shareable-bio',
  level_of_education: 'm',
  language_proficiencies: [{ code: 'en' }, { code: 'zh_HANS' }],
  social_links: [{ platform: 'linkedin', social_link: 'https://www.linkedin.com/in/shareable' }],
};

describe('what others see of a person (SPEC E-1, section 1 "same URL, two callers")', () => {
  let service: TestApp;
  let made = 0;

  beforeAll(async () => {
    service = await startTestApp();
    await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, COURSE, null));
  });
  afterAll(async () => service?.close());

  const patch = (caller: string, path: string, body: unknown): Promise<TestResponse> =>
    service.as(caller, { isStaff: caller === 'staffer' })(path, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify(body),
    });

  /** Somebody who has said everything that there is to say. */
  async function person(changes: object = {}): Promise<string> {
    const username = `person-${(made += 1)}`;
    const answer = await patch(username, `${ACCOUNTS}me/`, { ...PROFILE, account_privacy: 'all_users', ...changes });
    expect(answer.status).toBe(204);
    expect((await patch(username, `${PREFERENCES}me/`, { time_zone: 'Asia/Kolkata' })).status).toBe(204);
    return username;
  }
  const seen = async (username: string, query = '', caller = 'reader') =>
    (await service.as(caller)(`${ACCOUNTS}${username}/${query}`)).body as Record<string, unknown>;
  const membersOf = (body: object): string[] => Object.keys(body).sort();

  /** Every way by which one account is shown to another person. */
  async function everyView(username: string, caller: string): Promise<[string, string][]> {
    const paths = [
      `${ACCOUNTS}${username}/`,
      `${ACCOUNTS}${username.toUpperCase()}/`,
      `${ACCOUNTS}${username}/?view=full`,
      `${ACCOUNTS}${username}/?view=shared`,
      `${ACCOUNTS}${username}/?requested_fields=email,name,mailing_address`,
      `${ACCOUNTS}${username}/?fields=email,name,mailing_address,city,goals,year_of_birth,state,last_login,is_active`,
      `${ACCOUNTS}${username}/?format=html`,
      `${ACCOUNTS}${username}/profile_image/?view=full`,
      `${ACCOUNTS}?username=${username}`,
      `/api/enrollment/v1/enrollments/?user=${username}&expand=user`,
      `/api/enrollment/v1/enrollments/${username},${COURSE}/?expand=user`,
      `${PREFERENCES}${username}/`,
      `${PREFERENCES}${username}/time_zone/`,
    ];
    const client = service.as(caller);
    return Promise.all(
      paths.map(async (path): Promise<[string, string]> => {
        const { text, headers } = await client(path);
        return [path, `${text} ${headers.get('etag')} ${headers.get('link')}`];
      }),
    );
  }

  it.each(['all_users', 'private', 'custom'])(
    'is by no address the e-mail address or anything else that is theirs alone; privacy %s',
    async (privacy) => {
      const username = await person({ account_privacy: privacy });
      await service.app.get(EnrollmentsService).enroll(username, COURSE);
      await service.as('teacher')('/api/');
      await service.app.get(CourseRolesService).grant('teacher', COURSE, 'staff');
      const visibility = { 'visibility.email': 'all_users', 'visibility.city': 'all_users' };
      await patch(username, `${PREFERENCES}me/`, visibility);
      for (const caller of ['reader', 'teacher'])
        for (const [path, all] of await everyView(username, caller)) {
          expect([caller, path, all]).toEqual([
            caller,
            path,
            expect.not.stringMatching(/hidden-|@example|:1990|By-Choice/),
          ]);
        }
    },
  );

  it('is the public part alone of a private account', async () => {
    const username = await person({ account_privacy: 'private' });
    expect(membersOf(await seen(username))).toEqual(PUBLIC);
  });

  it('is with all_users what is shareable, and nothing else', async () => {
    const username = await person();
    const body = await seen(username);
    expect(membersOf(body)).toEqual([...PUBLIC, ...SHAREABLE].sort());
    expect(body).toMatchObject({
      bio: 'shareable-bio',
      country: 'US',
      time_zone: 'Asia/Kolkata',
      account_privacy: 'all_users',
    });
  });

  it('is with custom what was chosen, member by member, from the next request on', async () => {
    const username = await person({ account_privacy: 'custom' });
    expect(membersOf(await seen(username))).toEqual(PUBLIC);
    await patch(username, `${PREFERENCES}me/`, { 'visibility.name': 'all_users', 'visibility.bio': 'private' });
    expect(membersOf(await seen(username))).toEqual([...PUBLIC, 'name'].sort());
    await patch(username, `${PREFERENCES}me/`, { 'visibility.name': null });
    expect(membersOf(await seen(username))).toEqual(PUBLIC);
  });

  it('is hidden as well by the preference that clients of Open edX write (endpoints.md A.5)', async () => {
    const username = await person();
    expect((await patch(username, `${PREFERENCES}me/`, { account_privacy: 'private' })).status).toBe(204);
    expect(membersOf(await seen(username))).toEqual(PUBLIC);
    expect((await seen(username, '', username))['account_privacy']).toBe('private');
  });

  it('is not decided by a preference that nobody knows the meaning of: 400', async () => {
    const username = await person({ account_privacy: 'private' });
    const body = { account_privacy: 'public', 'visibility.bio': true, time_zone: 'Mars/Olympus' };
    const answer = await patch(username, `${PREFERENCES}me/`, body);
    expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([400, Object.keys(body).sort()]);
    expect(membersOf(await seen(username))).toEqual(PUBLIC);
  });

  describe('when they are minors, or may be', () => {
    const thisYear = new Date().getUTCFullYear();

    it.each([
      ['this year', thisYear],
      ['thirteen years ago: the lower of two possible ages counts', thisYear - 13],
      ['they have not said when', null],
    ])('is the public part alone, whatever they chose before; born %s', async (_, year) => {
      const username = await person();
      await patch(username, `${PREFERENCES}me/`, { 'visibility.bio': 'all_users' });
      expect((await patch(username, `${ACCOUNTS}me/`, { year_of_birth: year })).status).toBe(204);
      expect(membersOf(await seen(username))).toEqual(PUBLIC);
      // The preference does not help: what counts is the age.
      await patch(username, `${PREFERENCES}me/`, { account_privacy: 'all_users' });
      expect(membersOf(await seen(username))).toEqual(PUBLIC);
      expect(await seen(username, '', username)).toMatchObject({
        account_privacy: 'private',
        requires_parental_consent: true,
      });
    });

    it.each(['all_users', 'custom'])('cannot become %s: 400', async (privacy) => {
      const username = await person();
      await patch(username, `${ACCOUNTS}me/`, { year_of_birth: thisYear - 5 });
      const answer = await patch(username, `${ACCOUNTS}me/`, { account_privacy: privacy });
      expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['account_privacy']]);
      // Not together with the year either.
      const both = { year_of_birth: thisYear - 6, account_privacy: privacy };
      expect((await patch(username, `${ACCOUNTS}me/`, both)).status).toBe(400);
      expect((await seen(username, '', username))['year_of_birth']).toBe(thisYear - 5);
    });

    it('may be shared as soon as they are old enough, said in one request', async () => {
      const username = await person({ year_of_birth: thisYear - 5, account_privacy: 'private' });
      const answer = await patch(username, `${ACCOUNTS}me/`, {
        year_of_birth: thisYear - 14,
        account_privacy: 'all_users',
      });
      expect(answer.status).toBe(204);
      expect(membersOf(await seen(username))).toEqual([...PUBLIC, ...SHAREABLE].sort());
    });
  });

  it('does not show that something changed which they do not see: neither the ETag nor the length', async () => {
    const username = await person();
    const look = async () => {
      const { headers } = await service.as('reader')(`${ACCOUNTS}${username}/`);
      return [headers.get('etag'), headers.get('content-length')];
    };
    const before = await look();
    await patch(username, `${ACCOUNTS}me/`, { mailing_address: 'another', name: 'Another', year_of_birth: 1980 });
    await service.app.get(AccountsService).setPassword(username, 'another-password');
    expect(await look()).toEqual(before);
    await patch(username, `${ACCOUNTS}me/`, { bio: 'Another.' });
    expect(await look()).not.toEqual(before);
  });

  it('is not fetched again when it is current (R-12), and is when a preference hides it', async () => {
    const username = await person();
    const { headers } = await service.as('reader')(`${ACCOUNTS}${username}/`);
    const again = () =>
      service.as('reader')(`${ACCOUNTS}${username}/`, { headers: { 'if-none-match': headers.get('etag')! } });
    expect((await again()).status).toBe(304);
    await patch(username, `${PREFERENCES}me/`, { account_privacy: 'private' });
    expect((await again()).status).toBe(200);
  });

  it('is shown to themselves by view=shared, and to global staff, without the links to change it', async () => {
    const username = await person();
    const shared = await seen(username, '?view=shared', username);
    expect(shared).toEqual(await seen(username));
    const staff = await service.as('staffer', { isStaff: true })(`${ACCOUNTS}${username}/?view=shared`);
    expect(staff.body).toEqual(shared);
  });

  it('is everything for oneself and for global staff', async () => {
    const username = await person();
    const own = await seen(username, '', username);
    expect(own).toMatchObject({ ...PROFILE, account_privacy: 'all_users', requires_parental_consent: false });
    expect(own).toMatchObject({ email: `${username}@example.com`, last_login: null });
    const staff = await service.as('staffer', { isStaff: true })(`${ACCOUNTS}${username}/`);
    const { change_password: _, deactivation: __, ...links } = own.links as Record<string, object>;
    // The pages that ask for the password are for whoever has it.
    expect(staff.body).toEqual({ ...own, links });
  });

  it('cannot be told apart, by who may not know, from nobody: same status, same body, whatever the method (R-7)', async () => {
    const accounts = service.app.get(AccountsService);
    const [there, gone] = [await person(), 'person-9999'];
    await accounts.create({ username: 'disabled-1', email: 'disabled-1@example.org', password: null });
    await accounts.setActive('disabled-1', false);
    const same = ({ status, text, headers }: TestResponse, name: string) => [
      status,
      text.replaceAll(name, '…').replace(/"request_id":"[^"]*"/, ''),
      [...headers.keys()].sort(),
    ];
    const json = { 'content-type': 'application/json' };
    const writes: [string, (name: string) => string, RequestInit][] = [
      [
        'PATCH',
        (name) => `${ACCOUNTS}${name}/`,
        { headers: { 'content-type': 'application/merge-patch+json' }, body: '{"name":"Mallory"}' },
      ],
      [
        'PUT',
        (name) => `${ACCOUNTS}${name}/`,
        { headers: json, body: '{"name":"Mallory","account_privacy":"private"}' },
      ],
      ['DELETE', (name) => `${ACCOUNTS}${name}/`, { headers: { 'if-match': '*' } }],
      ['DELETE', (name) => `${ACCOUNTS}${name}/profile_image/`, {}],
      ['PUT', (name) => `${ACCOUNTS}${name}/profile_image/`, { headers: { 'content-type': 'image/png' }, body: 'x' }],
      ['POST', (name) => `${ACCOUNTS}${name}/image/`, { headers: { 'content-type': 'image/png' }, body: 'x' }],
      ['DELETE', (name) => `${ACCOUNTS}${name}/image/`, {}],
      ['GET', (name) => `${PREFERENCES}${name}/`, {}],
      ['PUT', (name) => `${PREFERENCES}${name}/theme/`, { headers: json, body: '"dark"' }],
    ];
    for (const [method, path, init] of writes) {
      const ask = (name: string) => service.as('reader')(path(name), { method, ...init });
      const unknown = same(await ask(gone), gone);
      expect([method, path('x'), unknown[0]]).toEqual([method, path('x'), 404]);
      for (const name of [there, 'disabled-1']) expect(same(await ask(name), name)).toEqual(unknown);
    }
    const read = (name: string) => service.as('reader')(`${ACCOUNTS}${name}/`);
    expect(same(await read('disabled-1'), 'disabled-1')).toEqual(same(await read(gone), gone));
    const found = await service.as('reader')(`${ACCOUNTS}?username=${gone},disabled-1,${there}`);
    expect(found.body.map(({ username }: { username: string }) => username)).toEqual([there]);
  });

  it('can be looked up by several exact names at once, as the LMS answers: a bare list of what each is to the caller', async () => {
    const [open, closed] = [await person(), await person({ account_privacy: 'private' })];
    const answer = await service.as('reader')(`${ACCOUNTS}?username=${open},${closed.toUpperCase()}&username=me`);
    expect(answer.status).toBe(200);
    const byName = new Map((answer.body as { username: string }[]).map((one) => [one.username, one]));
    expect([...byName.keys()].sort()).toEqual([open, closed, 'reader'].sort());
    expect(byName.get(open)).toEqual(await seen(open));
    expect(byName.get(closed)).toEqual(await seen(closed));
    expect(byName.get('reader')).toEqual(await seen('me'));
    expect([answer.headers.get('cache-control'), answer.headers.has('deprecation')]).toEqual([
      'private, no-cache',
      true,
    ]);
  });

  it('is found by no part of a name, and by no more than 50 names at once', async () => {
    const many = Array.from({ length: 51 }, (_, index) => `person-${index}`).join(',');
    for (const names of ['person-%25', 'person_1', 'person-'])
      expect([names, (await service.as('reader')(`${ACCOUNTS}?username=${names}`)).text]).toEqual([
        names,
        expect.not.stringContaining('"username":"person'),
      ]);
    expect((await service.as('reader')(`${ACCOUNTS}?username=${many}`)).status).toBe(400);
  });

  it('says who the caller is, at /api/user/v1/me/, and to nobody 401', async () => {
    expect((await service.as(null)('/api/user/v1/me/')).status).toBe(401);
    const { body } = await service.as('reader')('/api/user/v1/me/');
    expect(body.username).toBe('reader');
    expect((await service.as('reader')(body.links.account.href as string)).body.username).toBe('reader');
  });

  it('is text on a page, whatever they write', async () => {
    const bio = '<script>alert(1)</script><img src=x onerror=alert(2)>\n"><svg onload=alert(3)>{{7*7}}';
    const username = await person({ bio });
    const { text, headers } = await service.as('reader')(`${ACCOUNTS}${username}/`, {
      headers: { accept: 'text/html' },
    });
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(text).not.toMatch(/<script|<svg|<img src=x/i);
    expect(text).toContain('&lt;script>alert(1)');
    expect(text.match(/<img /g)).toHaveLength(1);
  });
});
