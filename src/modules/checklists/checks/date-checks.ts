import type { Finding, CheckOutcomes } from './check-result.js';
import { type CheckedBlock, type CourseUnderCheck, dateOf, finding, findingAt } from './course-under-check.js';

const DAY = (time: number): string => new Date(time).toISOString().replace(/(:00)?\.000Z$/, 'Z');

/** What edX gives a course that has no start: none. */
const UNSCHEDULED = Date.parse('2030-01-01T00:00:00Z');

interface CourseDates {
  readonly start: number | null;
  readonly end: number | null;
}

/** Dates of the course, and of what is in it. */
export function dateChecks(
  course: CourseUnderCheck,
): CheckOutcomes<'course_schedule' | 'course_dates' | 'start_dates' | 'due_dates' | 'self_paced_due_dates'> {
  const { settings } = course.root;
  const dates = { start: startOf(course.root), end: dateOf(settings.end) };
  const isSelfPaced = settings.self_paced === true;
  const inside = course.tree.filter((block) => block !== course.root);
  const dated = inside.filter((block) => dateOf(block.settings.due) !== null);
  return {
    course_schedule: {
      findings: missingDates(dates, isSelfPaced),
      facts: { is_self_paced: isSelfPaced, has_start_date: dates.start !== null, has_end_date: dates.end !== null },
    },
    course_dates: { findings: disorder(course.root) },
    start_dates: { findings: inside.flatMap((block) => startFaults(block, dates)) },
    due_dates: {
      findings: dated.flatMap((block) => dueFaults(block, dates, course)),
      facts: { total_number: dated.length },
    },
    self_paced_due_dates: {
      findings: isSelfPaced
        ? dated.map((block) => findingAt(block, `It is due on ${DAY(dateOf(block.settings.due)!)} for everybody.`))
        : [],
      facts: { is_self_paced: isSelfPaced },
    },
  };
}

/** Learners who go at their own pace need no end. */
function missingDates({ start, end }: CourseDates, isSelfPaced: boolean): Finding[] {
  return [
    ...(start === null ? [finding('The course has no start date.')] : []),
    ...(end === null && !isSelfPaced ? [finding('The course has no end date.')] : []),
  ];
}

/** What Studio refuses in its schedule: pairs of which the first must come before the second. */
const ORDER = [
  ['start', 'end', 'The course starts on {0}, which is not before its end on {1}.'],
  ['enrollment_start', 'start', 'Enrollment opens on {0}, after the course has started on {1}.'],
  ['enrollment_start', 'enrollment_end', 'Enrollment opens on {0}, which is not before it closes on {1}.'],
  ['enrollment_end', 'end', 'Enrollment closes on {0}, after the course has ended on {1}.'],
] as const;
/** Of these pairs the two may be the same moment. */
const MAY_BE_EQUAL = new Set(['enrollment_start,start', 'enrollment_end,end']);

function disorder(root: CheckedBlock): Finding[] {
  const at = (name: string) => (name === 'start' ? startOf(root) : dateOf(root.settings[name]));
  return ORDER.flatMap(([first, second, words]) => {
    const [from, to] = [at(first), at(second)];
    if (from === null || to === null || from < to) return [];
    if (from === to && MAY_BE_EQUAL.has(`${first},${second}`)) return [];
    return [finding(words.replace('{0}', DAY(from)).replace('{1}', DAY(to)))];
  });
}

function startOf({ settings }: CheckedBlock): number | null {
  const start = dateOf(settings.start);
  return start === UNSCHEDULED ? null : start;
}

function startFaults(block: CheckedBlock, { end }: CourseDates): Finding[] {
  const start = dateOf(block.settings.start);
  if (start === null || end === null || start < end) return [];
  return [findingAt(block, `It opens on ${DAY(start)}, when the course has ended (${DAY(end)}).`)];
}

function dueFaults(block: CheckedBlock, { start, end }: CourseDates, course: CourseUnderCheck): Finding[] {
  const due = dateOf(block.settings.due)!;
  if (end !== null && due > end)
    return [findingAt(block, `It is due on ${DAY(due)}, after the course has ended (${DAY(end)}).`)];
  if (start !== null && due < start)
    return [findingAt(block, `It is due on ${DAY(due)}, before the course starts (${DAY(start)}).`)];
  const opens = openingOf(block, course);
  if (opens !== null && due < opens)
    return [findingAt(block, `It is due on ${DAY(due)}, before it opens (${DAY(opens)}).`)];
  return [];
}

/** When learners see it: of its own start and those above it the last. */
function openingOf(block: CheckedBlock, { blocks, root }: CourseUnderCheck): number | null {
  let opens: number | null = null;
  for (let at: CheckedBlock | undefined = block; at && at !== root; at = blocks.get(at.parent ?? '')) {
    const start = dateOf(at.settings.start);
    if (start !== null && (opens === null || start > opens)) opens = start;
  }
  return opens;
}
