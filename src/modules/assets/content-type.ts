import mime from 'mime-types';

/** For bytes of which nothing is known (RFC 2046 4.5.1). Browsers offer to save them and do nothing else. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** `type/subtype` of RFC 6838 4.2, in lower case. */
const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/** Images, sound and moving pictures run nothing, except SVG, which is a document with scripts. */
const INLINE = /^(?:image\/(?!svg)[^+]*|audio\/.*|video\/.*|text\/plain|text\/vtt)$/;

/** HTML and XML say their own encoding; what a header says would overrule them. */
const CHARSET_BY_HEADER = /^text\/(?!html$|xml$)/;

/** A media type without its parameters, as it is stored; the unknown one for what is none, such as a text with a line break. */
export function normalContentType(text: string): string {
  const essence = text.split(';', 1)[0]!.trim().toLowerCase();
  return TYPE.test(essence) ? essence : UNKNOWN_TYPE;
}

/**
 * The `Content-Type` to send: a registered type or the unknown one (operations.md C5.2), so that no browser is told a type
 * that an author made up. Texts are sent as UTF-8, which course files are; a guess of the browser would be worse.
 */
export function servedContentType(stored: string): string {
  const type = normalContentType(stored);
  if (mime.extension(type) === false) return UNKNOWN_TYPE;
  return CHARSET_BY_HEADER.test(type) ? `${type}; charset=utf-8` : type;
}

/**
 * Whether a browser may show it when somebody opens its URL. HTML, SVG, XML, scripts, PDF and whatever is unknown are saved
 * instead: they could act in the service's origin (SPEC A-3, operations.md C5.2). Pages embed them all the same.
 */
export function isShownInline(stored: string): boolean {
  const served = servedContentType(stored);
  return INLINE.test(served.split(';', 1)[0]!);
}
