import type { CheckOutcomes, Finding } from './check-result.js';
import { type CourseUnderCheck, finding, textOf } from './course-under-check.js';
import { fieldOf } from '../../content/vocabulary.js';

/** What people see of a course before they take it, and who looks after it. */
export function informationChecks(
  course: CourseUnderCheck,
): CheckOutcomes<'course_image' | 'course_short_description' | 'course_overview' | 'course_team'> {
  const says = (page: string) => course.blocks.get(`about@${page}`)?.hasText === true;
  return {
    course_image: { findings: imageFaults(course) },
    course_short_description: {
      findings: says('short_description') ? [] : [finding('The course has no short description.')],
    },
    course_overview: { findings: says('overview') ? [] : [finding('The course has no overview.')] },
    course_team: {
      findings: course.hasInstructor ? [] : [finding('Nobody is instructor of the course.')],
    },
  };
}

/** The file of the course's picture, as it is named or as edX calls it. */
export function imageOf({ root }: Pick<CourseUnderCheck, 'root'>): string | null {
  return textOf(root.settings.course_image) ?? textOf(fieldOf('course', 'course_image')?.default);
}

function imageFaults(course: CourseUnderCheck): Finding[] {
  const image = imageOf(course);
  if (image !== null && course.assets.has(image)) return [];
  const named = textOf(course.root.settings.course_image);
  return [
    finding(
      named === null ? 'The course has no picture.' : `The picture of the course, "${named}", is not among its files.`,
    ),
  ];
}
