import 'reflect-metadata';
import { InvalidInputError } from '../errors/app-error.js';

const MINIMAL = Symbol('courseware:minimal');
const ON_REQUEST = Symbol('courseware:on-request');
const NAMES = Symbol('courseware:names');
const OTHERS = Symbol('courseware:others');

type Model = abstract new (...args: never[]) => object;

/** Marks a member of a response that `view=minimal` keeps (SPEC R-3). */
export const Minimal = (): PropertyDecorator => member(MINIMAL);

/** Marks a member that is sent only when `requested_fields`, `fields` or `view=full` asks for it. */
export const OnRequest = (): PropertyDecorator => member(ON_REQUEST);

/** Marks any other member. Every member of a shaped response carries one of the three, so that its names are known. */
export const Shown = (): PropertyDecorator => member(NAMES);

function member(kind: symbol): PropertyDecorator {
  return (target, name) => {
    for (const key of new Set([kind, NAMES])) {
      const known = (Reflect.getOwnMetadata(key, target) as Set<string> | undefined) ?? new Set<string>();
      Reflect.defineMetadata(key, known.add(String(name)), target);
    }
  };
}

function namesOf(model: Model, kind: symbol): Set<string> {
  const names = new Set<string>();
  for (let proto = model.prototype as object | null; proto; proto = Object.getPrototypeOf(proto) as object | null) {
    for (const name of (Reflect.getOwnMetadata(kind, proto) as Set<string> | undefined) ?? []) names.add(name);
  }
  return names;
}

/**
 * Marks a response that has members beside the declared ones, whose names are the resource's own, as a map of preferences
 * has: every view shows them, and `fields` may name any.
 * @param schema JSON schema of each
 */
export const OtherMembers = (schema: object): ClassDecorator => Reflect.metadata(OTHERS, schema) as ClassDecorator;

/** The schema of the members that a response has beside the declared ones; undefined when there are none. */
export const otherMembers = (model: Model): object | undefined =>
  Reflect.getMetadata(OTHERS, model) as object | undefined;

/** The members that `view=minimal` keeps. */
export const minimalNames = (model: Model): ReadonlySet<string> => namesOf(model, MINIMAL);

/** Every member that a representation can have. */
export const memberNames = (model: Model): ReadonlySet<string> => namesOf(model, NAMES);

/** The members that are sent only when they are asked for. */
export const onRequestNames = (model: Model): ReadonlySet<string> => namesOf(model, ON_REQUEST);

/** What a client asked to see of a representation. */
export interface ShapeRequest {
  readonly fields?: string;
  readonly requested_fields?: string;
  readonly view?: 'minimal' | 'default' | 'full';
}

/** The class of a member's value, where its members are known; null where any name may be meant. */
export type NestedModel = (model: Model, name: string) => Model | null;

/** A tree of member names; an empty inner map keeps the whole member. */
type Selection = ReadonlyMap<string, Selection>;

/**
 * Which members of a representation to send (SPEC R-3): `fields=a,b(c)` keeps just these, `requested_fields=x` adds the
 * optional ones, `view=minimal|full` are the presets.
 */
export class Shape {
  private constructor(
    private readonly top: ReadonlySet<string>,
    private readonly nested: Selection,
    /** What is kept beside `top`. */
    private readonly keeps: (name: string) => boolean,
  ) {}

  /** @throws InvalidInputError naming the unknown names and listing the known ones */
  static of(model: Model, request: ShapeRequest, nested: NestedModel = () => null): Shape {
    const known = namesOf(model, NAMES);
    const faults: Record<string, string[]> = {};
    const isOpen = otherMembers(model) !== undefined;
    const read = (parameter: 'fields' | 'requested_fields') =>
      parse(request[parameter], parameter, model, nested, faults);
    const [fields, requested] = [read('fields'), read('requested_fields')];
    if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
    if (fields.size > 0) return new Shape(new Set([...fields.keys(), ...requested.keys()]), fields, () => false);
    const base =
      request.view === 'minimal'
        ? namesOf(model, MINIMAL)
        : request.view === 'full'
          ? known
          : known.difference(namesOf(model, ON_REQUEST));
    return new Shape(base.union(new Set(requested.keys())), requested, (name) => isOpen && !known.has(name));
  }

