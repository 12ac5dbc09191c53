/**
 * Who may do what: each operation of openapi.json, for each kind of caller (SPEC section 8). matrix.e2e-spec.ts sends every
 * one of these requests, and docs/api/access.md is written from here.
 *
 *   +  done                   !  401: say who you are
 *   -  403: you may not       ?  404: for this caller there is no such thing
 *   .  the caller is somebody whom this operation does not know, or the row above says it
 */
export const MEANINGS = {
  '+': 'yes',
  '-': 'no (403)',
  '!': 'no (401)',
  '?': 'as if it did not exist (404)',
  '.': '',
} as const;
export type Mark = keyof typeof MEANINGS;

/** The columns, in their order. Roles, enrollment and organization are those of the course or organization concerned. */
export const CALLERS = [
  // a s: without credentials; an account that is nothing to the thing
  ...(['anonymous', 'signed_in'] as const),
  // e b A E S I x: in the course; x: an instructor of another course
  ...(['enrolled', 'beta_tester', 'auditor', 'editor', 'staff', 'instructor', 'other_instructor'] as const),
  // ^ D < v c: delegate of the organization above, of the very one, of one beside it, of one below it; course creator of it
  ...(['delegate_above', 'delegate', 'delegate_beside', 'delegate_below', 'creator'] as const),
  // o: the person whom the thing is about, or who began it
  ...(['owner'] as const),
  // G U: global staff, superuser
  ...(['global_staff', 'superuser'] as const),
  // Tokens of global staff. r: of a restricted application whose scope and filters fit; q: the same with another scope;
  // n: of an application that is not restricted, with another scope
  ...(['restricted', 'restricted_elsewhere', 'narrow'] as const),
  // X d: a token that has expired, and one whose account was disabled since
  ...(['expired', 'disabled'] as const),
] as const;
export type CallerKind = (typeof CALLERS)[number];

/** Where the columns come from, in words, for docs/api/access.md. */
export const CALLERS_IN_WORDS: Readonly<Record<CallerKind, string>> = {
  anonymous: 'without credentials',
  signed_in: 'any account, with no place in the course or organization',
  enrolled: 'enrolled in the course',
  beta_tester: 'beta tester of the course',
  auditor: 'auditor of the course',
  editor: 'editor of the course',
  staff: 'staff of the course',
  instructor: 'instructor of the course',
  other_instructor: 'instructor of another course',
  delegate_above: 'delegate of the organization above',
  delegate: 'delegate of the organization',
  delegate_beside: 'delegate of an organization beside it',
  delegate_below: 'delegate of an organization below it',
  creator: 'course creator of the organization',
  owner: 'the person whom the thing is about, or who began it',
  global_staff: 'global staff',
  superuser: 'superuser',
  restricted: 'restricted application with the very scope, within its filters, of an account that may',
  restricted_elsewhere: 'restricted application with another scope, of an account that may',
  narrow: 'application with another scope, of an account that may',
  expired: 'a token that has expired',
  disabled: 'a token whose account has been disabled',
};

/*
 * A row is an operation, or `operation/what`, which is the same operation on another thing. Things are, unless the name says
 * otherwise: a course that says nothing of its own about access; a published block of its tree; a file that is not locked;
 * what is one person's (an account, an enrollment, a task, a place on a team) of somebody else.
 */
