import { jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { BlockPolicies } from './block-policies.service.js';
import { StoredCourseAccess } from './stored-course-access.js';

const KEY = CourseKey.of('OpenedX', 'Demo', '2026');

function policyWith(...rows: object[]) {
  const query = jest.fn(async (_sql: string, _parameters: unknown[]) => rows);
  const changes = new AccessChanges();
  const dataSource = { query } as unknown as DataSource;
  return {
    query,
    changes,
    policy: new StoredCourseAccess(dataSource, changes, new BlockPolicies(dataSource, changes)),
  };
}

function caller(rights: { isStaff?: boolean; isSuperuser?: boolean } = {}): Principal {
  return Principal.of({ userId: 7, username: 'andya', isStaff: false, isSuperuser: false, ...rights });
}

describe('what a caller may do in a course (SPEC section 8)', () => {
  it('is nothing for nobody but what is open, and nobody is on a team', async () => {
    const { policy, query } = policyWith({ role: null, is_enrolled: false });
    const access = await policy.accessOf(Principal.anonymous, KEY);
    expect([access.readsContent, access.readsDrafts]).toEqual([false, false]);
    expect(query.mock.calls[0]![1]).toEqual([null, 'course-v1:OpenedX+Demo+2026', 'OpenedX']);
    expect(await policy.coursesOf(Principal.anonymous)).toEqual(new Map());
  });

  it('is nothing without a role and an enrollment, and for an account that is gone', async () => {
    const access = await policyWith({ role: null, is_enrolled: false }).policy.accessOf(caller(), KEY);
    expect([access.readsContent, access.readsDrafts]).toEqual([false, false]);
  });

  it('is nothing for the key of a version alone, which names no course', async () => {
    const { policy } = policyWith({ role: 'instructor', is_enrolled: true });
    expect((await policy.accessOf(caller(), CourseKey.ofVersion('519665f6223ebd6980884f2b'))).readsContent).toBe(false);
  });

  it.each([
    ['enrolled', { role: null, is_enrolled: true }, true, false],
    ['a beta tester', { role: 'beta_tester', is_enrolled: false }, true, false],
    ['an auditor', { role: 'auditor', is_enrolled: false }, true, true],
    ['staff of the course', { role: 'staff', is_enrolled: true }, true, true],
  ])('is right for who is %s', async (_, row, content, drafts) => {
    const access = await policyWith(row).policy.accessOf(caller(), KEY);
    expect([access.readsContent, access.readsDrafts]).toEqual([content, drafts]);
  });

  it('is, in a course that does not exist, what the organization gives: who may make it (SPEC E-3)', async () => {
    const row = { exists: false, role: null, is_enrolled: false, is_delegate: false, is_creator: false };
    const may = async (more: object) => {
      const access = await policyWith({ ...row, ...more }).policy.accessOf(caller(), KEY);
      return [access.exists, access.may('courses.create_course'), access.may('courses.import_course')];
    };
    expect(await may({})).toEqual([false, false, false]);
    expect(await may({ is_creator: true })).toEqual([false, true, false]);
    expect(await may({ is_delegate: true })).toEqual([false, true, false]);
  });

  it('is asked of the course itself, whatever branch and version the key names, in one query', async () => {
    const { policy, query } = policyWith({ role: null, is_enrolled: true });
    await policy.accessOf(caller(), KEY.forBranch('draft').forVersion('519665f6223ebd6980884f2b'));
    expect(query).toHaveBeenCalledTimes(1);
    expect(query.mock.calls[0]![1]).toEqual([7, 'course-v1:OpenedX+Demo+2026', 'OpenedX']);
  });

  it.each([{ isStaff: true }, { isSuperuser: true }])('is everything for %j, whatever their roles', async (rights) => {
    const { policy, query } = policyWith({ exists: true, isDeleted: false, isArchived: false });
    const access = await policy.accessOf(caller(rights), KEY);
    expect([access.isGlobalStaff, access.readsContent, access.readsDrafts]).toEqual([true, true, true]);
    expect(access.offers('courses.edit_content')).toBe(true);
    expect(await policy.isDeleted(KEY)).toBe(false);
    await policy.accessOf(caller(rights), KEY);
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('is not to be done by anybody while the course is archived, where that changes its content (SPEC C-7)', async () => {
    const changed = policyWith({ exists: true, isDeleted: false, isArchived: true });
    const staff = await changed.policy.accessOf(caller({ isStaff: true }), KEY);
    expect([staff.may('courses.edit_content'), staff.offers('courses.edit_content')]).toEqual([true, false]);
    const team = await policyWith({ role: 'instructor', is_enrolled: false, is_archived: true }).policy.accessOf(
      caller(),
      KEY,
    );
    expect([team.may('courses.edit_content'), team.offers('courses.edit_content')]).toEqual([true, false]);
  });

  it('never remembers of a deleted course that it is deleted: it may be restored at any moment', async () => {
    const { policy, query } = policyWith({ exists: false, isDeleted: true, isArchived: false });
    for (const _ of [1, 2]) expect(await policy.isDeleted(KEY)).toBe(true);
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('is remembered for a moment: a hot request asks nothing, and a course that is not there is asked for again', async () => {
    const { policy, query } = policyWith({ role: null, is_enrolled: true });
    for (const _ of [1, 2, 3]) expect((await policy.accessOf(caller(), KEY)).readsContent).toBe(true);
    expect(query).toHaveBeenCalledTimes(1);
    const nowhere = policyWith({ exists: false, role: null, is_enrolled: false });
    for (const _ of [1, 2]) expect((await nowhere.policy.accessOf(caller(), KEY)).exists).toBe(false);
    expect(nowhere.query).toHaveBeenCalledTimes(2);
  });

  it('is asked for again after a change, and is not kept when the change came while it was being read', async () => {
    const { policy, query, changes } = policyWith({ role: null, is_enrolled: true });
    await policy.accessOf(caller(), KEY);
    changes.note();
    const reading = policy.accessOf(caller(), KEY);
    changes.note();
    await reading;
    await policy.accessOf(caller(), KEY);
    expect(query).toHaveBeenCalledTimes(3);
  });
});
