import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';

/** Largest JSON body, in bytes. */
export const MAX_JSON_BYTES = 1024 * 1024;
/** How deep objects and arrays may be in each other. What the API sends is far below (SPEC R-4). */
export const MAX_JSON_DEPTH = 32;
/** Members and elements of a whole body, as every one of them costs the validator. */
export const MAX_JSON_MEMBERS = 10_000;

const TYPES = ['application/json', 'application/merge-patch+json'];
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const PRIMITIVES = new WeakMap<FastifyRequest, string>();

/** Reads JSON bodies strictly: what two parsers could read in two ways is refused (RFC 8259 4 and 8.1). */
export function registerJsonBody(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser(
    TYPES,
    { parseAs: 'buffer', bodyLimit: MAX_JSON_BYTES },
    async (request: FastifyRequest, body: Buffer) => readJson(request, body),
  );
}

function readJson(request: FastifyRequest, body: Buffer): unknown {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type']!)?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    throw new AppError(
      'unsupported_media_type',
      `JSON is sent in UTF-8 here, but the body is declared as "${charset}".`,
    );
  }
  if (body.length === 0) {
    // Many clients declare a type on every request; a DELETE without a body is as it should be.
    if (request.method === 'DELETE') return undefined;
    throw malformed('The body is empty, but Content-Type says that it is JSON. Send a JSON value, or no Content-Type.');
  }
  const text = decode(body);
  const value = parseJson(text);
  if (value === null || typeof value !== 'object') PRIMITIVES.set(request, text);
  return value;
}

/**
 * A body that is one primitive, byte for byte as it was sent; null for other bodies. The answer to a PUT may have an ETag
 * only if this is what is kept (RFC 9110 9.3.4).
 */
export function primitiveAsSent(request: FastifyRequest): string | null {
  return PRIMITIVES.get(request) ?? null;
}

/**
 * Parses JSON within the limits.
 * @throws AppError 400 `malformed_body` that says what is wrong and where
 */
export function parseJson(text: string): unknown {
  if (text.startsWith('\uFEFF')) throw malformed('The body begins with a byte order mark. Send UTF-8 without one.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformed(`The body is not JSON: ${(error as Error).message.replace(/\.?$/, '.')}`);
  }
  new JsonCheck(text).run();
  return value;
}

function decode(body: Buffer): string {
  try {
    return UTF8.decode(body);
  } catch {
    throw malformed('The body is not UTF-8.');
  }
}

function malformed(message: string): AppError {
  return new AppError('malformed_body', message);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = new Set([0x7b, 0x5b]);
const OPENING_OBJECT = 0x7b;
const CLOSING = new Set([0x7d, 0x5d]);

/** Names that the transformation into DTOs would leave out without a word, for the sake of prototypes. */
const UNSAFE_NAMES = new Set(['__proto__', 'constructor']);

/** One pass over text that is known to be JSON: depth, number of members, names that occur twice. */
class JsonCheck {
  /** The names seen in each open object; null for an array. */
  private readonly open: (Set<string> | null)[] = [];
  private members = 0;
  private position = 0;

  constructor(private readonly text: string) {}

  run(): void {
    for (; this.position < this.text.length; this.position += 1) {
      const character = this.text.charCodeAt(this.position);
      if (character === QUOTE) this.string();
      else if (OPENING.has(character)) this.opening(character);
      else if (CLOSING.has(character)) this.open.pop();
      else if (character === COMMA) this.count();
    }
  }

  private opening(character: number): void {
    this.open.push(character === OPENING_OBJECT ? new Set() : null);
    if (this.open.length > MAX_JSON_DEPTH) {
      throw malformed(`The body nests more than ${MAX_JSON_DEPTH} objects and arrays in each other.`);
    }
    this.count();
  }

  /** Commas and openings: one more than the members of what is not empty, and close enough for a limit. */
  private count(): void {
    this.members += 1;
    if (this.members > MAX_JSON_MEMBERS) {
      throw malformed(`The body has more than ${MAX_JSON_MEMBERS} members and elements. Send less in one request.`);
    }
  }

  private string(): void {
    const start = this.position;
    this.position = this.endOfString(start);
    const names = this.open.at(-1);
    if (!names || !this.isName()) return;
    const name = JSON.parse(this.text.slice(start, this.position + 1)) as string;
    if (UNSAFE_NAMES.has(name)) throw malformed(`A member must not be called "${name}".`);
    if (names.has(name)) throw malformed(`The member "${name.slice(0, 100)}" occurs twice in one object.`);
    names.add(name);
  }

  private endOfString(start: number): number {
    let end = start + 1;
    while (this.text.charCodeAt(end) !== QUOTE) end += this.text.charCodeAt(end) === BACKSLASH ? 2 : 1;
    return end;
  }

  /** Whether a colon comes next: the string that ends here names a member. */
  private isName(): boolean {
    let next = this.position + 1;
    while (/\s/.test(this.text[next] ?? '')) next += 1;
    return this.text.charCodeAt(next) === COLON;
  }
}
