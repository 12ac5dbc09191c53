import { InvalidOlxError, markupSpans, UnreadableFileError, XmlFile } from '../reader/index.js';
import type { WrittenAttribute } from './markup.js';

/** A body that is an element: what a problem and the types that are kept whole have as their content. */
export interface BlockBody {
  /** Comments and instructions before the element. */
  readonly before: string;
  /** The attributes that it has of its own, as they were written, escaped for double quotes. */
  readonly attributes: readonly WrittenAttribute[];
  /** What stands between its tags. */
  readonly inner: string;
  /** Whether `inner` is laid out in lines, so that more lines may be added to it. */
  readonly isLaidOut: boolean;
}

const ATTRIBUTE = /([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Attributes of a start tag in their order; the XML library has vouched for it. */
function attributesOf(tag: string): WrittenAttribute[] {
  return Array.from(tag.matchAll(ATTRIBUTE), ([, name = '', double, single = '']) => [
    name,
    double ?? single.replaceAll('"', '&quot;'),
  ]);
}

/** Whether a text is well-formed XML by itself, without a document type declaration. */
export function isWellFormed(markup: string): boolean {
  try {
    XmlFile.parse(Buffer.from(markup), 'body').dispose();
    return true;
  } catch (error) {
    if (error instanceof UnreadableFileError || error instanceof InvalidOlxError) return false;
    throw error;
  }
}

/** Takes the element of a body apart; null if it is no well-formed element. What it holds is never written anew. */
export function blockBody(data: string): BlockBody | null {
  const span = markupSpans(data);
  if (span === null || !isWellFormed(data)) return null;
  const tag = data.slice(span.start, span.contentStart);
  const inner = data.slice(span.contentStart, span.contentEnd);
  return {
    before: data
      .slice(0, span.start)
      .replace(/^\s*<\?xml\s[^>]*\?>/, '')
      .trim(),
    attributes: attributesOf(tag.replace(/^<\S+/, '')),
    inner: span.contentStart === span.end ? '' : inner,
    isLaidOut: /^\n[^]*\n$/.test(inner),
  };
}
