import type { ResourceScope } from './scopes.js';

/** Course roles, strongest first (SPEC section 8). */
export const COURSE_ROLES = ['instructor', 'staff', 'editor', 'auditor', 'beta_tester'] as const;
export type CourseRole = (typeof COURSE_ROLES)[number];

/**
 * To whom a permission is given.
 *
 * - `anyone`: also without credentials; `signed_in`: any account; `oneself`: whom the thing is about, or who began it;
 * - the course roles, and `enrolled`: in the course that the thing belongs to;
 * - `information_policy`, `content_policy`: whom the access policy of the course lets in (modules/access-policies);
 * - `org_delegate`, `course_creator`: of the course's organization, or of one above it.
 *
 * Global staff and superusers hold every permission and are not named.
 */
export type Holder =
  | 'anyone'
  | 'signed_in'
  | 'oneself'
  | 'enrolled'
  | 'information_policy'
  | 'content_policy'
  | 'org_delegate'
  | 'course_creator'
  | CourseRole;

/**
 * Where the decision falls: `service` needs nothing but the caller; `course` is decided by the guard for the course that
 * the route's key names; `object` is decided by the service, which has to read the thing first.
 */
export type PermissionSubject = 'service' | 'course' | 'object';

export interface Permission {
  readonly about: PermissionSubject;
  readonly to: readonly Holder[];
  /** What a token must carry; null: nothing. */
  readonly scope: ResourceScope | null;
  /** The permission that counts while there is no such course. */
  readonly whenAbsent?: 'courses.create_course';
  /** False: what takes it answers 409 while the course is archived (SPEC C-7), so that no link leads there. */
  readonly whileArchived?: false;
}

const TEAM = ['instructor', 'staff', 'editor', 'auditor'] as const;
const MANAGERS = ['instructor', 'staff'] as const;
const AUTHORS = ['instructor', 'staff', 'editor'] as const;

/**
 * Who may do what (SPEC section 8): roles → permissions → rules, all in this table. The guard, the services, the links of
 * every representation and the security of the OpenAPI document follow from it. Names are those of openedx-authz where it
 * has one (research/standards.md 10.1).
 */