  /** Whether the member will be sent: lets a service skip what costs something. */
  wants(name: string): boolean {
    return this.top.has(name);
  }

  /** The members that were asked for, in the order of the representation. */
  apply(representation: object): object {
    const kept = Object.entries(representation).filter(
      ([name, value]) => (this.top.has(name) || this.keeps(name)) && value !== undefined,
    );
    return Object.fromEntries(kept.map(([name, value]) => [name, select(value, this.nested.get(name))]));
  }
}

function select(value: unknown, selection: Selection | undefined): unknown {
  if (!selection || selection.size === 0 || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => select(item, selection));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => selection.has(name))
      .map(([name, inner]) => [name, select(inner, selection.get(name))]),
  );
}

/** No payload nests deeper than this (SPEC R-4), so no selection needs to. */
const MAX_DEPTH = 4;

function parse(
  text: string | undefined,
  parameter: string,
  model: Model,
  nested: NestedModel,
  faults: Record<string, string[]>,
): Selection {
  if (!text) return new Map();
  // This is read before the query is validated, and a parameter that is sent twice arrives as a list.
  if (typeof text !== 'string') {
    faults[parameter] = [`${parameter} may be sent once only; separate the names by commas.`];
    return new Map();
  }
  const parser = new SelectionParser(text);
  const selection = parser.parse();
  if (!selection)
    faults[parameter] = [`${parameter} must be written like a,b(c,d) or a,b.c and nest at most ${MAX_DEPTH} deep.`];
  else {
    const unknown = unknownNames(model, selection, nested, '');
    if (unknown.length > 0) faults[parameter] = unknown.map((words) => `${parameter} has unknown names: ${words}`);
  }
  return selection ?? new Map();
}

/** The names that nobody knows, and beside them those that are known there. */
function unknownNames(model: Model, selection: Selection, nested: NestedModel, path: string): string[] {
  const known = namesOf(model, NAMES);
  const unknown = otherMembers(model) ? [] : [...selection.keys()].filter((name) => !known.has(name));
  const listed = [...known].sort().map((name) => path + name);
  const own =
    unknown.length > 0 ? [`${unknown.map((name) => path + name).join(', ')}. Known: ${listed.join(', ')}.`] : [];
  return [...selection].reduce((faults, [name, inner]) => {
    const within = inner.size > 0 ? nested(model, name) : null;
    return within ? [...faults, ...unknownNames(within, inner, nested, `${path}${name}.`)] : faults;
  }, own);
}

/** Reads `a,b(c,d(e)),f.g`: items are separated by commas, `(…)` selects inside an item, `.` is short for one name inside. */
class SelectionParser {
  private readonly tokens: string[];
  private position = 0;

  constructor(text: string) {
    this.tokens = text.match(/[^,().\s]+|[,().]/g) ?? [];
  }

  /** The selection, or null when the text does not follow the grammar. */
  parse(): Map<string, Selection> | null {
    const selection = new Map<string, Selection>();
    return this.items(selection, 1) && this.position === this.tokens.length ? selection : null;
  }

  private items(into: Map<string, Selection>, depth: number): boolean {
    do if (!this.item(into, depth)) return false;
    while (this.skip(','));
    return true;
  }

  private item(into: Map<string, Selection>, depth: number): boolean {
    const name = this.tokens[this.position++];
    if (depth > MAX_DEPTH || name === undefined || /^[,().]$/.test(name)) return false;
    const inner = new Map(into.get(name));
    into.set(name, inner);
    if (this.skip('.')) return this.item(inner, depth + 1);
    if (this.skip('(')) return this.items(inner, depth + 1) && this.skip(')');
    return true;
  }

  private skip(token: string): boolean {
    if (this.tokens[this.position] !== token) return false;
    this.position += 1;
    return true;
  }
}
