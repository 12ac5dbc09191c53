import { Principal } from '../../src/common/auth/principal.js';
import { CourseAccessPolicy, type CourseRole } from '../../src/common/auth/course-access.js';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { startTestApp, type TestApp } from '../support/app.js';

const KEY = CourseKey.of('OpenedX', 'Demo', '2026');
const OTHER = CourseKey.of('OpenedX', 'Other', '2026');

describe('accounts in courses', () => {
  let service: TestApp;
  let accounts: AccountsService;
  let learners = 0;
  let roles: CourseRolesService;
  let enrollments: EnrollmentsService;

  beforeAll(async () => {
    service = await startTestApp();
    accounts = service.app.get(AccountsService);
    for (const key of [KEY, OTHER])
      await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, key, null));
    roles = service.app.get(CourseRolesService);
    enrollments = service.app.get(EnrollmentsService);
  });

  afterAll(async () => service?.close());

  /** An account of its own for one test. */
  async function someone(): Promise<string> {
    const username = `learner-${++learners}`;
    await accounts.create({ username, email: `${username}@example.org`, password: null });
    return username;
  }

  const policy = () => service.app.get(CourseAccessPolicy);
  const principal = async (username: string) => {
    const { id: userId } = (await accounts.findByUsername(username))!;
    return Principal.of({ userId, username, isStaff: false, isSuperuser: false });
  };
  const accessOf = async (username: string, key: CourseKey = KEY) => policy().accessOf(await principal(username), key);

  it('get no role and no enrollment when they do not exist', async () => {
    await expect(roles.grant('nobody', KEY, 'staff')).rejects.toMatchObject({ status: 404 });
    await expect(enrollments.enroll('nobody', KEY)).rejects.toMatchObject({ status: 404 });
  });

  it('get no role that does not exist: the database refuses it', async () => {
    await expect(roles.grant(await someone(), KEY, 'owner' as CourseRole)).rejects.toThrow(/ck_course_roles_role/);
  });

  it('may do nothing in a course for what they are in another', async () => {
    const username = await someone();
    await roles.grant(username, OTHER, 'instructor');
    await enrollments.enroll(username, OTHER);
    expect((await accessOf(username)).readsContent).toBe(false);
  });

  it('lose what a role allowed when it is revoked, which may be done twice', async () => {
    const username = await someone();
    await roles.grant(username, KEY, 'staff');
    await roles.revoke(username, KEY);
    await roles.revoke(username, KEY);
    expect((await accessOf(username)).readsContent).toBe(false);
  });

  it('read nothing once their enrollment has ended', async () => {
    const username = await someone();
    await enrollments.enroll(username, KEY);
    await service.dataSource.query(
      'UPDATE enrollments SET is_active = false WHERE user_id = (SELECT id FROM users WHERE username = $1)',
      [username],
    );
    expect((await accessOf(username)).readsContent).toBe(false);
    expect([...(await policy().coursesOf(await principal(username))).keys()]).toEqual([]);
  });

  it('have the role that was granted last, granted under any branch of the course and in any case of the name', async () => {
    const username = await someone();
    await roles.grant(username, KEY, 'auditor');
    await roles.grant(username.toUpperCase(), KEY.forBranch('draft'), 'instructor');
    expect(await accessOf(username, KEY.forBranch('published'))).toMatchObject({
      role: 'instructor',
      isEnrolled: false,
      readsDrafts: true,
    });
  });

  it('keep their enrollment, with its UUID, when they come back in another mode (SPEC E-2)', async () => {
    const username = await someone();
    const row = async () =>
      (
        await service.dataSource.query<object[]>(
          'SELECT uuid, mode, is_active, created FROM enrollments WHERE user_id = (SELECT id FROM users WHERE username = $1)',
          [username],
        )
      )[0];
    await enrollments.enroll(username, KEY);
    const before = await row();
    await service.dataSource.query('UPDATE enrollments SET is_active = false');
    await enrollments.enroll(username, KEY, 'verified');
    expect(await row()).toEqual({ ...before, mode: 'verified', is_active: true });
  });

  it('see all their courses in one look-up', async () => {
    const username = await someone();
    await roles.grant(username, KEY, 'editor');
    await enrollments.enroll(username, KEY);
    await enrollments.enroll(username, OTHER);
    const courses = await policy().coursesOf(await principal(username));
    expect(Object.fromEntries(courses)).toEqual({
      [String(KEY)]: expect.objectContaining({ role: 'editor', isEnrolled: true }),
      [String(OTHER)]: expect.objectContaining({ role: null, isEnrolled: true }),
    });
  });
});