export const PERMISSIONS = {
  // The service
  'service.view_page': { about: 'service', to: ['anyone'], scope: null },
  'service.sign_in': { about: 'service', to: ['anyone'], scope: null },
  'search.view_result': { about: 'service', to: ['anyone'], scope: 'courses:read' },
  'audit.view_entry': { about: 'object', to: ['instructor', 'oneself'], scope: 'audit:read' },

  // Courses
  'courses.list_courses': { about: 'service', to: ['anyone'], scope: 'courses:read' },
  'courses.view_course': {
    about: 'course',
    to: ['information_policy', 'enrolled', 'org_delegate', ...TEAM, 'beta_tester'],
    scope: 'courses:read',
  },
  'courses.create_course': { about: 'object', to: ['org_delegate', 'course_creator'], scope: 'courses:write' },
  'courses.delete_course': { about: 'course', to: ['org_delegate', 'course_creator'], scope: 'courses:write' },
  // A deleted course is there only for who may bring it back.
  'courses.view_deleted_courses': { about: 'object', to: ['org_delegate', 'course_creator'], scope: 'courses:read' },
  'courses.restore_course': { about: 'object', to: ['org_delegate', 'course_creator'], scope: 'courses:write' },
  'courses.purge_course': { about: 'service', to: [], scope: 'courses:write' },
  // To make another course of it, in an organization where one may.
  'courses.rerun_course': { about: 'course', to: TEAM, scope: 'courses:write' },
  // Some are credentials, so that to see them takes what to change them takes.
  'courses.view_advanced_settings': { about: 'course', to: MANAGERS, scope: 'courses:read' },
  'courses.manage_advanced_settings': {
    about: 'course',
    to: MANAGERS,
    scope: 'courses:write',
    whileArchived: false,
  },
  'courses.view_grading_settings': { about: 'course', to: TEAM, scope: 'courses:read' },
  'courses.edit_grading_settings': { about: 'course', to: AUTHORS, scope: 'courses:write', whileArchived: false },
  // Also to take a course out of the archive.
  'courses.edit_details': { about: 'course', to: MANAGERS, scope: 'courses:write' },
  'courses.import_course': {
    about: 'course',
    to: MANAGERS,
    scope: 'content:write',
    whenAbsent: 'courses.create_course',
    whileArchived: false,
  },
  'courses.export_course': { about: 'course', to: MANAGERS, scope: 'content:read' },
  'courses.view_course_team': { about: 'course', to: ['org_delegate', ...TEAM], scope: 'courses:read' },
  // One's own place in a team, and the others' for those who may view it.
  'courses.view_team_member': { about: 'course', to: ['org_delegate', ...TEAM, 'beta_tester'], scope: 'courses:read' },
  'courses.manage_course_team': { about: 'course', to: ['instructor'], scope: 'courses:write' },
  // Whoever is on a team may leave it, or lower their own role.
  'courses.leave_course_team': { about: 'course', to: [...TEAM, 'beta_tester'], scope: 'courses:write' },
  'courses.view_access_policy': { about: 'course', to: ['org_delegate', ...TEAM], scope: 'courses:read' },
  'courses.manage_access_policy': { about: 'course', to: ['org_delegate', ...MANAGERS], scope: 'courses:write' },

  // Content. A policy opens or narrows what is published; the enrolled are let in by the policy that a course has at first.
  'courses.view_content': { about: 'course', to: ['content_policy', ...TEAM, 'beta_tester'], scope: 'content:read' },
  // One block: whoever may know of the course gets as far as the block. What is in the tree takes `courses.view_content` as
  // well; what is detached (about, updates, tabs) is read like course information.
  'courses.view_block': {
    about: 'course',
    to: ['information_policy', 'enrolled', 'org_delegate', ...TEAM, 'beta_tester'],
    scope: 'content:read',
  },
  'courses.view_definition': { about: 'object', to: ['content_policy', ...TEAM], scope: 'content:read' },
  'courses.view_drafts': { about: 'course', to: TEAM, scope: 'content:read' },
  'courses.edit_content': { about: 'course', to: AUTHORS, scope: 'content:write', whileArchived: false },
  // Where the course stands in the body: blocks that are made under a parent, and batches of changes. Lists of blocks name it
  // in the query; what of them is seen, the service decides.
  'courses.create_content': { about: 'object', to: AUTHORS, scope: 'content:write', whileArchived: false },
  'courses.list_blocks': { about: 'object', to: ['content_policy', ...TEAM, 'beta_tester'], scope: 'content:read' },
  'courses.publish_content': { about: 'course', to: MANAGERS, scope: 'content:write', whileArchived: false },
  'courses.delete_content': { about: 'course', to: MANAGERS, scope: 'content:write', whileArchived: false },

  // What there is to do, and what the service finds wrong with the draft (SPEC C-11).
  'courses.view_checklists': { about: 'course', to: TEAM, scope: 'content:read' },
  'courses.edit_checklists': { about: 'course', to: AUTHORS, scope: 'content:write' },
  'courses.delete_checklists': { about: 'course', to: MANAGERS, scope: 'content:write' },

  // Assets: open unless locked (SPEC A-2), so that the service decides for each.
  'courses.view_files': { about: 'object', to: ['anyone'], scope: 'assets:read' },
  'courses.create_files': { about: 'course', to: AUTHORS, scope: 'assets:write' },
  'courses.edit_files': { about: 'course', to: AUTHORS, scope: 'assets:write' },
  'courses.delete_files': { about: 'course', to: MANAGERS, scope: 'assets:write' },

  // Today's clients' blocks and catalog, where edX's own rules decide (SPEC X-2).
  'courses.view_blocks': { about: 'object', to: ['anyone'], scope: 'content:read' },

  // Enrollments
  'enrollments.view_enrollment': { about: 'object', to: ['oneself', ...TEAM], scope: 'enrollments:read' },
  'enrollments.manage_own_enrollment': { about: 'object', to: ['oneself', ...MANAGERS], scope: 'enrollments:write' },
  // Enrolling people whether or not the course is open to them, in every mode.
  'enrollments.manage_enrollments': { about: 'course', to: MANAGERS, scope: 'enrollments:write' },
  'enrollments.view_enrollments': { about: 'course', to: TEAM, scope: 'enrollments:read' },
  // Invitations hold e-mail addresses. Whoever is invited may see that and decline.
  'enrollments.view_invitations': { about: 'object', to: ['oneself', ...MANAGERS], scope: 'enrollments:read' },
  'enrollments.decline_invitation': { about: 'object', to: ['oneself', ...MANAGERS], scope: 'enrollments:write' },
  'enrollments.invite': { about: 'object', to: MANAGERS, scope: 'enrollments:write' },
  // In every course that the list names.
  'enrollments.enroll_in_bulk': { about: 'object', to: MANAGERS, scope: 'enrollments:write' },
  // Of one person in all courses at once: what an LMS's retirement service does.
  'enrollments.end_all_enrollments': { about: 'service', to: [], scope: 'enrollments:write' },

  // People
  'accounts.create_account': { about: 'service', to: ['anyone'], scope: 'accounts:write' },
  'accounts.view_account': { about: 'object', to: ['signed_in'], scope: 'accounts:read' },
  // Apart from what a person shares, which everybody who is signed in sees.
  'accounts.view_private_fields': { about: 'object', to: ['oneself'], scope: 'accounts:read' },
  'accounts.edit_account': { about: 'object', to: ['oneself'], scope: 'accounts:write' },
  'accounts.deactivate_account': { about: 'object', to: ['oneself'], scope: 'accounts:write' },
  'accounts.reactivate_account': { about: 'object', to: [], scope: 'accounts:write' },
  // Their addresses cannot be guessed.
  'accounts.view_profile_image': { about: 'service', to: ['anyone'], scope: null },
  'accounts.view_preferences': { about: 'object', to: ['oneself'], scope: 'accounts:read' },
  'accounts.edit_preferences': { about: 'object', to: ['oneself'], scope: 'accounts:write' },
  'accounts.change_password': { about: 'service', to: ['signed_in'], scope: 'accounts:write' },
  'accounts.verify_email': { about: 'service', to: ['signed_in'], scope: 'accounts:write' },
  'accounts.view_sessions': { about: 'object', to: ['oneself'], scope: 'accounts:read' },
  'accounts.end_sessions': { about: 'object', to: ['oneself'], scope: 'accounts:write' },
  // What the applications of a person may know and do.
  'accounts.view_user_info': { about: 'object', to: ['oneself'], scope: null },
  'accounts.view_authorizations': { about: 'object', to: ['oneself'], scope: 'accounts:read' },
  'accounts.revoke_authorizations': { about: 'object', to: ['oneself'], scope: 'accounts:write' },
  // The feed: an event is for whoever may read what it is about, which the service decides (modules/events).
  'events.view_event': { about: 'object', to: ['anyone'], scope: 'events:read' },
  // What is sent by a webhook is what its owner may read then. For all courses at once: global staff.
  'events.create_webhook': { about: 'object', to: ['instructor', 'staff', 'org_delegate'], scope: 'events:write' },
  'events.view_webhook': { about: 'object', to: ['oneself'], scope: 'events:read' },
  'events.edit_webhook': { about: 'object', to: ['oneself'], scope: 'events:write' },

  'tasks.view_task': { about: 'object', to: ['oneself'], scope: 'tasks:read' },
  'tasks.cancel_task': { about: 'object', to: ['oneself'], scope: 'tasks:write' },

  // Organizations: rights reach downwards, from `UTx` to `UTx.chem` (SPEC E-3). To make or delete one takes a right in one
  // above it, so that only global staff make those at the top.
  'organizations.view_organization': { about: 'service', to: ['anyone'], scope: 'organizations:read' },
  'organizations.create_organization': { about: 'object', to: ['org_delegate'], scope: 'organizations:write' },
  'organizations.edit_organization': { about: 'object', to: ['org_delegate'], scope: 'organizations:write' },
  'organizations.delete_organization': { about: 'object', to: ['org_delegate'], scope: 'organizations:write' },
  'organizations.view_members': { about: 'object', to: ['org_delegate'], scope: 'organizations:read' },
  // One's own right in an organization, and the others' for its delegates.
  'organizations.view_member': { about: 'object', to: ['org_delegate', 'oneself'], scope: 'organizations:read' },
  'organizations.manage_members': { about: 'object', to: ['org_delegate'], scope: 'organizations:write' },
} as const satisfies Record<string, Permission>;

export type PermissionName = keyof typeof PERMISSIONS;

export function permission(name: PermissionName): Permission {
  return PERMISSIONS[name];
}

/** Whether this holder is among those to whom the permission is given. */
export function isGivenTo(name: PermissionName, holder: Holder): boolean {
  return permission(name).to.includes(holder);
}

/** The holders in words, for people who are refused: `instructor or staff of the course`. */
export function holdersInWords(name: PermissionName): string {
  const roles = permission(name).to.filter((holder): holder is CourseRole =>
    (COURSE_ROLES as readonly string[]).includes(holder),
  );
  const others = permission(name).to.flatMap((holder) => IN_WORDS[holder] ?? []);
  const parts = [...others, ...(roles.length > 0 ? [`the course role ${either(roles)}`] : []), 'global staff'];
  return either(parts);
}

const IN_WORDS: Partial<Record<Holder, string>> = {
  signed_in: 'whoever is signed in',
  oneself: 'the person whom it is about',
  enrolled: 'those who are enrolled',
  content_policy: 'those whom the access policy of the course lets in',
  information_policy: 'those whom the access policy of the course lets in',
  org_delegate: "delegates of the course's organization",
  course_creator: 'course creators of the organization',
};

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
