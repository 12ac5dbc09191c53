import { InvalidInputError } from '../../common/errors/app-error.js';
import {
  type BlockState,
  fieldOf,
  type InformationChange,
  type JsonObject,
  type JsonValue,
  patchFields,
} from '../content/index.js';

/** One assignment type. */
export interface Grader {
  readonly type: string;
  readonly short_label: string | null;
  readonly min_count: number;
  readonly drop_count: number;
  readonly weight: number;
}

/** How a course is graded. */
export interface GradingPolicy {
  readonly graders: readonly Grader[];
  /** By the name of the grade: the smallest score that earns it. */
  readonly grade_cutoffs: Readonly<Record<string, number>>;
  /** As a field says it: `1 day 12 hours`; null: none. */
  readonly grace_period: string | null;
}

/** The policy that the course block says, or the platform's, as far as it can be read. */
export function policyOf(fields: JsonObject): GradingPolicy {
  const { GRADER, GRADE_CUTOFFS } = objectOf(fields.grading_policy ?? null);
  const graders = Array.isArray(GRADER) ? GRADER.map((item) => graderOf(objectOf(item))) : [];
  const cutoffs = Object.entries(objectOf(GRADE_CUTOFFS ?? null)).filter(([, value]) => typeof value === 'number');
  return {
    graders,
    grade_cutoffs: Object.fromEntries(cutoffs) as Record<string, number>,
    grace_period: typeof fields.graceperiod === 'string' ? fields.graceperiod : null,
  };
}

/** What a request says of the grading; undefined: nothing. */
export type GradingWords = Partial<Omit<GradingPolicy, 'grade_cutoffs'>> & {
  /** Null takes a grade away. */
  readonly grade_cutoffs?: Readonly<Record<string, number | null>>;
};

/**
 * The change of the course block that makes it graded so. What is undefined stays; what else the stored policy says stays too.
 * @param merges whether grades that are not named stay (RFC 7396)
 * @throws InvalidInputError with every fault, by the names of the request
 */
export function grading(words: GradingWords, { merges = false } = {}): InformationChange {
  return (root) => ({
    reads: [root],
    apply: (blocks, head) => {
      const stored = blocks.get(root)!;
      const wanted = { ...words, grade_cutoffs: cutoffsAfter(stored, words, merges) };
      const fields: JsonObject = {
        ...((wanted.graders ?? wanted.grade_cutoffs) && { grading_policy: patchOf(stored, wanted) }),
        ...(wanted.grace_period !== undefined && { graceperiod: wanted.grace_period }),
      };
      const faults = faultsOf(wanted);
      if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
      return byNamesOfRequest(() => patchFields(root, { fields }).apply(blocks, head));
    },
  });
}

/** The grades in the order of their cutoffs: a merge has none of its own. */
function cutoffsAfter(
  { content }: BlockState,
  { grade_cutoffs: words }: GradingWords,
  merges: boolean,
): Record<string, number> | undefined {
  if (words === undefined) return undefined;
  if (!merges) return words as Record<string, number>;
  const own = content.grading_policy ?? fieldOf('course', 'grading_policy')!.default;
  const before = Object.entries(policyOf({ grading_policy: own }).grade_cutoffs);
  const merged = new Map<string, number | null>([...before, ...Object.entries(words)]);
  const kept = [...merged].filter((entry): entry is [string, number] => entry[1] !== null);
  return Object.fromEntries(kept.sort(([, one], [, other]) => other - one));
}

/** What is wrong with a stored policy, by the name of the field. */
export function policyFaults(policy: JsonValue): Record<string, string[]> {
  if (policy === null) return {};
  const { graders, grade_cutoffs } = policyOf({ grading_policy: policy });
  const faults = [...formFaults(policy), ...Object.values(faultsOf({ graders, grade_cutoffs })).flat()];
  return faults.length > 0 ? { grading_policy: faults } : {};
}

/** What {@link policyOf} would pass over: a policy is an object of any form as far as its field is concerned. */
function formFaults(policy: JsonValue): string[] {
  const { GRADER: graders = [], GRADE_CUTOFFS: cutoffs = {} } = objectOf(policy);
  const wrongGraders = Array.isArray(graders)
    ? graders.flatMap((grader, index) => (isGrader(grader) ? [] : [`GRADER[${index}] ${GRADER_FORM}`]))
    : [`GRADER must be a list; each item ${GRADER_FORM}`];
  const wrongCutoffs = Object.entries(objectOf(cutoffs)).flatMap(([grade, cutoff]) =>
    typeof cutoff === 'number' ? [] : [`The cutoff of "${grade}" must be a number above 0 and at most 1.`],
  );
  return [...wrongGraders, ...(isObject(cutoffs) ? wrongCutoffs : ['GRADE_CUTOFFS must be an object.'])];
}

