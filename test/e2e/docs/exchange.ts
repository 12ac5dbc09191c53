import { ANYTHING, parseShown, printShown, type Shown } from './shortened-json.js';

/** A request and its answer, as a document shows them. */
export interface Exchange {
  /** Of the line in the document that opens the block. */
  readonly line: number;
  /** Rules that it shows, and rows of SPEC section 1 by their name. */
  readonly shows: readonly string[];
  readonly request: Message;
  /** Null while the answer is not written. */
  readonly answer: Message | null;
}

export interface Message {
  /** `GET /api/ HTTP/1.1`, `HTTP/1.1 200 OK`. */
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const BLOCK = /(?:<!-- shows (.*?) -->\n+)?```http\n([^]*?)\n```/g;

/** The exchanges of a document, in their order. */
export function exchangesOf(document: string): Exchange[] {
  return [...document.matchAll(BLOCK)].map((match) => {
    const [, shows = '', block = ''] = match;
    const { request, answer } = split(block);
    return {
      line: document.slice(0, match.index).split('\n').length,
      shows: shows.split(';').map((name) => name.trim()),
      request: messageOf(request),
      answer: answer === null ? null : messageOf(answer),
    };
  });
}

/** The document with other answers, by the place of the exchange. */
export function withAnswers(document: string, answers: readonly (Message | undefined)[]): string {
  let index = 0;
  return document.replaceAll(BLOCK, (whole, _shows, block: string) => {
    const answer = answers[index++];
    return answer ? whole.replace(block, () => `${split(block).request}\n\n${textOf(answer)}`) : whole;
  });
}

/** The body of an answer: JSON with `…`, or text. */
export function bodyOf({ body }: Message): Shown {
  if (body === '') return '';
  if (body === '…') return ANYTHING;
  return /^[[{]/.test(body) ? parseShown(body) : body;
}

export function bodyText(shown: Shown): string {
  return typeof shown === 'string' ? shown : printShown(shown);
}

function split(block: string): { request: string; answer: string | null } {
  const at = block.search(/(?:^|\n)HTTP\/1\.1 \d/);
  return at < 0
    ? { request: block.trim(), answer: null }
    : { request: block.slice(0, at).trim(), answer: block.slice(at).trim() };
}

function messageOf(text: string): Message {
  const [head = '', ...rest] = text.split('\n\n');
  const [startLine = '', ...lines] = head.split('\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  return { startLine, headers, body: rest.join('\n\n').trim() };
}

function textOf({ startLine, headers, body }: Message): string {
  const head = [startLine, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n');
  return body === '' ? head : `${head}\n\n${body}`;
}
