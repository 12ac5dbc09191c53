import {
  anyField,
  booleanField,
  dateField,
  dictField,
  displayNameField,
  floatField,
  integerField,
  listField,
  stringField,
} from '../field-builders.js';
import { licenseField } from '../common-fields.js';
import type { JsonValue } from '../../json.js';
import type { FieldDeclaration } from '../field-declaration.js';

/** What a course starts with until its team writes a policy: the platform's figures. */
const defaultGradingPolicy: JsonValue = {
  GRADER: [
    { type: 'Homework', short_label: 'HW', min_count: 12, drop_count: 2, weight: 0.15 },
    { type: 'Lab', min_count: 12, drop_count: 2, weight: 0.15 },
    { type: 'Midterm Exam', short_label: 'Midterm', min_count: 1, drop_count: 0, weight: 0.3 },
    { type: 'Final Exam', short_label: 'Final', min_count: 1, drop_count: 0, weight: 0.4 },
  ],
  GRADE_CUTOFFS: { Pass: 0.5 },
};

const defaultImage = 'images_course_image.jpg';

const dates = [
  dateField('end', 'When the course ends.'),
  dateField('enrollment_start', 'When enrollment opens.'),
  dateField('enrollment_end', 'When enrollment closes.'),
  dateField('announcement', 'When the course is announced.'),
  stringField('advertised_start', 'Words that stand in for the start date, e.g. a season.'),
  dateField('certificate_available_date', 'When certificates can be had.', { scope: 'content' }),
  booleanField('show_timezone', 'Whether dates name their time zone.', { default: true, deprecated: true }),
  stringField('due_date_display_format', 'How due dates are written, as a strftime pattern.'),
];

const identity = [
  displayNameField('Empty'),
  stringField('display_organization', 'Organization as shown, where it differs from the one in the key.'),
  stringField('display_coursenumber', 'Course number as shown, where it differs from the one in the key.', {
    displayName: 'Display course number',
    default: '',
  }),
  stringField('language', 'Language of the course, as an ISO 639-1 code.'),
  stringField('course_image', 'File name of the picture on the course card.', { default: defaultImage }),
  stringField('banner_image', 'File name of the banner.', { default: defaultImage }),
  stringField('video_thumbnail_image', 'File name of the still for the introduction video.', { default: defaultImage }),
  listField('learning_info', 'What a learner takes away, a line each.', { members: 'string' }),
  dictField('instructor_info', 'Names, titles and portraits of the instructors.', { default: { instructors: [] } }),
  stringField('social_sharing_url', 'Address that shared posts link to.'),
  booleanField('is_new', 'Marks the course as new in the catalog.', { default: null }),
  integerField('cosmetic_display_price', 'Price shown where none is set for enrolling.', { default: 0 }),
  stringField('css_class', 'Style class shared by the runs.', { default: '', deprecated: true }),
  licenseField,
];

const enrollment = [
  booleanField('invitation_only', 'Only people whom the team adds can enroll.'),
  stringField('enrollment_domain', 'External login that admits to the course.'),
  integerField('max_student_enrollments_allowed', 'How many people may enroll; unset, any number.', { minimum: 0 }),
  listField('pre_requisite_courses', 'Keys of the courses to finish first.', { members: 'string' }),
  stringField('catalog_visibility', 'Whether the catalog lists the course and shows its about page.', {
    default: 'both',
    values: ['both', 'about', 'none'],
  }),
  stringField('course_visibility', 'What people who are not enrolled may read.', {
    default: 'private',
    values: ['private', 'public_outline', 'public'],
  }),
  booleanField('mobile_available', 'Whether the mobile apps offer the course.'),
  booleanField('entrance_exam_enabled', 'Whether an entrance exam comes first.'),
  floatField('entrance_exam_minimum_score_pct', 'Score that passes the entrance exam.', { default: 65, minimum: 0 }),
  stringField('entrance_exam_id', 'Usage key of the entrance exam.'),
  stringField('course_survey_name', 'Survey shown before the course.', { deprecated: true }),
  booleanField('course_survey_required', 'Whether that survey must be answered.', { deprecated: true }),
  stringField('end_of_course_survey_url', 'Address of a closing survey.', { deprecated: true }),
];

const grading = [
  dictField('grading_policy', 'Assignment types with their weights, and the grade cutoffs.', {
    scope: 'content',
    default: defaultGradingPolicy,
  }),
  booleanField('no_grade', 'Whether the course goes without grades.'),
  floatField('minimum_grade_credit', 'Grade from 0 to 1 that earns credit.', { default: 0.8, minimum: 0 }),
  booleanField('disable_progress_graph', 'Hides the chart of the progress page.'),
  booleanField('hide_progress_tab', 'Hides the progress page.', { default: null, deprecated: true }),
  booleanField('enable_subsection_gating', 'Allows a subsection to wait for a score in another.'),
  dictField('remote_gradebook', 'How grades map to an outside gradebook.'),
  booleanField('force_on_flexible_peer_openassessments', 'Turns on flexible grading in all peer assessments.'),
];

