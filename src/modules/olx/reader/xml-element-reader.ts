import { XmlComment, XmlElement, type XmlNamedNode, type XmlNode, XmlText, XmlTreeNode, XmlXPath } from 'libxml2-wasm';
import type { MarkupSpan, MarkupText } from './markup-spans.js';

/** A child of an element that is not white space. */
export type XmlChild =
  | { readonly kind: 'element'; readonly element: XmlElementReader }
  /** `xml` is the markup of a comment, a processing instruction or, escaped, of text. */
  | { readonly kind: 'comment' | 'instruction' | 'text'; readonly xml: string; readonly line: number };

/** What the library says of every line beyond. */
const MAXIMUM_LINE = 65_535;

const ALL_NODES = XmlXPath.compile('node()');
const NAME = XmlXPath.compile('name()');

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Line ends as an XML parser hands them on (XML 1.0, section 2.11). */
function withPlainLineEnds(markup: string): string {
  return markup.includes('\r') ? markup.replace(/\r\n?/g, '\n') : markup;
}

/** The child nodes of an element, white space that the parser took for layout excepted. */
function childNodes(element: XmlElement): XmlNode[] {
  const nodes: XmlNode[] = [];
  for (let node = element.firstChild; node !== null; node = node.next) {
    // libxml2-wasm 0.7: a processing instruction has no `next`, so that a walk along `next` would end at it.
    if (!(node instanceof XmlTreeNode)) return element.find(ALL_NODES);
    nodes.push(node);
  }
  return nodes;
}

/** One element of a parsed file: what it means by the XML library, how it was written by the text. */
export class XmlElementReader {
  /** Name with its prefix, if it has one. */
  readonly tag: string;
  /** In the order of the file, names with their prefixes. Namespace declarations are not among them. */
  readonly attributes: ReadonlyMap<string, string>;
  private readonly node: XmlElement;

  constructor(
    readonly file: MarkupText,
    node: XmlElement,
    private readonly parent: XmlElementReader | null,
    /** Which child element of the parent this is. */
    private readonly position: number,
  ) {
    this.node = node;
    this.tag = this.nameOf(node);
    const attributes = new Map<string, string>();
    for (const attribute of node.attrs) attributes.set(this.nameOf(attribute), attribute.value);
    this.attributes = attributes;
  }

  /** From 1. The library counts no further than 65,535; from there on the text is counted. */
  get line(): number {
    const line = this.node.line;
    const span = line < MAXIMUM_LINE ? null : this.span();
    return span === null ? line : (this.file.text ?? '').slice(0, span.start).split('\n').length;
  }

  /** Name without prefix. */
  get localName(): string {
    return this.node.name;
  }

  get namespace(): string {
    return this.file.hasPrefixes ? this.node.namespaceUri : '';
  }

  /** Whether it has neither child nodes nor text: comments count, white space does not. */
  get isEmpty(): boolean {
    const first = this.node.firstChild;
    return first === null || this.children().length === 0;
  }

  /** Text of the element and everything in it. */
  get textContent(): string {
    return this.node.content;
  }

  /** The children in their order. */
  children(): XmlChild[] {
    const children: XmlChild[] = [];
    let elements = 0;
    for (const node of childNodes(this.node)) {
      if (node instanceof XmlElement) {
        children.push({ kind: 'element', element: new XmlElementReader(this.file, node, this, elements) });
        elements += 1;
      } else if (node instanceof XmlComment) {
        children.push({ kind: 'comment', xml: `<!--${node.content}-->`, line: node.line });
      } else if (node instanceof XmlText) {
        const text = node.content;
        if (text.trim() !== '') children.push({ kind: 'text', xml: escapeText(text), line: node.line });
      } else {
        const target = String(node.eval(NAME));
        const data = node.content;
        const xml = `<?${target}${data === '' ? '' : ` ${data}`}?>`;
        children.push({ kind: 'instruction', xml, line: node.line });
      }
    }
    return children;
  }

  /** The markup as it was written, or as the library writes it where that is not known. */
  source(): string {
    const text = this.file.text;
    const span = this.span();
    return text === null || span === null
      ? this.node.toString({ noDeclaration: true })
      : withPlainLineEnds(text.slice(span.start, span.end));
  }

  /** The markup between start tag and end tag as it was written. */
  innerSource(): string {
    const text = this.file.text;
    const span = this.span();
    if (text === null || span === null) {
      return childNodes(this.node)
        .map((node) => (node instanceof XmlElement ? node.toString({ noDeclaration: true }) : escapeText(node.content)))
        .join('');
    }
    return withPlainLineEnds(text.slice(span.contentStart, span.contentEnd));
  }

  /** The text before the first child element or comment, with entities and CDATA sections resolved. */
  leadingText(): string {
    const first = this.node.firstChild;
    return first instanceof XmlText ? first.content : '';
  }

  /** On one line, as lxml's `tostring` has it: what edX makes fallback ids of. */
  canonical(): string {
    return this.node.toString({ noDeclaration: true });
  }

  /** Indented as lxml's `tostring(pretty_print=True)` does it, with the final newline: what Studio writes. */
  pretty(): string {
    return `${this.node.toString({ format: true, noDeclaration: true })}\n`;
  }

  /** Takes attributes out of what `canonical` and `pretty` write; `attributes` stays. */
  removeAttributes(names: Iterable<string>): void {
    const wanted = new Set(names);
    for (const attribute of this.node.attrs) if (wanted.has(this.nameOf(attribute))) attribute.remove();
  }

  /** Takes this element out of its parent. It must not be used afterwards. */
  remove(): void {
    this.node.remove();
  }

  private nameOf(node: XmlNamedNode): string {
    const prefix = this.file.hasPrefixes ? node.prefix : '';
    return prefix === '' ? node.name : `${prefix}:${node.name}`;
  }

  private span(): MarkupSpan | null {
    if (this.parent === null) return this.file.span;
    return this.parent.span()?.children[this.position] ?? null;
  }
}
