/** An element that is laid out as lxml lays it out. */
export interface ElementMarkup {
  readonly tag: string;
  /** Name and value as it stands between quotes: escaped. */
  readonly attributes: readonly WrittenAttribute[];
  readonly children: readonly Markup[];
}

export type WrittenAttribute = readonly [name: string, escaped: string];

/**
 * A piece of a file. `raw`: markup that stands as it is. `text`: text, escaped; beside it nothing is laid out, since white space
 * would count. `option`: a field of a pure XBlock as an element (OLX rule 30).
 */
export type Markup =
  | ElementMarkup
  | { readonly raw: string }
  | { readonly text: string }
  | { readonly option: string; readonly value: string | null };

const OPTION_NAMESPACE = 'http://code.edx.org/xblock/option';
const INDENT = '  ';

/** As lxml writes text: a carriage return would be read as a newline otherwise. */
export function escapeText(text: string): string {
  if (!/[&<>\r]/.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

/** As lxml writes an attribute's value. */
export function escapeAttribute(text: string): string {
  if (!/[&<>"\t\n\r]/.test(text)) return text;
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

/** What XML 1.0 cannot hold in any spelling (section 2.2). With the `u` flag only half a surrogate pair matches as one. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Surrogate}]/gu;

/** `text` with U+FFFD in place of what XML cannot hold; the same string if it can hold all of it. */
export function asXmlText(text: string): string {
  return text.replace(NOT_XML, '\ufffd');
}

/** Prints markup; the prefixes of a file's options are counted, as lxml does. */
class Printer {
  private options = 0;

  print(markup: Markup, level: number): string {
    if ('raw' in markup) return markup.raw;
    if ('text' in markup) return markup.text;
    if ('option' in markup) return this.option(markup.option, markup.value);
    return this.element(markup, level);
  }

  /** libxml2's layout: each child on a line of its own, unless there is text among them. */
  private element({ tag, attributes, children }: ElementMarkup, level: number): string {
    const start = `<${tag}${attributes.map(([name, value]) => ` ${name}="${value}"`).join('')}`;
    if (children.length === 0) return `${start}/>`;
    const isMixed = level < 0 || children.some((child) => 'text' in child);
    if (isMixed) return `${start}>${children.map((child) => this.print(child, -1)).join('')}</${tag}>`;
    const indent = INDENT.repeat(level + 1);
    const lines = children.map((child) => `${indent}${this.print(child, level + 1)}\n`);
    return `${start}>\n${lines.join('')}${INDENT.repeat(level)}</${tag}>`;
  }

  private option(name: string, value: string | null): string {
    const prefix = `ns${this.options}`;
    this.options += 1;
    const start = `<${prefix}:${name} xmlns:${prefix}="${OPTION_NAMESPACE}"`;
    return value === null ? `${start} none="true"/>` : `${start}>${escapeText(value)}</${prefix}:${name}>`;
  }
}

/** Markup as lxml prints it with `pretty_print`, without the final newline. */
export function printMarkup(markup: Markup): string {
  return new Printer().print(markup, 0);
}
