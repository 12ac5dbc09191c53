import type { ItemText } from './stored-checklist.js';

type DefaultItem = Pick<ItemText, 'shortDescription' | 'longDescription'> & Partial<ItemText> & { readonly id: string };

export interface DefaultChecklist {
  readonly id: string;
  readonly shortDescription: string;
  readonly items: readonly DefaultItem[];
}

/** The four lists that Studio gave a new course (research/endpoints.md B.6), in our words, and tied to the computed checks. */
export const DEFAULT_CHECKLISTS: readonly DefaultChecklist[] = [
  {
    id: 'getting-started',
    shortDescription: 'Getting Started With Studio',
    items: [
      {
        id: 'add-team',
        shortDescription: 'Invite the people you work with',
        longDescription:
          'Give everybody who writes or looks after this course a role in it, so that it is in more than one pair of hands.',
        actionUrl: 'ManageUsers',
        actionText: 'Open the course team',
        check: 'course_team',
      },
      {
        id: 'set-dates',
        shortDescription: 'Set the dates of the course',
        longDescription:
          'Say when the course begins and ends, and when people may enroll. Learners see the dates before they join.',
        actionUrl: 'SettingsDetails',
        actionText: 'Open the course details',
        check: 'course_schedule',
      },
      {
        id: 'draft-grading',
        shortDescription: 'Draft the grading policy',
        longDescription:
          'Name the kinds of graded work and what share of the grade each has. The shares add up to 100 %.',
        actionUrl: 'SettingsGrading',
        actionText: 'Open the grading settings',
        check: 'grade_weights',
      },
      {
        id: 'read-your-way-in',
        shortDescription: 'Look around the sample course',
        longDescription: 'A finished course shows best what sections, subsections and units are for.',
      },
      {
        id: 'publish-something',
        shortDescription: 'Publish what is ready',
        longDescription:
          'Learners see what is published and nothing else. Publish your units, and look at them as they would.',
        actionUrl: 'CourseOutline',
        actionText: 'Open the outline',
        check: 'unpublished_units',
      },
    ],
  },
  {
    id: 'course-outline',
    shortDescription: 'Draft a Rough Course Outline',
    items: [
      {
        id: 'first-section',
        shortDescription: 'Make the first section and subsection',
        longDescription: 'A section is a week or a topic; its subsections are what a learner does in one sitting.',
        actionUrl: 'CourseOutline',
        actionText: 'Open the outline',
        check: 'empty_sections',
      },
      {
        id: 'release-dates',
        shortDescription: 'Plan when each section opens',
        longDescription: 'Sections may open one after the other. What is due has to be due while the course runs.',
        actionUrl: 'CourseOutline',
        actionText: 'Open the outline',
        check: 'due_dates',
      },
      {
        id: 'graded-subsections',
        shortDescription: 'Say which subsections are graded',
        longDescription: 'Give each graded subsection one of the assignment types of the grading policy.',
        actionUrl: 'CourseOutline',
        actionText: 'Open the outline',
        check: 'assignment_types',
      },
      {
        id: 'reorder',
        shortDescription: 'Put the content into its order',
        longDescription: 'Move sections, subsections and units until the course reads well from top to bottom.',
        actionUrl: 'CourseOutline',
        actionText: 'Open the outline',
      },
      {
        id: 'fill-units',
        shortDescription: 'Give every unit something to do',
        longDescription: 'A unit without content is a blank page to a learner.',
        actionUrl: 'CourseOutline',
        actionText: 'Open the outline',
        check: 'empty_units',
      },
      {
        id: 'mend-links',
        shortDescription: 'Mend the links within the course',
        longDescription: 'Follow the links from one page to another, and to files: each has to lead somewhere.',
        actionUrl: 'CourseOutline',
        actionText: 'Open the outline',
        check: 'internal_links',
      },
    ],
  },
  {
    id: 'support-tools',
    shortDescription: 'Explore edX’s Support Tools',
    items: [
      {
        id: 'documentation',
        shortDescription: 'Find the documentation',
        longDescription: 'The guides for course teams explain every kind of content, with pictures.',
        actionUrl: 'https://docs.openedx.org/en/latest/educators/',
        actionText: 'Read the guides for educators',
      },
      {
        id: 'community',
        shortDescription: 'Meet the community',
        longDescription: 'Other course teams have met your question before. Ask, and answer when you can.',
        actionUrl: 'https://discuss.openedx.org/',
        actionText: 'Visit the forum',
      },
      {
        id: 'learn-authoring',
        shortDescription: 'Take a course about making courses',
        longDescription: 'There are courses for authors, and they are good examples themselves.',
        actionUrl: 'https://openedx.org/',
        actionText: 'Look for one',
      },
    ],
  },
  {
    id: 'about-page',
    shortDescription: 'Draft Your Course About Page',
    items: [
      {
        id: 'write-overview',
        shortDescription: 'Write the description of the course',
        longDescription: 'What is it about, whom is it for, and what will they be able to do afterwards?',
        actionUrl: 'SettingsDetails',
        actionText: 'Open the course details',
        check: 'course_overview',
      },
      {
        id: 'write-short-description',
        shortDescription: 'Write the short description',
        longDescription: 'One or two sentences, which stand below the name in every list of courses.',
        actionUrl: 'SettingsDetails',
        actionText: 'Open the course details',
        check: 'course_short_description',
      },
      {
        id: 'add-image',
        shortDescription: 'Add a picture',
        longDescription: 'The picture of the course card is the first thing that people see.',
        actionUrl: 'SettingsDetails',
        actionText: 'Open the course details',
        check: 'course_image',
      },
      {
        id: 'introduce-team',
        shortDescription: 'Introduce the teachers',
        longDescription: 'Say who teaches the course, and why they care.',
        actionUrl: 'SettingsDetails',
        actionText: 'Open the course details',
      },
      {
        id: 'frequent-questions',
        shortDescription: 'Answer the questions that will be asked',
        longDescription: 'How much time does it take? What should one know before? Is there a certificate?',
        actionUrl: 'SettingsDetails',
        actionText: 'Open the course details',
      },
      {
        id: 'requirements',
        shortDescription: 'Say how much work it is',
        longDescription: 'Hours in a week, prerequisites, and what learners have to have at hand.',
        actionUrl: 'SettingsDetails',
        actionText: 'Open the course details',
      },
    ],
  },
];
