import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Schema = Readonly<Record<string, unknown>>;

/** What a document says of one status of an operation. */
export interface DocumentedResponse {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, { readonly $ref?: string }>>;
  readonly content?: Readonly<Record<string, DocumentedMedia>>;
}

/** A body that is documented, and what it may look like. */
export interface DocumentedMedia {
  readonly schema?: Schema;
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
}

/** A parameter, or the name of a shared one. */
export interface DocumentedParameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly example?: unknown;
  readonly schema: Schema;
}

/** An operation as `openapi.json` has it. */
export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly DocumentedParameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, DocumentedMedia>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
  readonly 'x-support-level'?: string;
  readonly 'x-access'?: string;
  readonly 'x-verb'?: boolean;
  readonly 'x-open-edx'?: boolean;
}

export interface OpenapiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses?: Readonly<Record<string, DocumentedResponse>>;
    readonly parameters?: Readonly<Record<string, DocumentedParameter>>;
    readonly headers?: Readonly<Record<string, object>>;
  };
}

/** What a reference of the document stands for; anything else is what it is. */
export function resolved<T extends { readonly $ref?: string }>(document: OpenapiDocument, value: T): T {
  if (value.$ref === undefined) return value;
  const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(value.$ref) ?? [];
  const found = (document.components as unknown as Record<string, Record<string, T>>)[kind ?? '']?.[name ?? ''];
  if (!found) throw new Error(`${value.$ref} names nothing.`);
  return found;
}

/** An answer, as far as the document speaks of it. */
export interface Answer {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

/** Answers of the server itself, which need no operation: slashes, time, methods, sizes, rates (SPEC section 1, R-6, R-16). */
const OF_THE_SERVER: ReadonlySet<number> = new Set([308, 405, 408, 414, 429, 431]);
const PROBLEM = { $ref: '#/components/schemas/ProblemResponse' };

/**
 * Holds answers against the OpenAPI document (SPEC R-14): the status must be documented, the media type as well, and the
 * body must have what the schema requires and nothing that the schema does not name.
 */
export class OpenapiValidator {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly routes: readonly { path: string; pattern: RegExp; literals: number }[];

  constructor(private readonly document: OpenapiDocument) {
    addFormats.default(this.ajv);
    this.ajv.addFormat('binary', true);
    const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [name, closed(name, schema)]);
    this.ajv.addSchema({ $id: 'document', components: { schemas: Object.fromEntries(schemas) } });
    this.routes = Object.keys(document.paths).map((path) => ({
      path,
      pattern: new RegExp(`^${path.replace(/[.+]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`),
      literals: path.split('/').filter((segment) => segment !== '' && !segment.includes('{')).length,
    }));
  }

  /** The checked-in document; `npm run openapi` renews it. */
  static ofCheckedIn(): OpenapiValidator {
    return new OpenapiValidator(JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument);
  }

  /** What is wrong with an answer, in words; nothing when it is as documented. */
  faults(answer: Answer): string[] {
    const path = answer.target.split('?', 1)[0]!;
    const item = this.itemOf(path);
    if (!item) return path.startsWith('/api/') ? this.unknownAddress(answer) : [];
    const operation = item[answer.method.toLowerCase()] ?? (answer.method === 'HEAD' ? item['get'] : undefined);
    const isDocumented = operation && String(answer.status) in operation.responses;
    if (!operation || (OF_THE_SERVER.has(answer.status) && !isDocumented)) return this.ofServer(answer);
    return this.validateResponse(operation, answer);
  }

  /** Holds an answer against what its operation documents. */
  validateResponse(operation: Operation, answer: Answer): string[] {
    const named = operation.responses[String(answer.status)];
    const documented = named && resolved(this.document, named);
    if (!documented) {
      return [
        `${answer.status} is not documented, only ${Object.keys(operation.responses).join(', ')}: ${answer.text.slice(0, 300)}`,
      ];
    }
    if (answer.method === 'HEAD' || !documented.content) {
      return answer.text === '' ? [] : [`${answer.status} is documented without a body, but has one.`];
    }
    // Open edX's clients are sent nothing where there is nothing (SPEC X-3); OpenAPI cannot say so.
    if (operation['x-open-edx'] && answer.text === '') return [];
    const type = answer.contentType?.split(';', 1)[0] ?? '';
    const media = documented.content[type] ?? documented.content['*/*'];
    if (!media)
      return [`${answer.status} is documented as ${Object.keys(documented.content).join(', ')}, but is "${type}".`];
    if (!media.schema || !/json/.test(type)) return [];
    return this.against(shapedAs(media.schema, answer.target), answer.text);
  }

