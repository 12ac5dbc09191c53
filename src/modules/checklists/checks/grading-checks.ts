import { fieldOf, type JsonObject, type JsonValue } from '../../content/index.js';
import type { CheckOutcome, CheckOutcomes, Finding } from './check-result.js';
import { type CheckedBlock, type CourseUnderCheck, finding, findingAt, textOf } from './course-under-check.js';

interface Grader {
  readonly type: string;
  readonly weight: number;
}

/** Sums of tenths are not exact. */
const TOLERANCE = 0.0001;
/** What Studio writes into the format of a subsection that is not graded. */
const NOT_GRADED = 'notgraded';
const NOTHING: CheckOutcome = { findings: [] };

/** The grading policy, and whether the outline fits it. */
export function gradingChecks(
  course: CourseUnderCheck,
): CheckOutcomes<'grade_weights' | 'assignment_types' | 'subsection_formats'> {
  const { root, gradingPolicy } = course;
  if (root.settings.no_grade === true)
    return { grade_weights: NOTHING, assignment_types: NOTHING, subsection_formats: NOTHING };
  const hasOwn = gradingPolicy !== null;
  const graders = gradersOf(gradingPolicy ?? fieldOf('course', 'grading_policy')?.default ?? null);
  const subsections = course.tree.filter(({ type }) => type === 'sequential');
  const formats = new Set(subsections.flatMap((block) => formatOf(block) ?? []));
  const sum = graders.reduce((total, { weight }) => total + weight, 0);
  return {
    grade_weights: {
      findings:
        graders.length > 0 && Math.abs(sum - 1) > TOLERANCE
          ? [finding(`The weights add up to ${percent(sum)} %: ${graders.map(inWords).join(', ')}.`)]
          : [],
      facts: { has_grading_policy: hasOwn, sum_of_weights: Number(sum.toFixed(6)) },
    },
    assignment_types: { findings: hasOwn || formats.size > 0 ? unusedTypes(graders, formats) : [] },
    subsection_formats: { findings: subsections.flatMap((block) => formatFault(block, graders)) },
  };
}

/** A course that nobody has begun to grade has the platform's types: one word about that is enough, or none. */
function unusedTypes(graders: readonly Grader[], formats: ReadonlySet<string>): Finding[] {
  if (graders.length > 0 && formats.size === 0)
    return [finding(`No subsection is graded, and the grading policy has ${graders.length} assignment types.`)];
  return graders.filter(({ type }) => !formats.has(type)).map(({ type }) => finding(`No subsection is a "${type}".`));
}

function formatFault(block: CheckedBlock, graders: readonly Grader[]): Finding[] {
  const format = formatOf(block);
  if (format === null)
    return block.settings.graded === true ? [findingAt(block, 'It is graded, and has no assignment type.')] : [];
  if (graders.some(({ type }) => type === format)) return [];
  return [findingAt(block, `It is a "${format}", and the grading policy has no such assignment type.`)];
}

function formatOf({ settings }: CheckedBlock): string | null {
  const format = textOf(settings.format);
  return format === NOT_GRADED ? null : format;
}

function gradersOf(policy: JsonValue): Grader[] {
  const listed = isObject(policy) ? policy.GRADER : null;
  if (!Array.isArray(listed)) return [];
  return listed.filter(isObject).map(({ type, weight }) => ({
    type: textOf(type) ?? '',
    weight: Number.isFinite(Number(weight)) ? Number(weight) : 0,
  }));
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const percent = (share: number): string => String(Number((share * 100).toFixed(2)));
const inWords = ({ type, weight }: Grader): string => `${type} ${percent(weight)} %`;