const TABLE = `
                                                a s  e b A E S I x  ^ D < v c  o  G U  r q n  X d
api_catalog_retrieve                            + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
oauth2_metadata_retrieve                        + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
oauth2_metadata_retrieve_alternate              + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
oauth2_jwks_retrieve                            + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
oauth2_well_known_jwks_retrieve                 + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
oauth2_protected_resource_retrieve              + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
oauth2_openid_configuration_retrieve            + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
oauth2_openid_configuration_retrieve_alternate  + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
csrf_token_retrieve                             + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
oauth2_token_create                             ! !  ! ! ! ! ! ! !  ! ! ! ! !  .  ! !  ! ! !  ! !
oauth2_token_introspect                         ! !  ! ! ! ! ! ! !  ! ! ! ! !  .  ! !  ! ! !  ! !
oauth2_token_revoke                             ! !  ! ! ! ! ! ! !  ! ! ! ! !  .  ! !  ! ! !  ! !
oauth2_authorization_retrieve                   ! !  ! ! ! ! ! ! !  ! ! ! ! !  .  ! !  ! ! !  ! !
oauth2_authorization_create                     - !  ! ! ! ! ! ! !  ! ! ! ! !  .  ! !  ! ! !  ! !
login_page_retrieve                             + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
logout_page_retrieve                            + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
session_begin                                   - +  + + + + + + +  + + + + +  .  + +  + + +  ! !
session_end                                     - +  + + + + + + +  + + + + +  .  + +  + + +  ! !
login_refresh                                   ! !  ! ! ! ! ! ! !  ! ! ! ! !  .  ! !  ! ! !  ! !
oauth2_user_info_retrieve                       ! +  + + + + + + +  + + + + +  .  + +  + + +  ! !
oauth2_user_info_create                         ! +  + + + + + + +  + + + + +  .  + +  + + +  ! !
entry_retrieve                                  + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
health_retrieve                                 + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
readiness_retrieve                              + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
results_list                                    + +  + + + + + + +  + + + + +  .  + +  - - -  ! !
results_list/of_a_course                        + +  + + + + + + +  + + + + +  .  + +  - - -  ! !

courses_list                                    + +  + + + + + + +  + + + + +  .  + +  + - -  ! !
courses_retrieve                                + +  + + + + + + +  + + + + +  .  + +  + - -  ! !
courses_retrieve/hidden                         ? ?  + + + + + + ?  + + ? ? ?  .  + +  + - -  ! !
courses_create                                  ! -  . . . . . . .  + + - - +  .  + +  - - -  ! !
courses_update                                  ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
courses_update/hidden                           ? ?  - - - - + + ?  - - ? ? ?  .  + +  - - -  ! !
courses_replace                                 ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
courses_delete                                  ! -  - - - - - - -  + + - - +  .  + +  - - -  ! !
deleted_courses_list                            ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
deleted_courses_retrieve                        ! ?  ? ? ? ? ? ? ?  + + ? ? +  .  + +  - - -  ! !
restorations_create                             ! ?  ? ? ? ? ? ? ?  + + ? ? +  .  + +  - - -  ! !
deleted_courses_delete                          ! -  - - - - - - -  - - - - -  .  + +  - - -  ! !
reruns_list                                     ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
reruns_create                                   ! -  - - - - - - -  - - - - -  .  + +  - - -  ! !
advanced_settings_retrieve                      ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
advanced_settings_update                        ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
grading_policy_retrieve                         ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
grading_policy_replace                          ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
grading_policy_update                           ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
course_access_policy_retrieve                   ! -  - - + + + + -  + + - - -  .  + +  - - -  ! !
course_access_policy_replace                    ! -  - - - - + + -  + + - - -  .  + +  - - -  ! !
course_access_policy_update                     ! -  - - - - + + -  + + - - -  .  + +  - - -  ! !
course_access_policy_delete                     ! -  - - - - + + -  + + - - -  .  + +  - - -  ! !
course_access_policy_update/hidden              ? ?  - - - - + + ?  + + ? ? ?  .  + +  - - -  ! !
exports_list                                    ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
exports_retrieve                                ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
export_archive_retrieve                         ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
exports_create                                  ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
versions_list                                   ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
versions_list/hidden                            ? ?  - - + + + + ?  - - ? ? ?  .  + +  - - -  ! !
versions_create                                 ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
versions_create/published                       ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
versions_retrieve                               ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
comparisons_list                                ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
branches_list                                   ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
branches_create                                 ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
branches_retrieve                               ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
branches_replace                                ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
branches_update                                 ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
branches_delete                                 ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
imports_create                                  ? ?  . . . . . . ?  + + ? ? +  .  + +  - - -  ! !
imports_create/over_a_course                    ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !

checklists_list                                 ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
checklists_retrieve                             ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
checklists_create                               ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
checklists_replace                              ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
checklists_update                               ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
checklists_delete                               ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
course_checks_list                              ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
course_checks_retrieve                          ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !

team_members_list                               ! -  - - + + + + -  + + - - -  .  + +  - - -  ! !
team_members_retrieve                           ! -  - ? + + + + -  + + - - -  +  + +  - - -  ! !
team_members_replace                            ! -  - - - - - + -  - - - - -  +  + +  - - -  ! !
team_members_update                             ! -  - - - - - + -  - - - - -  +  + +  - - -  ! !
team_members_delete                             ! -  - - - - - + -  - - - - -  +  + +  - - -  ! !
team_members_replace/somebody_new               ! -  - - - - - + -  - - - - -  -  + +  - - -  ! !
team_members_update/upwards                     ! -  - - - - - + -  - - - - -  -  + +  - - -  ! !

publications_list                               ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
publications_create                             ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
publications_retrieve                           ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
publications_delete                             ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
scheduled_publications_list                     ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
scheduled_publications_retrieve                 ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
scheduled_publications_update                   ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
scheduled_publications_delete                   ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
unpublished_changes_list                        ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
unpublished_changes_retrieve                    ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
unpublished_changes_delete                      ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !

xblocks_retrieve                                ! -  + + + + + + -  - - - - -  .  + +  + - -  ! !
xblocks_retrieve/draft                          ? ?  ? ? + + + + ?  ? ? ? ? ?  .  + +  + - -  ! !
xblocks_retrieve/detached                       + +  + + + + + + +  + + + + +  .  + +  + - -  ! !
xblocks_retrieve/of_a_hidden_course             ? ?  + + + + + + ?  - - ? ? ?  .  + +  + - -  ! !
xblock_children_list                            ! -  + + + + + + -  - - - - -  .  + +  + - -  ! !
xblock_olx_retrieve                             ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
xblock_olx_replace                              ? ?  ? ? - + + + ?  ? ? ? ? ?  .  + +  - - -  ! !
xblock_types_list                               + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
xblock_types_retrieve                           + +  + + + + + + +  + + + + +  .  + +  + + +  ! !
xblocks_list                                    ! -  + + + + + + -  - - - - -  .  + +  + - -  ! !
xblocks_list/deleted                            ? ?  ? ? + + + + ?  ? ? ? ? ?  .  + +  + - -  ! !
xblocks_list/of_copies                          ? ?  ? ? + + + + ?  ? ? ? ? ?  .  + +  + - -  ! !
xblocks_create                                  ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
xblock_children_create                          ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
xblock_children_replace                         ? ?  ? ? - + + + ?  ? ? ? ? ?  .  + +  - - -  ! !
xblocks_delete                                  ? ?  ? ? - - + + ?  ? ? ? ? ?  .  + +  - - -  ! !
batches_create                                  ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
batches_create/with_a_deletion                  ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
xblocks_update                                  ? ?  ? ? - + + + ?  ? ? ? ? ?  .  + +  - - -  ! !
xblocks_replace                                 ? ?  ? ? - + + + ?  ? ? ? ? ?  .  + +  - - -  ! !
xblock_access_policy_retrieve                   ! -  - - + + + + -  + + - - -  .  + +  - - -  ! !
xblock_access_policy_replace                    ! -  - - - - + + -  + + - - -  .  + +  - - -  ! !
xblock_access_policy_update                     ! -  - - - - + + -  + + - - -  .  + +  - - -  ! !
xblock_access_policy_delete                     ! -  - - - - + + -  + + - - -  .  + +  - - -  ! !
block_versions_list                             ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
block_versions_create                           ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
block_versions_retrieve                         ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
xblock_upstreams_retrieve                       ! -  - - + + + + -  - - - - -  .  + +  - - -  ! !
xblock_upstreams_update                         ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
xblock_upstreams_delete                         ! -  - - - + + + -  - - - - -  .  + +  - - -  ! !
definitions_retrieve                            ? ?  + + + + + + ?  ? ? ? ? ?  .  + +  - - -  ! !

assets_list                                     + +  + + + + + + +  + + + + +  .  + +  + - -  ! !
assets_retrieve                                 + +  + + + + + + +  + + + + +  .  + +  + - -  ! !
assets_retrieve/locked                          ? ?  + + + + + + ?  ? ? ? ? ?  .  + +  + - -  ! !
asset_content_retrieve                          + +  + + + + + + +  + + + + +  .  + +  + - -  ! !
asset_content_retrieve/locked                   ? ?  + + + + + + ?  ? ? ? ? ?  .  + +  + - -  ! !

course_api_courses_list                         + +  + + + + + + +  + + + + +  .  + +  + - -  ! !
course_api_courses_retrieve                     + +  + + + + + + +  + + + + +  .  + +  + - -  ! !
course_api_courses_retrieve/hidden              ? ?  + + + + + + ?  + + ? ? ?  .  + +  + - -  ! !
course_blocks_list                              - -  + + + + + + -  - - - - -  .  + +  + - -  ! !
course_blocks_retrieve                          - -  + + + + + + -  - - - - -  .  + +  + - -  ! !
course_blocks_list_v2                           - -  + + + + + + -  - - - - -  .  + +  + - -  ! !
course_blocks_retrieve_v2                       - -  + + + + + + -  - - - - -  .  + +  + - -  ! !

enrollments_list                                ! +  + + + + + + +  + + + + +  .  + +  + - -  ! !
enrollments_list/of_a_course                    ! +  + + + + + + +  + + + + +  .  + +  + - -  ! !
enrollments_create                              ! +  . + + + + + +  + + + + +  .  + +  + - -  ! !
enrollments_create/somebody_else                ! -  - - - - + + -  - - - - -  +  + +  + - -  ! !
enrollments_retrieve                            ! ?  ? ? + + + + ?  ? ? ? ? ?  +  + +  + - -  ! !
enrollments_replace                             ! ?  ? ? - - + + ?  ? ? ? ? ?  +  + +  + - -  ! !
enrollments_update                              ! ?  ? ? - - + + ?  ? ? ? ? ?  +  + +  + - -  ! !
enrollments_delete                              ! ?  ? ? - - + + ?  ? ? ? ? ?  +  + +  + - -  ! !

enrollment_history_list                         ! ?  ? ? + + + + ?  ? ? ? ? ?  +  + +  - - -  ! !
enrollment_history_retrieve                     ! ?  ? ? + + + + ?  ? ? ? ? ?  +  + +  - - -  ! !
invitations_list                                ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
invitations_create                              ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
invitations_retrieve                            ! ?  ? ? ? ? + + ?  ? ? ? ? ?  +  + +  - - -  ! !
invitations_delete                              ! ?  ? ? ? ? + + ?  ? ? ? ? ?  +  + +  - - -  ! !
bulk_enrollments_create                         ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
bulk_enrollment_problems_list                   ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
bulk_enrollment_problems_retrieve               ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
bulk_enrollment_problem_report_retrieve         ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
course_enrollment_retrieve                      + +  + + + + + + +  + + + + +  .  + +  - - -  ! !
course_enrollment_retrieve/hidden               ? ?  + + + + + + ?  + + ? ? ?  .  + +  - - -  ! !
course_enrollment_update                        ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
course_modes_list                               + +  + + + + + + +  + + + + +  .  + +  - - -  ! !
course_modes_list/hidden                        ? ?  + + + + + + ?  + + ? ? ?  .  + +  - - -  ! !
course_modes_retrieve                           + +  + + + + + + +  + + + + +  .  + +  - - -  ! !
course_modes_create                             ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
course_modes_replace                            ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
course_modes_update                             ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
course_modes_delete                             ! -  - - - - + + -  - - - - -  .  + +  - - -  ! !
edx_enrollment_list                             ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
edx_enrollment_create                           ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
edx_enrollment_create/somebody_else             ! ?  ? ? ? ? + + ?  ? ? ? ? ?  +  + +  - - -  ! !
edx_enrollment_retrieve                         ! ?  ? ? + + + + ?  ? ? ? ? ?  +  + +  - - -  ! !
edx_enrollment_course_retrieve                  + +  + + + + + + +  + + + + +  .  + +  - - -  ! !
edx_enrollment_course_retrieve/hidden           ? ?  + + + + + + ?  + + ? ? ?  .  + +  - - -  ! !
edx_enrollment_roles_list                       ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
edx_enrollment_unenroll                         ! -  - - - - - - -  - - - - -  -  + +  - - -  ! !

me_retrieve                                     ! +  + + + + + + +  + + + + +  .  + +  + - -  ! !
accounts_find                                   ! +  + + + + + + +  + + + + +  +  + +  + - -  ! !
account_create                                  + +  + + + + + + +  + + + + +  .  + +  - - -  ! !
account_retrieve                                ! +  + + + + + + +  + + + + +  +  + +  + - -  ! !
account_replace                                 ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
account_update                                  ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
account_deactivate                              ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
profile_image_retrieve                          ! +  + + + + + + +  + + + + +  +  + +  + - -  ! !
profile_image_replace                           ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
profile_image_delete                            ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
account_image_create                            ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
account_image_delete                            ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
profile_image_content_retrieve                  + +  + + + + + + +  + + + + +  +  + +  + + +  ! !
preferences_list                                ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
preferences_update                              ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
preferences_retrieve                            ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
preferences_replace                             ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
preferences_delete                              ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
sessions_list                                   ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
sessions_retrieve                               ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
sessions_delete                                 ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
sessions_delete_others                          ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
authorizations_list                             ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
authorizations_retrieve                         ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
authorizations_destroy                          ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
task_list                                       ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
task_retrieve                                   ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
task_cancel                                     ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
audit_entries_list                              ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
audit_entries_retrieve                          ! ?  ? ? ? ? ? + ?  ? ? ? ? ?  +  + +  - - -  ! !
events_list                                     + +  + + + + + + +  + + + + +  .  + +  - - -  ! !
events_retrieve                                 ? ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhooks_list                                   ! +  + + + + + + +  + + + + +  .  + +  - - -  ! !
webhooks_create                                 ! -  - - - - + + -  + + - - -  .  + +  - - -  ! !
webhooks_retrieve                               ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhooks_replace                                ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhooks_update                                 ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhooks_delete                                 ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhook_secrets_create                          ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhook_replays_create                          ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhook_pings_create                            ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhook_deliveries_list                         ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhook_deliveries_retrieve                     ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !
webhook_redeliveries_create                     ! ?  ? ? ? ? ? ? ?  ? ? ? ? ?  +  + +  - - -  ! !

organizations_list                              + +  . . . . . . .  + + + + +  .  + +  - - -  ! !
organizations_retrieve                          + +  . . . . . . .  + + + + +  .  + +  - - -  ! !
organizations_create                            ! -  . . . . . . .  + . - . -  .  + +  - - -  ! !
organizations_replace                           ! -  . . . . . . .  + + - - -  .  + +  - - -  ! !
organizations_update                            ! -  . . . . . . .  + + - - -  .  + +  - - -  ! !
organizations_delete                            ! -  . . . . . . .  + - - . -  .  + +  - - -  ! !
delegates_list                                  ! -  . . . . . . .  + + - - -  .  + +  - - -  ! !
delegates_retrieve                              ! ?  . . . . . . .  + + ? ? ?  +  + +  - - -  ! !
delegates_replace                               ! -  . . . . . . .  + + - - -  .  + +  - - -  ! !
delegates_delete                                ! -  . . . . . . .  + + - - -  .  + +  - - -  ! !
course_creators_list                            ! -  . . . . . . .  + + - - -  .  + +  - - -  ! !
course_creators_retrieve                        ! ?  . . . . . . .  + + ? ? ?  +  + +  - - -  ! !
course_creators_replace                         ! -  . . . . . . .  + + - - -  .  + +  - - -  ! !
course_creators_delete                          ! -  . . . . . . .  + + - - -  -  + +  - - -  ! !
`;

/** One row: an operation on one kind of thing, and what each caller is told. */
export interface Row {
  readonly name: string;
  readonly operationId: string;
  /** What of the operation; null for the usual. */
  readonly variant: string | null;
  readonly expected: Readonly<Record<CallerKind, Mark>>;
}

/** @throws Error when a row has another number of columns */
export const ROWS: readonly Row[] = TABLE.trim()
  .split('\n')
  .slice(1)
  .filter((line) => line.trim() !== '')
  .map(rowOf);

function rowOf(line: string): Row {
  const [name = '', ...marks] = line.trim().split(/\s+/);
  if (marks.length !== CALLERS.length || !marks.every((mark) => mark in MEANINGS))
    throw new Error(`The row of ${name} has ${marks.length} columns, not ${CALLERS.length}, or an unknown mark.`);
  const [operationId = '', variant = null] = name.split('/');
  const expected = Object.fromEntries(CALLERS.map((caller, index) => [caller, marks[index]])) as Row['expected'];
  return { name, operationId, variant, expected };
}