  private itemOf(path: string): Readonly<Record<string, Operation>> | undefined {
    const slashed = path.startsWith('/api/') && !path.endsWith('/') ? `${path}/` : path;
    const found = this.routes.filter(({ pattern }) => pattern.test(slashed)).sort((a, b) => b.literals - a.literals)[0];
    // One segment at the root is an asset only when it is an asset's key; the router's own expression says the same.
    if (!found || (found.path === '/{asset_key}' && !/^\/asset-v1(:|%3A)/i.test(path))) return undefined;
    return this.document.paths[found.path];
  }

  private unknownAddress(answer: Answer): string[] {
    return answer.status === 404 || OF_THE_SERVER.has(answer.status)
      ? this.ofServer(answer)
      : [`${answer.target} is not in the document, but answers ${answer.status}.`];
  }

  private ofServer(answer: Answer): string[] {
    const { method, status, text } = answer;
    if (status === 308 || method === 'HEAD' || (method === 'OPTIONS' && status === 204)) {
      return text === '' ? [] : [`${method} ${status} has a body.`];
    }
    if (status !== 404 && !OF_THE_SERVER.has(status)) return [`${method} is not documented, but answers ${status}.`];
    // A page for people says the same; what it looks like is its own test's concern.
    if (answer.contentType?.startsWith('text/html')) return [];
    return this.against(PROBLEM, text);
  }

  /** What is wrong with a body that a schema of the document describes; nothing when it is as documented. */
  against(schema: Schema, text: string): string[] {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return [`The body is not JSON: ${text.slice(0, 200)}`];
    }
    const key = JSON.stringify(schema);
    const validate = this.compiled.get(key) ?? this.ajv.compile(absolute(schema) as object);
    this.compiled.set(key, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  }
}

/**
 * The schema for what the request asked for: the whole representation, or the minimal one, and with `fields` any part of
 * it, to which `requested_fields` adds. The document offers the first two as a choice; which one was asked for, it cannot say.
 */
function shapedAs(schema: Schema, target: string): Schema {
  const query = new URLSearchParams(target.split('?')[1] ?? '');
  const index = query.get('view') === 'minimal' ? 1 : 0;
  const chosen = choose(schema, index);
  // The minimal view and some members more is no variant of its own: their number is that of all selections.
  const isMinimalAndMore = index === 1 && query.get('requested_fields');
  return query.get('fields') || isMinimalAndMore ? partial(chosen) : chosen;
}

function choose(schema: Schema, index: number): Schema {
  const { anyOf, properties } = schema as { anyOf?: Schema[]; properties?: { results?: { items?: Schema } } };
  if (anyOf && /MinimalResponse$/.test(String(anyOf[1]?.$ref))) return anyOf[index]!;
  const items = properties?.results?.items;
  return items
    ? { ...schema, properties: { ...properties, results: { type: 'array', items: choose(items, index) } } }
    : schema;
}

/** With `fields` any member may be absent: only the envelope of a page stays whole. */
function partial(schema: Schema): Schema {
  const { properties } = schema as { properties?: Record<string, Schema> };
  return properties?.results
    ? { ...schema, properties: { ...properties, results: { type: 'array' } } }
    : { type: 'object' };
}

/** Members that a schema does not name are refused, except in errors, which each code may extend (RFC 9457 3.2). */
function closed(name: string, schema: Schema): Schema {
  const { properties, additionalProperties } = schema;
  if (!properties || additionalProperties !== undefined || name === 'ProblemResponse' || name === 'OauthErrorResponse')
    return schema;
  return { ...schema, additionalProperties: false };
}

/** References into the document, from a schema outside it. */
function absolute(schema: Schema): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/'));
}
