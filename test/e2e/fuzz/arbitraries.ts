import fc from 'fast-check';
import {
  type DocumentedParameter,
  type OpenapiDocument,
  type Operation,
  resolved,
} from '../../support/openapi-validator.js';
import { NASTY_BODIES, NASTY_HEADERS, NASTY_TEXTS, NASTY_TYPES } from './nasty.js';

/** An operation of the document, and where it is. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** A request that can be sent as it stands. */
export interface FuzzedRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Keys that exist in the service under test, by the name of the parameter. */
export type Keys = Readonly<Record<string, readonly string[]>>;

type Schema = Readonly<Record<string, unknown>>;
type Pairs = readonly (readonly [string, string])[];

/** Parameters of which a request has one at most: aliases of each other, and two ways to sort. */
const ALTERNATIVES = [
  ['course', 'course_key', 'course_id'],
  ['user', 'username'],
  ['sort_order', 'ordering'],
];

/** Names that take any text; the others take what they know, so only their example is surely right. */
const FREE_TEXTS = new Set(['text_search', 'search_term', 'org']);

/** Makes requests of an operation from what the document says of it. */
export class RequestArbitraries {
  constructor(
    private readonly document: OpenapiDocument,
    private readonly keys: Keys,
    /** Queries without which an operation refuses every request, by a rule that no schema can tell. */
    private readonly always: Readonly<Record<string, string>> = {},
  ) {}

  /** What the document allows. */
  valid({ method, path, operation }: Target): fc.Arbitrary<FuzzedRequest> {
    return fc
      .record({
        path: this.path(path, (name) => this.keys[name] ?? []),
        query: this.query(operation),
        headers: this.headers(operation),
        body: this.body(operation),
      })
      .map((parts) => assembled(method, parts));
  }

  /** The same with one thing or several that the document does not allow, or does not expect. */
  mutated(target: Target): fc.Arbitrary<FuzzedRequest> {
    const { method, path, operation } = target;
    const names = this.parameters(operation, 'query').map(({ name }) => name);
    const pair = fc.tuple(fc.constantFrom(...names, 'page[size]', 'nothing', '__proto__', 'filter'), nastyText());
    return fc
      .record({
        path: fc.oneof(
          this.path(path, (name) => this.keys[name] ?? []),
          this.path(path, (name) => [...(this.keys[name] ?? []), ...ABSENT_KEYS, ...NASTY_TEXTS.filter(inPath)]),
        ),
        query: fc
          .tuple(this.query(operation), fc.array(pair, { maxLength: 3 }))
          .map(([right, wrong]) => [...right, ...wrong]),
        headers: fc.tuple(this.headers(operation), nastyHeaders()).map(([right, wrong]) => ({ ...right, ...wrong })),
        body: operation.requestBody
          ? fc.oneof(this.body(operation), nastyBody(typesOf(operation)))
          : fc.constant(undefined),
      })
      .map((parts) => assembled(method, parts));
  }

  /** With one query parameter that nothing knows: refused wherever the API is ours (SPEC R-9). */
  withUnknownParameter(target: Target): fc.Arbitrary<FuzzedRequest> {
    const name = fc.stringMatching(/^zz_[a-z]{1,20}$/);
    // A browser's empty fields are another matter: a page leaves them out of its address.
    const given = nastyText().filter((value) => value !== '');
    return fc.tuple(this.valid(target), name, given).map(([request, unknown, value]) => ({
      ...request,
      target: withQuery(request.target, [[unknown, value]]),
    }));
  }

  private parameters(operation: Operation, place: string): DocumentedParameter[] {
    return (operation.parameters ?? [])
      .map((parameter) => resolved(this.document, parameter))
      .filter((parameter) => parameter.in === place);
  }

