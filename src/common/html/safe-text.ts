/** How much of one text a page shows; the rest is in the JSON. */
export const MAX_TEXT = 20_000;
/** How much all the texts of one page may be together. After that each is cut short. */
export const MAX_PAGE_TEXT = 1_000_000;
const SHORT_TEXT = 200;

/** A text that may be shown, and how many characters of it were left out. */
export interface SafeText {
  readonly text: string;
  readonly omitted: number;
}

// What has no picture, and what turns the reading order of the text that follows (Trojan Source, CVE-2021-42574).
// eslint-disable-next-line no-control-regex
const UNSHOWABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]/g;

/**
 * A text from anywhere as a page may show it: NUL and other characters that HTML forbids, and overrides of the reading
 * direction, become U+FFFD, and so do halves of surrogate pairs. Markup is not its concern: the renderer escapes.
 */
export function showable(text: string): string {
  return text.toWellFormed().replace(UNSHOWABLE, '\ufffd');
}

/** Counts the text of one page, so that no representation can make a page that a browser cannot open. */
export class TextBudget {
  private left = MAX_PAGE_TEXT;

  take(text: string): SafeText {
    const length = Math.min(text.length, MAX_TEXT, Math.max(this.left, SHORT_TEXT));
    this.left -= length;
    // Never through the middle of a surrogate pair: toWellFormed would show half a character as damage.
    const end = length < text.length && /[\ud800-\udbff]/.test(text[length - 1] ?? '') ? length - 1 : length;
    return { text: showable(text.slice(0, end)), omitted: text.length - end };
  }
}
