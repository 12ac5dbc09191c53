import { InvalidInputError } from '../errors/app-error.js';
import { expandableMembers, expandablePaths, type ExpansionKind } from './expandable.js';

type Model = abstract new (...args: never[]) => object;

/** Related objects of related objects of related objects: further, a client asks for what it needs by its own URL. */
export const MAX_EXPANSION_DEPTH = 3;
/** Each costs a statement. */
const MAX_PATHS = 10;

/** What to expand in one kind of object: where the reference is, and what to expand in its turn. */
export interface ExpansionStep {
  /** Members that lead to the reference, such as `['edited', 'by']`. */
  readonly path: readonly string[];
  readonly kind: ExpansionKind;
  /** Dotted remainders, for the model that the reference leads to. */
  readonly then: readonly string[];
}

/** What a request wants to see in place of references: `?expand=course,edited.by` (SPEC R-1; seeds/001 "expand"). */
export class Expansion {
  static readonly none = new Expansion([]);

  private constructor(readonly steps: readonly ExpansionStep[]) {}

  get isEmpty(): boolean {
    return this.steps.length === 0;
  }

  /**
   * @param text the parameter as it was sent
   * @throws InvalidInputError naming what cannot be expanded and what can
   */
  static of(model: Model, text: unknown): Expansion {
    if (text === undefined || text === '') return Expansion.none;
    // This is read before the query is validated, and a parameter that is sent twice arrives as a list.
    if (typeof text !== 'string') refuse('expand may be sent once only; separate the names by commas.');
    const names = [...new Set(text.split(',').map((name) => name.trim()))].filter(Boolean);
    if (names.length > MAX_PATHS) refuse(`expand may name at most ${MAX_PATHS} members.`);
    return Expansion.along(model, names, 1);
  }

  /** @param depth of references that have been followed; the first is 1 */
  static along(model: Model, names: readonly string[], depth: number): Expansion {
    const steps = new Map<string, ExpansionStep>();
    const faults: string[] = [];
    for (const name of names) {
      const step = stepOf(model, name.split('.'), model);
      if (typeof step === 'string') faults.push(step);
      else if (depth > MAX_EXPANSION_DEPTH) faults.push(`expand may nest at most ${MAX_EXPANSION_DEPTH} deep.`);
      else {
        const key = step.path.join('.');
        steps.set(key, { ...step, then: [...(steps.get(key)?.then ?? []), ...step.then] });
      }
    }
    if (faults.length > 0) throw new InvalidInputError({ expand: faults });
    return new Expansion([...steps.values()]);
  }
}

/** The step that a dotted name means, or what is wrong with it. */
function stepOf(
  model: Model,
  names: readonly string[],
  root: Model,
  path: readonly string[] = [],
): ExpansionStep | string {
  const [name = '', ...rest] = names;
  const member = expandableMembers(model).get(name);
  if (!member) {
    const known = expandablePaths(root);
    const choice = known.length > 0 ? `Possible here: ${known.join(', ')}.` : 'Nothing can be expanded here.';
    return `"${[...path, ...names].join('.')}" cannot be expanded. ${choice}`;
  }
  if ('refused' in member) return `"${[...path, name].join('.')}" cannot be expanded: ${member.refused}`;
  if ('within' in member) return stepOf(member.within(), rest, root, [...path, name]);
  return { path: [...path, name], kind: member.kind, then: rest.length > 0 ? [rest.join('.')] : [] };
}

function refuse(fault: string): never {
  throw new InvalidInputError({ expand: [fault] });
}
