/** Where one element stands in the text of its file. All are offsets in UTF-16 units; `end` is behind the last one. */
export interface MarkupSpan {
  readonly start: number;
  /** Behind the start tag. */
  readonly contentStart: number;
  /** Before the end tag; equal to `end` where there is none (`<a/>`). */
  readonly contentEnd: number;
  readonly end: number;
  /** The child elements in their order. */
  readonly children: readonly MarkupSpan[];
}

/** A document as it was written. */
export interface MarkupText {
  /** Path of the file within the course. */
  readonly path: string;
  /** Whether any name in it can have a prefix. */
  readonly hasPrefixes: boolean;
  /** Null where the text cannot be had, as it was in another encoding than UTF-8. */
  readonly text: string | null;
  /** Where the root element stands in the text. */
  readonly span: MarkupSpan | null;
}

interface OpenSpan {
  start: number;
  contentStart: number;
  contentEnd: number;
  end: number;
  children: OpenSpan[];
}

/** Behind the `>` of the tag that begins at `at`, or -1. */
function behindTag(text: string, at: number): number {
  for (let index = at; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '>') return index + 1;
    if (character === '"' || character === "'") {
      index = text.indexOf(character, index + 1);
      if (index < 0) return -1;
    }
  }
  return -1;
}

/** Behind the comment, CDATA section or processing instruction that begins at `at`; 0 if none does, -1 if it does not end. */
function behindOther(text: string, at: number): number {
  for (const [open, close] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!text.startsWith(open, at)) continue;
    const found = text.indexOf(close, at + open.length);
    return found < 0 ? -1 : found + close.length;
  }
  return 0;
}

/**
 * The places of all elements of a well-formed document without a DTD. The XML library has vouched for that and says what
 * everything means; this says where it stands, which the library does not, so that markup can be kept as its author wrote it.
 * @returns the root's place, or null for text that is not such a document
 */
export function markupSpans(text: string): MarkupSpan | null {
  const open: OpenSpan[] = [];
  let root: OpenSpan | null = null;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const other = behindOther(text, at);
    if (other < 0) return null;
    if (other > 0) {
      at = other;
      continue;
    }
    const end = behindTag(text, at);
    if (end < 0 || text.charAt(at + 1) === '!') return null;
    if (text.charAt(at + 1) === '/') {
      const span = open.pop();
      if (span === undefined) return null;
      span.contentEnd = at;
      span.end = end;
    } else {
      const span: OpenSpan = { start: at, contentStart: end, contentEnd: end, end, children: [] };
      open.at(-1)?.children.push(span);
      if (text.charAt(end - 2) !== '/') open.push(span);
      root ??= span;
    }
    at = end;
  }
  return open.length === 0 ? root : null;
}
