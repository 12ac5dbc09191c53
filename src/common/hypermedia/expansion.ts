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
  /** The same as the client wrote it, from the representation that it asked for: `['course', 'edited', 'by']`. */
  readonly named: readonly string[];
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

  /**
   * @param depth of references that have been followed; the first is 1
   * @param under the name that has led to this model; faults are told in the client's own words (SPEC R-8)
   */
  static along(model: Model, names: readonly string[], depth: number, under: readonly string[] = []): Expansion {
    const steps = new Map<string, ExpansionStep>();
    const faults: string[] = [];
    for (const name of names) {
      const step = stepOf(name.split('.'), { model, root: model, under, path: [] });
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

/** Where the rest of a dotted name is looked up. */
interface Place {
  readonly model: Model;
  /** The representation whose member the name began with. */
  readonly root: Model;
  readonly under: readonly string[];
  /** Members from `root` to `model`. */
  readonly path: readonly string[];
}

/** The step that a dotted name means, or what is wrong with it. */
function stepOf(names: readonly string[], { model, root, under, path }: Place): ExpansionStep | string {
  const [name = '', ...rest] = names;
  const member = expandableMembers(model).get(name);
  if (!member) return `"${[...under, ...path, ...names].join('.')}" cannot be expanded. ${choiceWithin(root, under)}`;
  const here = [...path, name];
  const named = [...under, ...here];
  if ('refused' in member) return `"${named.join('.')}" cannot be expanded: ${member.refused}`;
  if ('within' in member) return stepOf(rest, { model: member.within(), root, under, path: here });
  return { path: here, named, kind: member.kind, then: rest.length > 0 ? [rest.join('.')] : [] };
}

function choiceWithin(root: Model, under: readonly string[]): string {
  const known = expandablePaths(root).map((name) => [...under, name].join('.'));
  if (known.length > 0) return `Possible here: ${known.join(', ')}.`;
  return under.length === 0
    ? 'Nothing can be expanded here.'
    : `"${under.join('.')}" can be expanded, but nothing within it.`;
}

function refuse(fault: string): never {
  throw new InvalidInputError({ expand: [fault] });
}
