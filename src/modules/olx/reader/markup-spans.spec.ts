import fc from 'fast-check';
import { markupSpans } from './markup-spans.js';
import type { XmlElementReader } from './xml-element-reader.js';
import { XmlFile } from './xml-file.js';

/** The markup of an element and all in it, as it was written. */
function slices(element: XmlElementReader): string[] {
  const inner = element.children().flatMap((child) => (child.kind === 'element' ? slices(child.element) : []));
  return [element.source(), ...inner];
}

function tags(element: XmlElementReader): string[] {
  return [element.tag, ...element.children().flatMap((child) => (child.kind === 'element' ? tags(child.element) : []))];
}

function tagOf(markup: string): string {
  const file = XmlFile.parse(Buffer.from(markup), 'slice');
  const { tag } = file.root;
  file.dispose();
  return tag;
}

describe('the place of markup in its text', () => {
  it.each([
    '',
    'text',
    '<a>',
    '<a',
    '</a>',
    '<a><b></a>',
    '<!DOCTYPE a><a/>',
    '<a b="<c>',
    '<a><!-- <b> </a>',
    '<a><![CDATA[ </a>',
    '<? ',
  ])('is not known for %p', (text) => {
    expect(markupSpans(text)).toBeNull();
  });

  it('is that of tags, not of what looks like one in comments, CDATA sections, instructions and attribute values', () => {
    const text = `<?x <a> ?><!-- <b> --><a b='>"<c/>' c=">'"><![CDATA[<d>]]><e/><!--<f>--><g\n>x</g ></a>`;
    const span = markupSpans(text);
    expect(span?.children.map(({ start, end }) => text.slice(start, end))).toEqual(['<e/>', '<g\n>x</g >']);
    expect(text.slice(span?.contentStart, span?.contentEnd)).toBe('<![CDATA[<d>]]><e/><!--<f>--><g\n>x</g >');
  });

  it('is, for any document, that of the very elements which the XML library finds', () => {
    const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
      content: fc
        .array(
          fc.oneof(
            { maxDepth: 4 },
            fc.constantFrom('x', ' ', '<!-- <no/> -->', '<![CDATA[</no>]]>', '<?p <no> ?>', '&lt;no/&gt;', '😀'),
            tie('element'),
          ),
          { maxLength: 4 },
        )
        .map((parts) => parts.join('')),
      element: fc
        .tuple(
          fc.constantFrom('a', 'b-c', 'é'),
          fc.constantFrom('', ` q='"/>'`, ' q = ">"\n'),
          tie('content'),
          fc.boolean(),
        )
        .map(([name, attributes, content, short]) =>
          short && content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}\n>`,
        ),
    }));
    fc.assert(
      fc.property(element, (text) => {
        const file = XmlFile.parse(Buffer.from(`<!-- x -->${text}`), 'x.xml');
        try {
          const found = slices(file.root);
          expect(found[0]).toBe(text);
          // A slice that begins or ends in the wrong place is not well-formed, or has another root.
          expect(found.map((slice) => tagOf(slice))).toEqual(tags(file.root));
        } finally {
          file.dispose();
        }
      }),
    );
  });
});

describe('a parsed file', () => {
  it("reads on behind a processing instruction, where the XML library's own way along the siblings ends", () => {
    const file = XmlFile.parse(Buffer.from('<a><?x y?><b/><?z?><c/></a>'), 'x.xml');
    const children = file.root.children().map((child) => (child.kind === 'element' ? child.element.tag : child.xml));
    file.dispose();
    expect(children).toEqual(['<?x y?>', 'b', '<?z?>', 'c']);
  });

  it('knows the lines beyond 65,535', () => {
    const file = XmlFile.parse(Buffer.from(`<a>${'\n'.repeat(70_000)}<b/></a>`), 'x.xml');
    const [child] = file.root.children();
    const line = child?.kind === 'element' ? child.element.line : 0;
    file.dispose();
    expect(line).toBe(70_001);
  });

  it("may be in another encoding that it declares; then its text is the library's", () => {
    const file = XmlFile.parse(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a b="é"/>', 'latin1'), 'x.xml');
    const [value, text, source] = [file.root.attributes.get('b'), file.text, file.root.source()];
    file.dispose();
    expect([value, text, source]).toEqual(['é', null, '<a b="é"/>']);
  });
});
