/** How much a check matters: `error`: learners meet it; `warning`: they probably will; `advice`: good courses have it. */
export const SEVERITIES = ['error', 'warning', 'advice'] as const;
export type Severity = (typeof SEVERITIES)[number];

interface CheckDeclaration {
  readonly severity: Severity;
  /** What is so when the check passes. */
  readonly title: string;
}

/** Every check in the order of the list. Ids are kept by items of checklists: one that is known stays. */
export const CHECKS = {
  course_schedule: { severity: 'warning', title: 'The course has a start and an end' },
  course_dates: { severity: 'error', title: 'The dates of the course and of enrolling are in order' },
  start_dates: { severity: 'error', title: 'Everything opens before the course ends' },
  due_dates: { severity: 'error', title: 'Everything is due while the course runs' },
  self_paced_due_dates: { severity: 'warning', title: 'A self-paced course has no fixed due dates' },
  grade_weights: { severity: 'error', title: 'The weights of the assignment types add up to 100 %' },
  assignment_types: { severity: 'warning', title: 'Every assignment type has a subsection' },
  subsection_formats: {
    severity: 'error',
    title: 'Every graded subsection has an assignment type of the grading policy',
  },
  empty_sections: { severity: 'warning', title: 'No section is empty' },
  empty_subsections: { severity: 'warning', title: 'No subsection is empty' },
  empty_units: { severity: 'warning', title: 'No unit is empty' },
  unpublished_units: { severity: 'warning', title: 'Every unit is published as it is in the draft' },
  internal_links: { severity: 'error', title: 'Links within the course lead to blocks that exist' },
  asset_references: { severity: 'error', title: 'Files that the content refers to exist' },
  video_sources: { severity: 'error', title: 'Every video has a source' },
  video_transcripts: { severity: 'warning', title: 'Every video has a transcript' },
  problem_names: { severity: 'advice', title: 'Every problem has a display name' },
  problem_explanations: { severity: 'advice', title: 'Every problem explains its answer' },
  course_image: { severity: 'warning', title: 'The course has a picture' },
  course_short_description: { severity: 'advice', title: 'The course has a short description' },
  course_overview: { severity: 'advice', title: 'The course has an overview' },
  course_team: { severity: 'warning', title: 'The course has an instructor' },
} as const satisfies Record<string, CheckDeclaration>;

export type CheckId = keyof typeof CHECKS;
export const CHECK_IDS = Object.keys(CHECKS) as CheckId[];

export const isCheckId = (text: string): text is CheckId => Object.hasOwn(CHECKS, text);