const GRADER_FORM =
  'must be an object with the texts type and, if you like, short_label, and the numbers min_count, drop_count and weight.';

function isGrader(grader: JsonValue): boolean {
  const {
    type,
    short_label: label = null,
    min_count: count = 0,
    drop_count: dropped = 0,
    weight = 0,
  } = objectOf(grader);
  return (
    typeof type === 'string' &&
    type !== '' &&
    (label === null || typeof label === 'string') &&
    [count, dropped, weight].every(isNumber)
  );
}

/** Old courses say their numbers as texts (`"weight": "0.15"`), as edX takes them. */
function isNumber(value: JsonValue): boolean {
  return value !== null && typeof value !== 'boolean' && value !== '' && Number.isFinite(Number(value));
}

/** Every fault that one member alone does not show. */
function faultsOf({ graders = [], grade_cutoffs: cutoffs }: Partial<GradingPolicy>): Record<string, string[]> {
  const faults: Record<string, string[]> = {};
  const types = graders.map(({ type }) => type);
  graders.forEach(({ type, weight, min_count: count, drop_count: dropped }, index) => {
    if (types.indexOf(type) < index)
      faults[`graders[${index}].type`] = [`type is "${type}", which another grader is already. Each stands once.`];
    if (dropped > count)
      faults[`graders[${index}].drop_count`] = [`drop_count is ${dropped}, more than the ${count} that there are.`];
    if (!(weight >= 0 && weight <= 1))
      faults[`graders[${index}].weight`] = [
        `weight is ${weight}, and must be from 0 to 1: a share of the whole grade.`,
      ];
  });
  if (cutoffs === undefined) return faults;
  const entries = Object.entries(cutoffs);
  if (entries.length === 0)
    faults.grade_cutoffs = ['grade_cutoffs must name at least one grade, such as {"Pass": 0.5}.'];
  entries.forEach(([grade, cutoff], index) => {
    const before = entries[index - 1];
    const fault =
      typeof cutoff !== 'number' || !(cutoff > 0 && cutoff <= 1)
        ? `The cutoff of "${grade}" must be a number above 0 and at most 1.`
        : before && before[1] <= cutoff
          ? `The cutoff of "${grade}" must be below that of "${before[0]}": the best grade comes first.`
          : null;
    if (fault) faults[`grade_cutoffs.${grade}`] = [fault];
  });
  return faults;
}

/** A merge patch of the stored field: grades that there are no more have to be taken away by name. */
function patchOf(stored: BlockState, { graders, grade_cutoffs: cutoffs }: Partial<GradingPolicy>): JsonObject {
  const own = stored.content.grading_policy;
  const base = objectOf(own ?? fieldOf('course', 'grading_policy')!.default);
  const before = objectOf((own === undefined ? null : base.GRADE_CUTOFFS) ?? null);
  const gone = Object.keys(before).filter((grade) => cutoffs && !Object.hasOwn(cutoffs, grade));
  return {
    ...(own === undefined && base),
    ...(graders && { GRADER: graders.map(storedGrader) }),
    ...(cutoffs && { GRADE_CUTOFFS: { ...Object.fromEntries(gone.map((grade) => [grade, null])), ...cutoffs } }),
  };
}

function graderOf({ type, short_label: label, min_count: count, drop_count: dropped, weight }: JsonObject): Grader {
  return {
    type: typeof type === 'string' ? type : '',
    short_label: typeof label === 'string' ? label : null,
    min_count: Number(count ?? 0),
    drop_count: Number(dropped ?? 0),
    weight: Number(weight ?? 0),
  };
}

function storedGrader({ type, short_label: label, min_count, drop_count, weight }: Grader): JsonObject {
  return { type, ...(label !== null && { short_label: label }), min_count, drop_count, weight };
}

function objectOf(value: JsonValue): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: JsonValue): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

const MEMBERS: Readonly<Record<string, string>> = {
  'fields.graceperiod': 'grace_period',
  'fields.grading_policy': 'graders',
};

function byNamesOfRequest<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const faults = Object.entries(error.fieldErrors ?? {}).map(
      ([path, said]) => [MEMBERS[path] ?? path, said] as const,
    );
    throw new InvalidInputError(Object.fromEntries(faults));
  }
}
