import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { OrganizationMembers } from '../../src/modules/organizations/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { json } from '../support/json-request.js';
import { newPerson, type Person } from '../support/people.js';

const ROLES = ['instructor', 'staff', 'editor', 'auditor', 'beta_tester'] as const;
type Role = (typeof ROLES)[number];
const teamOf = (key: CourseKey): string => `/api/course/v1/courses/${key}/team_members/`;
const at = (key: CourseKey, username: string): string => `${teamOf(key)}${username}/`;

describe('course teams (SPEC section 8)', () => {
  let service: TestApp;
  let admin: TestClient;
  let courses = 0;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('admin', { isStaff: true });
  });
  afterAll(async () => service?.close());

  const someone = (): Promise<Person> => newPerson(service);
  /** A course of its own for one test, with one person in each of these roles. */
  async function course<const R extends Role>(...roles: R[]): Promise<{ key: CourseKey } & Record<R, Person>> {
    const key = CourseKey.of('Team', 'Course', `R${(courses += 1)}`);
    await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, key, null));
    const team = await Promise.all(roles.map(async (role) => [role, await member(key, role)] as const));
    return { key, ...(Object.fromEntries(team) as Record<R, Person>) };
  }
  async function member(key: CourseKey, role: Role): Promise<Person> {
    const person = await someone();
    await service.app.get(CourseRolesService).grant(person.username, key, role);
    return person;
  }
  async function roles(key: CourseKey): Promise<Record<string, string>> {
    const rows = await service.dataSource.query<{ username: string; role: string }[]>(
      'SELECT u.username, r.role FROM course_roles r JOIN users u ON u.id = r.user_id WHERE r.course_key = $1',
      [String(key)],
    );
    return Object.fromEntries(rows.map(({ username, role }) => [username, role]));
  }

  describe('are closed', () => {
    it('to nobody (401) and to whoever is not on them (403); nothing changes', async () => {
      const { key, instructor } = await course('instructor');
      const before = await roles(key);
      for (const [{ client, username }, status] of [
        [{ client: service.as(null), username: 'x1' }, 401],
        [await someone(), 403],
        // On the team of another course.
        [(await course('instructor')).instructor, 403],
      ] as const) {
        for (const [target, init] of [
          [teamOf(key), {}],
          [at(key, instructor.username), {}],
          [at(key, 'me'), {}],
          [at(key, username), json('PUT', { role: 'instructor' })],
          [at(key, instructor.username), json('PATCH', { role: 'staff' })],
          [at(key, instructor.username), json('DELETE')],
        ] as const)
          expect([target, init.method, (await client(target, init)).status]).toEqual([target, init.method, status]);
      }
      expect(await roles(key)).toEqual(before);
    });

    it('to strangers of a course that does not exist: 404, for global staff as well', async () => {
      const key = CourseKey.of('Team', 'No', 'Such');
      const target = (await someone()).username;
      for (const client of [service.as(null), (await someone()).client, admin])
        for (const [address, init] of [
          [teamOf(key), {}],
          [at(key, target), {}],
          [at(key, target), json('PUT', { role: 'staff' })],
          [at(key, target), json('PATCH', { role: 'staff' })],
          [at(key, target), json('DELETE')],
        ] as const)
          expect((await client(address, init)).status).toBe(404);
      expect(await roles(key)).toEqual({});
    });

    it.each(['staff', 'editor', 'auditor', 'beta_tester'] as const)(
      'to %s who would manage them: 403',
      async (role) => {
        const team = await course('instructor', 'staff', 'editor', 'auditor', 'beta_tester');
        const before = await roles(team.key);
        const { client } = team[role];
        const newcomer = await someone();
        for (const [target, init] of [
          [at(team.key, newcomer.username), json('PUT', { role: 'beta_tester' })],
          [at(team.key, team.instructor.username), json('PUT', { role: 'staff' })],
          [at(team.key, team.instructor.username), json('PATCH', { role: 'staff' })],
          [at(team.key, team.instructor.username), json('DELETE')],
          [at(team.key, 'no-such-person'), json('PUT', { role: 'staff' })],
          [at(team.key, 'me'), json('PUT', { role: 'instructor' })],
          [at(team.key, 'me'), json('PATCH', { role: 'instructor' })],
        ] as const) {
          const answer = await client(target, init);
          expect([target, init.method, answer.status, answer.body.error_code]).toEqual([
            target,
            init.method,
            403,
            'permission_denied',
          ]);
        }
        expect(await roles(team.key)).toEqual(before);
      },
    );

    it('to beta testers, who see their own place and no other', async () => {
      const { key, beta_tester: tester, staff } = await course('instructor', 'staff', 'beta_tester');
      expect((await tester.client(teamOf(key))).status).toBe(403);
      expect((await tester.client(at(key, staff.username))).status).toBe(404);
      const own = await tester.client(at(key, 'me'));
      expect([own.status, own.body.role, Object.keys(own.body.links).sort()]).toEqual([
        200,
        'beta_tester',
        ['account', 'course', 'edit', 'remove', 'self'],
      ]);
    });

    it('to delegates of the organization but for a look', async () => {
      const { key, instructor } = await course('instructor');
      const delegate = await someone();
      await service.app.get(OrganizationMembers).grant({ code: 'Team', role: 'delegate', username: delegate.username });
      expect((await delegate.client(teamOf(key))).status).toBe(200);
      expect((await delegate.client(at(key, instructor.username))).body.links).not.toHaveProperty('remove');
      expect((await delegate.client(at(key, 'me'), json('PUT', { role: 'instructor' }))).status).toBe(403);
      expect((await delegate.client(at(key, instructor.username), json('DELETE'))).status).toBe(403);
    });

    it('to whoever was taken off, with the same token', async () => {
      const { key, instructor, staff } = await course('instructor', 'staff');
      expect((await staff.client(teamOf(key))).status).toBe(200);
      expect((await instructor.client(at(key, staff.username), json('DELETE'))).status).toBe(204);
      expect((await staff.client(teamOf(key))).status).toBe(403);
    });
  });

  describe('are managed by instructors, who', () => {
    it.each([
      [{}, ['role']],
      [{ role: 'owner' }, ['role']],
      [{ role: null }, ['role']],
      [{ role: 'staff', created: '2020-01-01T00:00:00Z', granted_by: 'x', revision: 1 }, ['created', 'granted_by', 'revision']], // prettier-ignore
    ])('are told what is wrong with %j', async (body, fields) => {
      const { key, instructor } = await course('instructor');
      const newcomer = await someone();
      const answer = await instructor.client(at(key, newcomer.username), json('PUT', body));
      expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([400, fields]);
    });

    it('cannot add whom nobody knows, nor a disabled account: 404', async () => {
      const { key, instructor } = await course('instructor');
      const disabled = await someone();
      await service.app.get(AccountsService).setActive(disabled.username, false);
      for (const username of ['no-such-person', disabled.username, 'x', '%00'])
        expect((await instructor.client(at(key, username), json('PUT', { role: 'staff' }))).status).toBe(404);
      expect(Object.keys(await roles(key))).toEqual([instructor.username]);
    });

    it('add (201), change (200) and remove (204) people, who need not be enrolled', async () => {
      const { key, instructor } = await course('instructor');
      const newcomer = await someone();
      const target = at(key, newcomer.username.toUpperCase());
      const added = await instructor.client(target, json('PUT', { role: 'editor' }));
      expect([added.status, added.headers.get('location')]).toEqual([201, added.body.url]);
      expect(added.body).toMatchObject({
        user: { username: newcomer.username },
        course: { course_key: String(key) },
        role: 'editor',
        granted: { by: { username: instructor.username } },
      });
      const changed = await instructor.client(target, json('PUT', { role: 'staff' }));
      expect([changed.status, changed.body.role]).toEqual([200, 'staff']);
      expect(changed.headers.get('etag')).not.toBe(added.headers.get('etag'));
      const same = await instructor.client(target, json('PUT', { role: 'staff' }));
      expect(same.headers.get('etag')).toBe(changed.headers.get('etag'));
      const old = { 'if-match': added.headers.get('etag')! };
      expect((await instructor.client(target, json('DELETE', undefined, old))).status).toBe(412);
      expect((await instructor.client(target, json('DELETE'))).status).toBe(204);
      expect((await instructor.client(target)).status).toBe(404);
      // Nobody's old ETag fits whoever comes back.
      await instructor.client(target, json('PUT', { role: 'editor' }));
      expect((await instructor.client(target, json('DELETE', undefined, old))).status).toBe(412);
    });

    it('list them, the strongest first, and narrow the list by role', async () => {
      const team = await course('beta_tester', 'editor', 'instructor', 'auditor', 'staff');
      const { body } = await team.auditor.client(`${teamOf(team.key)}?expand=user`);
      expect(body.results.map(({ role }: { role: string }) => role)).toEqual(ROLES);
      const editors = await team.auditor.client(`${teamOf(team.key)}?role=editor`);
      expect(editors.body.results.map(({ user }: { user: { username: string } }) => user.username)).toEqual([
        team.editor.username,
      ]);
      expect((await team.auditor.client(`${teamOf(team.key)}?role=owner`)).status).toBe(400);
      expect(body.results.some(({ links }: { links: object }) => 'remove' in links)).toBe(true);
      expect(body.results.filter(({ links }: { links: object }) => 'remove' in links)).toHaveLength(1);
    });

    it('find the team by a link of the course, which others do not see (R-2)', async () => {
      const { importSample, SAMPLE_COURSE } = await import('./contract/sample-course.js');
      const callers = await importSample(service);
      const link = async (client: TestClient) => (await client(SAMPLE_COURSE)).body.links.team_members?.href;
      expect((await callers.instructor(await link(callers.instructor))).status).toBe(200);
      for (const client of [callers.learner, callers.outsider, callers.nobody])
        expect(await link(client)).toBeUndefined();
    });
  });

  describe('are left', () => {
    it.each(['staff', 'editor', 'auditor', 'beta_tester'] as const)(
      'by %s as they like, who may also take a weaker role but never a stronger one',
      async (role) => {
        const team = await course('instructor', role);
        const { client, username } = team[role];
        const stronger = ROLES[ROLES.indexOf(role) - 1]!;
        expect((await client(at(team.key, username), json('PUT', { role: stronger }))).status).toBe(403);
        const lowered = await client(at(team.key, 'me'), json('PUT', { role: 'beta_tester' }));
        expect([lowered.status, lowered.body.role]).toEqual([200, 'beta_tester']);
        expect((await client(at(team.key, 'me'), json('PATCH', { role }))).status).toBe(role === 'beta_tester' ? 204 : 403); // prettier-ignore
        expect((await client(at(team.key, 'me'), json('DELETE'))).status).toBe(204);
        expect(await roles(team.key)).toEqual({ [team.instructor.username]: 'instructor' });
      },
    );

    it('never by the last instructor: no leaving, no lowering, no removing, 409 last_instructor, for global staff as well', async () => {
      const { key, instructor } = await course('instructor', 'staff');
      const before = await roles(key);
      for (const client of [instructor.client, admin])
        for (const init of [json('DELETE'), json('PUT', { role: 'staff' }), json('PATCH', { role: 'beta_tester' })]) {
          const answer = await client(at(key, instructor.username), init);
          expect([answer.status, answer.body.error_code]).toEqual([409, 'last_instructor']);
        }
      expect(await roles(key)).toEqual(before);
      const second = await member(key, 'instructor');
      expect((await instructor.client(at(key, 'me'), json('DELETE'))).status).toBe(204);
      expect((await second.client(at(key, 'me'), json('DELETE'))).status).toBe(409);
    });

    it('never to an instructor whose account is disabled: that one does not count', async () => {
      const { key, instructor } = await course('instructor');
      const disabled = await member(key, 'instructor');
      await service.app.get(AccountsService).setActive(disabled.username, false);
      expect((await instructor.client(at(key, 'me'), json('DELETE'))).status).toBe(409);
      expect((await instructor.client(at(key, disabled.username), json('DELETE'))).status).toBe(204);
    });

    it('by one of two instructors who remove each other at the same moment: one stays', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { key, instructor: first } = await course('instructor');
        const second = await member(key, 'instructor');
        const statuses = await Promise.all([
          first.client(at(key, second.username), json('DELETE')),
          second.client(at(key, first.username), json('PATCH', { role: 'auditor' })),
        ]);
        expect(statuses.filter(({ status }) => status === 204)).toHaveLength(1);
        expect([403, 409]).toContain(statuses.find(({ status }) => status !== 204)!.status);
        expect(Object.values(await roles(key)).filter((role) => role === 'instructor')).toHaveLength(1);
      }
    });

    it('so that the database itself lets one stay, in two transactions that see each other only afterwards', async () => {
      const { key, instructor: first } = await course('instructor');
      const second = await member(key, 'instructor');
      const remove = `DELETE FROM course_roles WHERE course_key = $1 AND user_id = (SELECT id FROM users WHERE username = $2)`;
      const [one, other] = [service.dataSource.createQueryRunner(), service.dataSource.createQueryRunner()];
      try {
        await Promise.all([one.startTransaction(), other.startTransaction()]);
        // Both have looked before either writes.
        for (const runner of [one, other])
          await runner.query('SELECT count(*) FROM course_roles WHERE course_key = $1', [String(key)]);
        await one.query(remove, [String(key), first.username]);
        const waiting = other.query(remove, [String(key), second.username]).then(
          () => 'done',
          (error: unknown) => String((error as { driverError?: { constraint?: string } }).driverError?.constraint),
        );
        await one.commitTransaction();
        expect(await waiting).toBe('ck_course_roles_last_instructor');
        await other.rollbackTransaction();
      } finally {
        await Promise.all([one.release(), other.release()]);
      }
      expect(await roles(key)).toEqual({ [second.username]: 'instructor' });
    });

    it('with the course and with the account, which can be deleted as a whole', async () => {
      const { key, instructor } = await course('instructor');
      await service.dataSource.query('DELETE FROM users WHERE username = $1', [instructor.username]);
      expect(await roles(key)).toEqual({});
      const other = await course('instructor');
      await service.dataSource.query('DELETE FROM courses WHERE course_key = $1', [String(other.key)]);
      await service.app.get(CourseRolesService).revoke(other.instructor.username, other.key);
      expect(await roles(other.key)).toEqual({});
    });
  });
});
