import { CourseAccess } from './course-access.js';
import { COURSE_ROLES, type CourseRole, holdersInWords, type PermissionName, PERMISSIONS } from './permissions.js';

const STRANGER: readonly PermissionName[] = ['courses.view_course', 'courses.view_block'];
const ENROLLED: readonly PermissionName[] = [...STRANGER, 'courses.view_content'];
const BETA_TESTER: readonly PermissionName[] = [...ENROLLED, 'courses.view_team_member', 'courses.leave_course_team'];
const AUDITOR: readonly PermissionName[] = [
  ...BETA_TESTER,
  'courses.view_drafts',
  'courses.view_course_team',
  'courses.view_access_policy',
  'enrollments.view_enrollments',
  'courses.view_checklists',
  'courses.view_grading_settings',
  // Of what may be read here; where the rerun goes, it takes the right to make courses.
  'courses.rerun_course',
];
const EDITOR: readonly PermissionName[] = [
  ...AUDITOR,
  'courses.edit_content',
  'courses.create_files',
  'courses.edit_files',
  'courses.edit_checklists',
  // As in openedx-authz.
  'courses.edit_grading_settings',
];
const STAFF: readonly PermissionName[] = [
  ...EDITOR,
  'courses.manage_access_policy',
  'enrollments.manage_enrollments',
  'courses.publish_content',
  'courses.delete_content',
  'courses.delete_files',
  'courses.edit_details',
  'courses.import_course',
  'courses.export_course',
  'courses.delete_checklists',
  'courses.view_advanced_settings',
  'courses.manage_advanced_settings',
];

/** What each course role may do in its course, written down once more by hand: SPEC section 8 as a table. */
const MAY = {
  stranger: STRANGER,
  enrolled: ENROLLED,
  beta_tester: BETA_TESTER,
  auditor: AUDITOR,
  editor: EDITOR,
  staff: STAFF,
} as const;

const IN_COURSES = (Object.keys(PERMISSIONS) as PermissionName[]).filter(
  (name) => PERMISSIONS[name].about === 'course',
);

function granted(access: CourseAccess): PermissionName[] {
  return IN_COURSES.filter((name) => access.may(name)).sort();
}

describe('the table of permissions (SPEC section 8)', () => {
  it('gives nothing in a course that does not exist', () => {
    expect(granted(CourseAccess.none)).toEqual([]);
  });

  it.each(Object.keys(MAY) as (keyof typeof MAY)[])(
    'gives %s of a course without policies exactly what the specification says',
    (who) => {
      const isRole = (COURSE_ROLES as readonly string[]).includes(who);
      const access = CourseAccess.of({
        role: isRole ? (who as CourseRole) : null,
        isEnrolled: who === 'enrolled',
        content: who === 'enrolled',
      });
      expect(granted(access)).toEqual([...MAY[who]].sort());
    },
  );

  it('gives an instructor what staff may, and the course team', () => {
    expect(granted(CourseAccess.of({ role: 'instructor' }))).toEqual(
      [...MAY.staff, 'courses.manage_course_team' as const].sort(),
    );
  });

  it('gives an editor neither publishing nor deleting', () => {
    const editor = CourseAccess.of({ role: 'editor' });
    expect([
      editor.may('courses.publish_content'),
      editor.may('courses.delete_content'),
      editor.may('courses.delete_files'),
    ]).toEqual([false, false, false]);
  });

  it('gives a delegate the course as a thing, and not its content', () => {
    const delegate = CourseAccess.of({ isDelegate: true, information: false });
    expect(granted(delegate)).toEqual(
      [
        'courses.view_course',
        'courses.view_block',
        'courses.view_team_member',
        'courses.delete_course',
        'courses.view_course_team',
        'courses.view_access_policy',
        'courses.manage_access_policy',
      ].sort(),
    );
  });

  it('hides a course whose policy lets nobody in from strangers, and not from the enrolled', () => {
    expect(CourseAccess.of({ information: false }).may('courses.view_course')).toBe(false);
    expect(CourseAccess.of({ information: false, isEnrolled: true }).may('courses.view_course')).toBe(true);
  });

  it('gives global staff everything', () => {
    expect(granted(CourseAccess.globalStaff)).toEqual([...IN_COURSES].sort());
  });

  it('takes no right away in an archived course, but offers nothing that would be refused there (SPEC R-2, C-7)', () => {
    const archived = CourseAccess.of({ role: 'instructor', isArchived: true });
    const open = CourseAccess.of({ role: 'instructor' });
    expect(granted(archived)).toEqual(granted(open));
    expect(IN_COURSES.filter((name) => open.offers(name) && !archived.offers(name)).sort()).toEqual([
      'courses.delete_content',
      'courses.edit_content',
      'courses.edit_grading_settings',
      'courses.import_course',
      'courses.manage_advanced_settings',
      'courses.publish_content',
    ]);
    expect(archived.signature).not.toBe(open.signature);
  });

  it('offers nobody what they may not do', () => {
    expect(IN_COURSES.filter((name) => CourseAccess.of({ role: 'auditor' }).offers(name)).sort()).toEqual(
      granted(CourseAccess.of({ role: 'auditor' })),
    );
  });

  it('says who holds a permission in words that a refused caller can use', () => {
    expect(holdersInWords('courses.edit_content')).toBe('the course role instructor, staff or editor or global staff');
  });
});