  private path(path: string, values: (name: string) => readonly string[]): fc.Arbitrary<string> {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const keys = names.map((name) => [name, fc.constantFrom(...values(name))] as const);
    return fc
      .record(Object.fromEntries(keys))
      .map((found) => path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(found[name]!)));
  }

  private query(operation: Operation): fc.Arbitrary<Pairs> {
    const parameters = this.parameters(operation, 'query');
    const values = parameters.flatMap((parameter) => {
      const value = valueOf(parameter);
      return value ? [[parameter, value] as const] : [];
    });
    const required = parameters
      .filter((one) => (one as { required?: boolean }).required && values.some(([{ name }]) => name === one.name))
      .map(({ name }) => name);
    return fc
      .record(Object.fromEntries(values.map(([{ name }, value]) => [name, value])), { requiredKeys: required })
      .map((found) => Object.entries({ ...oneOfEach(found, required), ...this.always }));
  }

  /** Conditions that hold wherever there is something, and preferences that are only that. */
  private headers(operation: Operation): fc.Arbitrary<Record<string, string>> {
    const known = new Set(this.parameters(operation, 'header').map(({ name }) => name));
    const values: Record<string, fc.Arbitrary<string>> = {
      'If-Match': fc.constant('*'),
      Prefer: fc.constantFrom('return=representation', 'return=minimal', 'respond-async'),
      'Accept-Language': fc.constantFrom('fr', 'pt-BR, de;q=0.5', 'tlh', '*', 'en'),
      'If-None-Match': fc.constantFrom('"0"', '"a.b", "c"'),
      Accept: fc.constantFrom('*/*', 'application/json, */*;q=0.1'),
      'Accept-Encoding': fc.constantFrom('gzip', 'br', 'identity', 'gzip;q=0'),
    };
    const offered = Object.entries(values).filter(([name]) => known.has(name) || name.startsWith('Accept'));
    const isRequired = this.parameters(operation, 'header').some(
      ({ name, ...rest }) => name === 'If-Match' && (rest as { required?: boolean }).required,
    );
    return fc.record(Object.fromEntries(offered), { requiredKeys: isRequired ? ['If-Match'] : [] }) as fc.Arbitrary<
      Record<string, string>
    >;
  }

  private body({ requestBody }: Operation): fc.Arbitrary<TypedBody | undefined> {
    const [found] = Object.entries(requestBody?.content ?? {});
    if (!found) return fc.constant(undefined);
    const [type, { schema = {} }] = found;
    if (type === 'multipart/form-data') return fc.constant({ type: `${type}; boundary=x`, text: '--x--\r\n' });
    const members = this.value(schema) as fc.Arbitrary<Record<string, unknown>>;
    if (type === 'application/x-www-form-urlencoded') {
      return members.map((form) => ({ type, text: new URLSearchParams(form as Record<string, string>).toString() }));
    }
    return members.map((value) => ({ type, text: JSON.stringify(value) }));
  }

  /** A value that a schema allows. */
  private value(schema: Schema): fc.Arbitrary<unknown> {
    const { $ref, anyOf, properties, required } = schema as {
      $ref?: string;
      anyOf?: Schema[];
      properties?: Record<string, Schema>;
      required?: string[];
    };
    if ($ref) return this.value(this.document.components.schemas[$ref.split('/').at(-1)!]!);
    if (anyOf) return fc.oneof(...anyOf.map((one) => this.value(one)));
    if (properties) {
      // A key is a text of which the schema tells no more than that.
      const members = Object.entries(properties).map(([name, inner]) => {
        const keys = this.keys[name];
        return [name, keys ? fc.constantFrom(...keys) : this.value(inner)];
      });
      return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: required ?? [],
      });
    }
    return fc.oneof(...[schema['type'] ?? 'object'].flat().map((type) => ofType(String(type), schema)));
  }
}

interface TypedBody {
  readonly type: string;
  readonly text: string;
}

interface Parts {
  readonly path: string;
  readonly query: Pairs;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: TypedBody | undefined;
}

