import { AccountsService } from '../../src/modules/accounts/index.js';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { courseOfUnits, ImportClient } from '../support/import-client.js';
import { json } from '../support/json-request.js';
import { newPerson, type Person } from '../support/people.js';

const ORGANIZATIONS = '/api/organization/v1/organizations/';
const at = (code: string): string => `${ORGANIZATIONS}${code}/`;
const delegateAt = (code: string, username: string): string => `${at(code)}delegates/${username}/`;
const creatorAt = (code: string, username: string): string => `${at(code)}course_creators/${username}/`;

describe('organizations (SPEC E-3)', () => {
  let service: TestApp;
  let admin: TestClient;
  let organizations = 0;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('admin', { isStaff: true });
  });
  afterAll(async () => service?.close());

  const someone = (): Promise<Person> => newPerson(service);
  /** A tree of its own for one test: Ux, Ux.chem, Ux.chem.lab, Ux.physics and its neighbour Ux.chemistry. */
  async function tree(): Promise<string> {
    const top = `U${(organizations += 1)}x`;
    for (const code of [top, `${top}.chem`, `${top}.chem.lab`, `${top}.physics`, `${top}.chemistry`])
      expect((await admin(ORGANIZATIONS, json('POST', { code, name: code }))).status).toBe(201);
    return top;
  }
  async function delegateOf(code: string): Promise<Person> {
    const person = await someone();
    expect((await admin(delegateAt(code, person.username), json('PUT'))).status).toBe(204);
    return person;
  }
  async function creatorOf(code: string): Promise<Person> {
    const person = await someone();
    expect((await admin(creatorAt(code, person.username), json('PUT'))).status).toBe(204);
    return person;
  }
  /** Everything that a delegate may do to an organization and its members, as requests. */
  const powers = (code: string, username: string): [string, RequestInit][] => [
    [at(code), json('PATCH', { name: 'Mine now' })],
    [at(code), json('PUT', { name: 'Mine now' })],
    [ORGANIZATIONS, json('POST', { code: `${code}.new`, name: 'Below' })],
    [at(`${code}.put`), json('PUT', { name: 'Below' })],
    [delegateAt(code, username), json('PUT')],
    [creatorAt(code, username), json('PUT')],
    [`${at(code)}delegates/`, {}],
    [`${at(code)}course_creators/`, {}],
  ];
  const statusesOf = async ({ client, username }: Person, code: string): Promise<number[]> => {
    const statuses: number[] = [];
    for (const [target, init] of powers(code, username)) statuses.push((await client(target, init)).status);
    return statuses;
  };
  const REFUSED = Array.from({ length: 8 }, () => 403);
  const GRANTED = [204, 200, 201, 201, 204, 204, 200, 200];
  const importAs = ({ client }: Person, key: string): Promise<TestResponse> =>
    new ImportClient(client).post(key, courseOfUnits({ a: '<p>One.</p>' }));
  async function made(person: Person, key: string): Promise<TestResponse['body']> {
    const answer = await importAs(person, key);
    expect(answer.status).toBe(202);
    return new ImportClient(person.client).ended(answer.headers.get('location')!);
  }
  const rolesIn = (key: string) =>
    service.dataSource.query<{ username: string; role: string }[]>(
      'SELECT u.username, r.role FROM course_roles r JOIN users u ON u.id = r.user_id WHERE r.course_key = $1',
      [key],
    );
  const snapshot = () =>
    service.dataSource.query('SELECT o.*, r.* FROM organizations o LEFT JOIN organization_roles r ON r.organization_id = o.id ORDER BY o.id, r.role, r.user_id'); // prettier-ignore

  describe('give no right', () => {
    it('to nobody: what is public is public, and everything else is a 401', async () => {
      const top = await tree();
      const nobody = { username: 'x1', client: service.as(null) };
      expect(await statusesOf(nobody, top)).toEqual(REFUSED.map(() => 401));
      expect((await nobody.client(at(top), json('DELETE'))).status).toBe(401);
      expect((await nobody.client(delegateAt(top, 'admin'))).status).toBe(401);
      expect((await nobody.client(at(top))).body.links).not.toHaveProperty('delegates');
    });

    it('to whoever is signed in, and nothing changes', async () => {
      const top = await tree();
      const stranger = await someone();
      const before = await snapshot();
      expect(await statusesOf(stranger, `${top}.chem`)).toEqual(REFUSED);
      expect((await stranger.client(at(`${top}.chem.lab`), json('DELETE'))).status).toBe(403);
      expect(await snapshot()).toEqual(before);
    });

    it.each([
      ['beside', 'physics'],
      ['above', null],
      ['where the name only begins alike', 'chemistry'],
    ])('to a delegate of Ux.chem %s it', async (_, label) => {
      const top = await tree();
      const delegate = await delegateOf(`${top}.chem`);
      const target = label === null ? top : `${top}.${label}`;
      expect(await statusesOf(delegate, target)).toEqual(REFUSED);
      expect((await delegate.client(at(target), json('DELETE'))).status).toBe(403);
    });

    it.each(['.', '.x', 'x.', '..', 'a..b', 'a b', 'a/b', 'a+b', '%00', 'a@b', '\u{202e}a', 'x'.repeat(256)])(
      'by the code %j, which is none: 404 in a path, 400 in a body',
      async (code) => {
        // A path of dots alone is another path before it is sent (RFC 3986 5.2.4).
        if (!/^\.+$/.test(code)) expect((await admin(at(encodeURIComponent(code)))).status).toBe(404);
        const answer = await admin(ORGANIZATIONS, json('POST', { code, name: 'x' }));
        expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['code']]);
      },
    );

    it('to make one at the top, whatever one is a delegate of', async () => {
      const top = await tree();
      const delegate = await delegateOf(top);
      for (const code of [`${top}2`, `${top}-chem`, `x${top}`, 'Elsewhere.chem']) {
        const answer = await delegate.client(ORGANIZATIONS, json('POST', { code, name: 'x' }));
        expect([code, answer.status]).toEqual([code, 403]);
      }
    });

    it('to a delegate to delete the very one that was delegated, nor what is above it', async () => {
      const top = await tree();
      const delegate = await delegateOf(`${top}.chem.lab`);
      for (const code of [`${top}.chem.lab`, `${top}.chem`, top])
        expect((await delegate.client(at(code), json('DELETE'))).status).toBe(403);
    });

    it('to course creators over the organization: they grant nothing, not even themselves', async () => {
      const top = await tree();
      expect(await statusesOf(await creatorOf(top), `${top}.chem`)).toEqual(REFUSED);
    });

    it('to a delegate from the moment on that it is taken back, with the same token', async () => {
      const top = await tree();
      const delegate = await delegateOf(top);
      expect((await delegate.client(at(`${top}.chem`), json('PATCH', { name: 'Chemistry' }))).status).toBe(204);
      expect((await admin(delegateAt(top, delegate.username), json('DELETE'))).status).toBe(204);
      expect(await statusesOf(delegate, `${top}.chem`)).toEqual(REFUSED);
    });

    it('to a disabled account, which can be neither delegate nor creator', async () => {
      const top = await tree();
      const person = await someone();
      await service.app.get(AccountsService).setActive(person.username, false);
      for (const target of [
        delegateAt(top, person.username),
        creatorAt(top, person.username),
        delegateAt(top, 'no-such-person'),
        delegateAt(top, '%00'),
        delegateAt(top, 'a%2Fb'),
      ])
        // prettier-ignore
        expect((await admin(target, json('PUT'))).status).toBe(404);
    });
  });

  describe('show their members', () => {
    it('to their delegates and those above, and to no one else: lists 403, one of them 404 whether there or not (R-7)', async () => {
      const top = await tree();
      const [above, there, beside, below] = [
        await delegateOf(top),
        await delegateOf(`${top}.chem`),
        await delegateOf(`${top}.physics`),
        await delegateOf(`${top}.chem.lab`),
      ];
      const creator = await creatorOf(`${top}.chem`);
      for (const { client } of [above, there]) {
        const list = await client(`${at(`${top}.chem`)}course_creators/`);
        expect([
          list.status,
          list.body.results.map(({ user }: { user: { username: string } }) => user.username),
        ]).toEqual([200, [creator.username]]);
        expect((await client(creatorAt(`${top}.chem`, creator.username))).status).toBe(200);
      }
      for (const { client } of [beside, below, await someone()]) {
        expect((await client(`${at(`${top}.chem`)}course_creators/`)).status).toBe(403);
        for (const username of [creator.username, 'no-such-person'])
          expect((await client(creatorAt(`${top}.chem`, username))).status).toBe(404);
      }
    });

    it('to oneself', async () => {
      const top = await tree();
      const creator = await creatorOf(`${top}.chem`);
      for (const name of [creator.username, creator.username.toUpperCase(), 'me']) {
        const { status, body } = await creator.client(creatorAt(`${top}.CHEM`, name));
        expect([status, body.user.username, body.organization.code, body.role, body.granted.by.username]).toEqual([
          200,
          creator.username,
          `${top}.chem`,
          'course_creator',
          'admin',
        ]);
        expect(Object.keys(body.links).sort()).toEqual(['account', 'organization', 'self']);
      }
      expect((await creator.client(delegateAt(`${top}.chem`, 'me'))).status).toBe(404);
    });

    it('of the organization that is asked for alone, each list its own', async () => {
      const top = await tree();
      const [delegate, creator] = [await delegateOf(`${top}.chem`), await creatorOf(`${top}.chem`)];
      await creatorOf(`${top}.chem.lab`);
      const names = async (group: string) =>
        (await admin(`${at(`${top}.chem`)}${group}/?expand=user`)).body.results.map(
          ({ user }: { user: { username: string } }) => user.username,
        );
      expect([await names('delegates'), await names('course_creators')]).toEqual([
        [delegate.username],
        [creator.username],
      ]);
    });
  });

  describe('let their delegates', () => {
    it('manage everything there and below, in whatever case it is written', async () => {
      const top = await tree();
      const delegate = await delegateOf(`${top}.chem`);
      for (const code of [`${top}.chem`, `${top.toLowerCase()}.CHEM.LAB`])
        expect(await statusesOf(delegate, code)).toEqual(GRANTED);
      expect((await delegate.client(at(`${top}.chem.lab.new`), json('DELETE'))).status).toBe(204);
    });

    it('hand on what they have, as often as they like, and lose it themselves: the last may go', async () => {
      const top = await tree();
      const [first, second] = [await delegateOf(`${top}.chem`), await someone()];
      const target = delegateAt(`${top}.chem`, second.username);
      for (const _ of [1, 2]) expect((await first.client(target, json('PUT', {}))).status).toBe(204);
      expect((await first.client(target)).body.granted.by.username).toBe(first.username);
      expect((await second.client(delegateAt(`${top}.chem`, first.username), json('DELETE'))).status).toBe(204);
      expect((await second.client(delegateAt(`${top}.chem`, 'me'), json('DELETE'))).status).toBe(204);
      expect((await admin(`${at(`${top}.chem`)}delegates/`)).body.results).toEqual([]);
    });

    it('see by the links what they may do, and others what they may not (R-2)', async () => {
      const top = await tree();
      const delegate = await delegateOf(`${top}.chem`);
      const relations = async (client: TestClient, code: string) => Object.keys((await client(at(code))).body.links).sort(); // prettier-ignore
      const open = ['collection', 'courses', 'organizations', 'self', 'up'];
      const own = [...open, 'course_creators', 'create_organization', 'delegates', 'edit'].sort();
      expect(await relations(delegate.client, `${top}.physics`)).toEqual(open);
      expect(await relations(delegate.client, `${top}.chem`)).toEqual(own);
      expect(await relations(delegate.client, `${top}.chem.lab`)).toEqual([...own, 'delete'].sort());
      const { body } = await delegate.client(`${ORGANIZATIONS}?parent=${top}`);
      expect(
        body.results.map(({ code, links }: { code: string; links: object }) => [code.split('.')[1], 'edit' in links]),
      ).toEqual([
        ['chem', true],
        ['chemistry', false],
        ['physics', false],
      ]);
    });
  });

  describe('are made and changed', () => {
    it('with what may be said of them, and nothing else (mass assignment)', async () => {
      const code = `Mass${(organizations += 1)}`;
      const members = { parent: 'UTx', parent_id: 'utx', created: '2020-01-01T00:00:00Z', id: 'x', revision: 7 };
      const post = await admin(ORGANIZATIONS, json('POST', { code, name: 'x', ...members }));
      expect([post.status, Object.keys(post.body.field_errors).sort()]).toEqual([400, Object.keys(members).sort()]);
      await admin(ORGANIZATIONS, json('POST', { code, name: 'x' }));
      for (const method of ['PUT', 'PATCH']) {
        const answer = await admin(at(code), json(method, { name: 'y', code: 'Other', ...members }));
        expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([
          400,
          expect.arrayContaining(['code', 'parent', 'created']),
        ]);
      }
      expect((await admin(creatorAt(code, 'admin'), json('PUT', { role: 'delegate' }))).status).toBe(400);
    });

    it.each(['javascript:alert(1)', 'data:image/png;base64,x', '/logo.png', 'ftp://example.org/x', 7])(
      'with a logo that is a picture on the web, not %j',
      async (logo_url) => {
        const code = `Logo${(organizations += 1)}`;
        const answer = await admin(ORGANIZATIONS, json('POST', { code, name: 'x', logo_url }));
        expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['logo_url']]);
      },
    );

    it('once, whatever the case: 409', async () => {
      const top = await tree();
      const answer = await admin(ORGANIZATIONS, json('POST', { code: `${top.toLowerCase()}.CHEM`, name: 'x' }));
      expect([answer.status, answer.body.error_code]).toEqual([409, 'conflict']);
    });

    it('below one that exists: 400 names the code that is missing, by POST and PUT', async () => {
      const delegate = await delegateOf(await tree());
      const top = `U${organizations}x`;
      for (const [target, init] of [
        [ORGANIZATIONS, json('POST', { code: `${top}.none.lab`, name: 'x' })],
        [at(`${top}.none.lab`), json('PUT', { name: 'x' })],
      ] as const) {
        const answer = await delegate.client(target, init);
        expect([answer.status, answer.body.field_errors.code.developer_message]).toEqual([
          400,
          expect.stringContaining(`"${top}.none"`),
        ]);
      }
    });

    it('with letters of every script, and say where they stand', async () => {
      const top = await tree();
      const code = `${top}.Química-有機`;
      const answer = await admin(ORGANIZATIONS, json('POST', { code, name: 'Química', description: 'Orgánica', logo_url: 'https://example.org/l.png' })); // prettier-ignore
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        code,
        name: 'Química',
        description: 'Orgánica',
        logo_url: 'https://example.org/l.png',
        parent: { code: top, url: service.config.publicUrl + at(top) },
        created: expect.stringMatching(/Z$/) as string,
      });
      expect((await admin(answer.body.url as string)).body.code).toBe(code);
      expect((await admin(at(code), json('PATCH', { logo_url: null }, { prefer: 'return=representation' }))).body).toMatchObject({ logo_url: null, name: 'Química' }); // prettier-ignore
      expect((await admin(at(code), json('PUT', { name: 'Q' }))).body).toMatchObject({
        code,
        name: 'Q',
        description: '',
      });
    });

    it('never in a circle: the database itself refuses a parent that the code does not name', async () => {
      const top = await tree();
      const id = top.toLowerCase();
      for (const change of [`parent_id = '${id}.chem'`, `code = 'Other'`, `id = 'other'`])
        await expect(service.dataSource.query(`UPDATE organizations SET ${change} WHERE id = '${id}'`)).rejects.toThrow(/constraint/); // prettier-ignore
    });

    it('are deleted once nothing is in them: 409 for courses and sub-organizations', async () => {
      const top = await tree();
      await service.dataSource.transaction((manager) =>
        service.app.get(CourseStore).ensure(manager, CourseKey.of(`${top}.physics`, 'Waves', 'R1'), null),
      );
      const refused = [
        await admin(at(`${top}.physics`), json('DELETE')),
        await admin(at(`${top}.chem`), json('DELETE')),
      ];
      expect(refused.map(({ status, body }) => [status, /has (courses|sub-organizations)/.exec(body.detail)?.[1]])).toEqual([[409, 'courses'], [409, 'sub-organizations']]); // prettier-ignore
      const delegate = await delegateOf(`${top}.chem.lab`);
      expect((await admin(at(`${top}.chem.lab`), json('DELETE'))).status).toBe(204);
      expect((await admin(at(`${top}.chem.lab`))).status).toBe(404);
      // Whoever makes it again does not find the old delegates in it.
      await admin(ORGANIZATIONS, json('POST', { code: `${top}.chem.lab`, name: 'x' }));
      expect((await admin(delegateAt(`${top}.chem.lab`, delegate.username))).status).toBe(404);
    });

    it('by courses: each has its organization and those above it, whatever way it was made', async () => {
      const top = `Made${(organizations += 1)}`;
      await service.dataSource.transaction((manager) =>
        service.app.get(CourseStore).ensure(manager, CourseKey.of(`${top}.Dept.Lab`, 'C', 'R'), null),
      );
      const { body } = await admin(`${ORGANIZATIONS}?text_search=${top}`);
      expect(body.results.map(({ code, parent }: { code: string; parent: { code: string } | null }) => [code, parent?.code])).toEqual([[top, undefined], [`${top}.Dept`, top], [`${top}.Dept.Lab`, `${top}.Dept`]]); // prettier-ignore
      const [row] = await service.dataSource.query<{ organization_id: string | null }[]>(
        `INSERT INTO courses (course_key, org, number, run, display_name) VALUES ('course-v1:a..b+C+R', 'a..b', 'C', 'R', 'C') RETURNING organization_id`,
      );
      expect(row!.organization_id).toBeNull();
    });
  });

  describe('decide who makes courses', () => {
    const key = (org: string): string => `course-v1:${org}+Course+R${(organizations += 1)}`;

    it.each(['physics', 'chemistry', ''])('and a creator of Ux.chem makes none in Ux.%s', async (label) => {
      const top = await tree();
      const creator = await creatorOf(`${top}.chem`);
      const course = key(label ? `${top}.${label}` : top);
      const answer = await importAs(creator, course);
      // As of a course that they may not know of: a 403 would tell the two apart (R-7).
      expect([answer.status, answer.body.error_code]).toEqual([404, 'not_found']);
      for (const odd of [`${top}.chem.`, `.${top}.chem`, `${top}..chem`, `${top}.chem..lab`])
        expect((await importAs(creator, key(odd))).status).toBe(404);
    });

    it('and a creator makes them there and below, and is their first instructor', async () => {
      const top = await tree();
      const creator = await creatorOf(`${top}.chem`);
      for (const org of [`${top}.chem`, `${top}.CHEM.lab`]) {
        const course = key(org);
        expect((await made(creator, course)).state).toBe('succeeded');
        expect(await rolesIn(course)).toEqual([{ username: creator.username, role: 'instructor' }]);
        expect((await creator.client(`/api/course/v1/courses/${course}/team_members/`)).status).toBe(200);
      }
    });

    it('and so does a delegate', async () => {
      const top = await tree();
      expect((await made(await delegateOf(top), key(`${top}.chem`))).state).toBe('succeeded');
    });

    it('and not who replaces them: another creator is refused, a dry run leaves nothing', async () => {
      const top = await tree();
      const [first, second] = [await creatorOf(top), await creatorOf(top)];
      const course = key(top);
      const dry = await new ImportClient(first.client).import(course, courseOfUnits({ a: 'x' }), { dry_run: 'true' });
      expect([dry.dry_run, await rolesIn(course)]).toEqual([true, []]);
      await made(first, course);
      expect((await importAs(second, course)).status).toBe(403);
      expect((await made(first, course)).state).toBe('succeeded');
    });

    it('once: of two creators who make the same course at the same moment, the second does not replace what the first made', async () => {
      const top = await tree();
      const course = key(top);
      const creators = [await creatorOf(top), await creatorOf(top)];
      const accepted = await Promise.all(creators.map((one) => importAs(one, course)));
      const tasks = await Promise.all(
        accepted.map(({ status, headers }, index) =>
          status === 202
            ? new ImportClient(creators[index]!.client).ended(headers.get('location')!)
            : { state: 'refused' },
        ),
      );
      const winner = tasks.findIndex(({ state }) => state === 'succeeded');
      expect(tasks.filter(({ state }) => state === 'succeeded')).toHaveLength(1);
      expect(['failed', 'refused']).toContain(tasks[1 - winner]!.state);
      expect(await rolesIn(course)).toEqual([{ username: creators[winner]!.username, role: 'instructor' }]);
    });

    it('until the right is taken back, with the same token', async () => {
      const top = await tree();
      const creator = await creatorOf(top);
      await made(creator, key(top));
      await admin(creatorAt(top, creator.username), json('DELETE'));
      expect((await importAs(creator, key(top))).status).toBe(404);
    });
  });
});