const certificates = [
  dictField('certificates', 'The certificates of the course, as edited in Studio.'),
  stringField('certificates_display_behavior', 'When a learner sees the certificate.', {
    default: 'end',
    values: ['end', 'end_with_date', 'early_no_info'],
    legacyValues: ['early_with_info'],
  }),
  booleanField('certificates_show_before_end', 'Shows certificates early.', { deprecated: true }),
  stringField('cert_name_short', 'Short name of the document.', { default: '' }),
  stringField('cert_name_long', 'Full name of the document.', { default: '' }),
  booleanField('cert_html_view_enabled', 'Whether certificates are web pages.', { default: true, deprecated: true }),
  dictField('cert_html_view_overrides', 'Template values that differ in this course.'),
  booleanField('issue_badges', 'Whether badges come with certificates.', { default: true }),
];

const exams = [
  booleanField('enable_timed_exams', 'Allows exams against the clock.'),
  booleanField('enable_proctored_exams', 'Allows supervised exams, and timed ones with them.'),
  stringField('proctoring_provider', 'Who supervises the exams.'),
  stringField('proctoring_escalation_email', 'Whom the supervisors write to when something is amiss.'),
  booleanField('allow_proctoring_opt_out', 'Allows an exam to be taken unsupervised.'),
  booleanField('create_zendesk_tickets', 'Opens a support ticket for a suspicious attempt.', { default: true }),
];

const pages = [
  listField('tabs', 'The pages of the course in their order, hidden ones included.', { members: 'object' }),
  stringField('wiki_slug', 'Name of the course wiki.', { scope: 'content' }),
  listField('textbooks', 'Old textbooks: pairs of title and address.', { scope: 'content' }),
  listField('pdf_textbooks', 'Textbooks of PDF chapters.', { displayName: 'PDF textbooks', members: 'object' }),
  listField('html_textbooks', 'Textbooks of web pages.', { displayName: 'HTML textbooks', members: 'object' }),
  booleanField('allow_public_wiki_access', 'Opens the wiki to people who are not enrolled.'),
  booleanField('show_calculator', 'Shows a calculator beside the content.'),
  listField('course_wide_js', 'Scripts loaded on every page.', { members: 'string' }),
  listField('course_wide_css', 'Style sheets loaded on every page.', { members: 'string' }),
  booleanField('highlights_enabled_for_messaging', 'Whether section highlights are mailed to learners.'),
];

const discussion = [
  dictField('discussion_topics', 'Topics of the course as a whole, by their name.', { members: 'object' }),
  // Pairs of dates; old courses also hold a single empty list.
  listField('discussion_blackouts', 'Spans of time in which nobody can post.'),
  stringField('discussion_link', 'Address of an outside forum.', { deprecated: true }),
  dictField('discussions_settings', 'Settings of the discussion provider.', {
    default: { enable_in_context: true, enable_graded_units: false, unit_level_visibility: true },
  }),
  booleanField('allow_anonymous', 'Allows posts without a name.', { default: true }),
  booleanField('allow_anonymous_to_peers', 'Allows posts whose author only the staff sees.'),
  dictField('cohort_config', 'How learners are sorted into cohorts.'),
  dictField('teams_configuration', 'Team sets and their sizes.'),
];

const tools = [
  listField('advanced_modules', 'Block types that authors of this course may add besides the usual ones.', {
    members: 'string',
  }),
  booleanField('allow_unsupported_xblocks', 'Allows block types that are not fully supported.', {
    displayName: 'Allow unsupported XBlocks',
  }),
  listField('lti_passports', 'Credentials of LTI tools, as id:key:secret.', {
    displayName: 'LTI passports',
    members: 'string',
  }),
  dictField('video_upload_pipeline', 'Account of the course in a video pipeline.'),
  stringField('video_sharing_options', 'Which videos may be shared outside.', {
    default: 'per-video',
    values: ['all-on', 'all-off', 'per-video'],
  }),
  booleanField('enable_ccx', 'Allows coaches to run custom versions of the course.', { displayName: 'Enable CCX' }),
  stringField('ccx_connector', 'Address of the service that manages those versions.', {
    displayName: 'CCX connector',
    default: '',
  }),
  anyField('other_course_settings', 'Whatever else the platform or its neighbours keep here.', { default: {} }),
];

/** The fields of the course block itself: the platform's CourseFields and its license. */
export const courseFields: readonly FieldDeclaration[] = [
  ...identity,
  ...dates,
  ...enrollment,
  ...grading,
  ...certificates,
  ...exams,
  ...pages,
  ...discussion,
  ...tools,
];