/** Keys that are well formed, and of nothing that there is. */
const ABSENT_KEYS = [
  'course-v1:No+Such+Course',
  'block-v1:No+Such+Course+type@html+block@none',
  'block-v1:Courseware+Tides101+2026+type@html+block@none',
  'course-v1:Courseware+Tides101+2026+branch@none',
  'course-v1:Courseware+Tides101+2026+version@000000000000000000000000',
  'asset-v1:Courseware+Tides101+2026+type@asset+block@none.png',
  'def-v1:000000000000000000000000+type@html',
  'edX/Old/Form',
  'i4x://edX/Old/html/form',
  'nobody',
  'me',
  '0190a000-0000-7000-8000-000000000000',
];

const INSTANTS = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

function ofType(type: string, schema: Schema): fc.Arbitrary<unknown> {
  const { enum: values, maxLength, minimum, maximum, pattern, format } = schema;
  if (values) return fc.constantFrom(...(values as unknown[]));
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: Number(minimum ?? 0), max: Math.min(Number(maximum ?? 1000), 1_000_000) });
    case 'string':
      if (format === 'date-time') return INSTANTS;
      return pattern
        ? fc.stringMatching(new RegExp(String(pattern), 'u'))
        : fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(Number(maxLength ?? 60), 60) });
    case 'array':
      return fc.constant([]);
    default:
      // Free objects are the fields of a block, which its type names; nothing is always right.
      return fc.constant({});
  }
}

/** Values of a query parameter; undefined where the document does not say what is right. */
function valueOf({ name, schema, example }: DocumentedParameter): fc.Arbitrary<string> | undefined {
  const known = example ?? schema['example'];
  const isPlain = schema['enum'] !== undefined || ['integer', 'boolean'].includes(String(schema['type']));
  if (isPlain) return ofType(String(schema['type']), schema).map(String);
  if (FREE_TEXTS.has(name)) return ofType('string', { maxLength: schema['maxLength'] }).map(String);
  return known === undefined ? undefined : fc.constant([known].flat().map(String).join(','));
}

function oneOfEach(found: Record<string, string>, required: readonly string[]): Record<string, string> {
  const left = { ...found };
  for (const names of ALTERNATIVES) {
    const sent = names.filter((name) => left[name] !== undefined);
    const kept = sent.find((name) => required.includes(name)) ?? sent[0];
    for (const name of sent) if (name !== kept) delete left[name];
  }
  return left;
}

function nastyText(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.string({ unit: 'binary', maxLength: 30 }));
}

function nastyHeaders(): fc.Arbitrary<Record<string, string>> {
  const values = Object.entries(NASTY_HEADERS).map(([name, texts]) => [name, fc.constantFrom(...texts)] as const);
  return fc.record(Object.fromEntries(values), { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;
}

/** What the operation takes, as a client declares it. */
function typesOf({ requestBody }: Operation): string[] {
  const types = Object.keys(requestBody?.content ?? {});
  return types.map((type) => (type === 'multipart/form-data' ? `${type}; boundary=x` : type));
}

/** Half of them of a type that is taken: the others never get as far as a parser. */
function nastyBody(types: readonly string[]): fc.Arbitrary<TypedBody> {
  return fc.record({
    type: fc.oneof(fc.constantFrom(...types), fc.constantFrom(...NASTY_TYPES)),
    text: fc.oneof(
      fc.constantFrom(...NASTY_BODIES),
      fc.json({ maxDepth: 4 }),
      fc
        .dictionary(fc.constantFrom('display_name', 'fields', 'message', 'extra'), fc.jsonValue())
        .map((value) => JSON.stringify(value)),
    ),
  });
}

function assembled(method: string, { path, query, headers, body }: Parts): FuzzedRequest {
  const content = body && { body: body.text, headers: { ...headers, 'content-type': body.type } };
  return { method: method.toUpperCase(), target: withQuery(path, query), headers, ...content };
}

function withQuery(target: string, query: Pairs): string {
  if (query.length === 0) return target;
  const text = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  return `${target}${target.includes('?') ? '&' : '?'}${text}`;
}

/** As a client would, even where the text is no Unicode. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** What can stand in a path at all, and is no step in it. */
function inPath(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && text.length < 2000;
}
