import { isDeepStrictEqual } from 'node:util';
import { blockRef, blockType, idOf, isKnownBlockType, typeOf, type BlockRef } from '../reader/block-catalogue.js';
import { readBlockMarkup, type OlxRemainder } from '../reader/index.js';
import { BlockAttributes, rootName } from './block-attributes.js';
import { blockBody, isWellFormed } from './block-body.js';
import {
  conditionalElements,
  courseElements,
  declaredElements,
  pollElements,
  videoElements,
} from './field-elements.js';
import { asXmlText, escapeAttribute, escapeText, printMarkup, type ElementMarkup, type Markup } from './markup.js';
import { blockPath, isSafePath } from './output-path.js';
import { reportOf, type TextFile, type WritableBlock, type WriteContext } from './write-context.js';

/** One block, written. */
export interface WrittenBlock {
  /** What stands in its parent's element: a pointer to its file, or the block itself. */
  readonly inParent: Markup;
  readonly files: readonly TextFile[];
}

/** Where the root of a draft belongs (OLX rule 41). */
export interface DraftPlace {
  readonly parent: string;
  readonly index: number;
}

type Form = OlxRemainder['form'];

/** How one block is going to stand in the files. */
interface Layout {
  readonly form: Form;
  /** The file of its own, if it has one. */
  readonly path: string;
  /** Of an html block: the name of its body's file and its path; null where the body stands in the element. */
  readonly body: { readonly filename: string; readonly path: string } | null;
}

/** Writes blocks as Studio does, and as they were where nobody has touched them (OLX rules 26 to 31, 44 and 45). */
export class BlockWriter {
  /** Names of bodies that are not those of their blocks, and the blocks that have them. */
  private readonly claims = new Map<BlockRef, BlockRef>();

  /**
   * @param folder '' or `drafts/`
   * @param style `element`: nothing gets a file of its own, everything stands in its parent's element
   */
  constructor(
    private readonly context: WriteContext,
    private readonly folder: '' | 'drafts/' = '',
    private readonly style: 'files' | 'element' = 'files',
  ) {}

  /**
   * @param children what the block's children wrote, in their order
   * @param draft of the root of a draft
   */
  async write(block: WritableBlock, children: readonly Markup[], draft?: DraftPlace): Promise<WrittenBlock> {
    const layout = this.layoutOf(block, draft !== undefined);
    const source = draft === undefined ? await this.source(block, layout) : null;
    const body = this.bodyFile(block, layout);
    if (source !== null) {
      return layout.form === 'inline'
        ? { inParent: { raw: source }, files: [] }
        : { inParent: pointerTo(block), files: [{ path: layout.path, content: source }] };
    }
    const element = withDraft(await this.element(block, children, layout), draft);
    if (layout.form !== 'inline') {
      return { inParent: pointerTo(block), files: [this.file(block, element, layout.path), ...body] };
    }
    if (this.style === 'element' || !isLikePointer(block, element)) return { inParent: element, files: body };
    // It would be taken for a pointer to a file: so there has to be one, or something beside the name.
    const path = this.pathOf(block);
    if (!isSafePath(path))
      return { inParent: { ...(element as ElementMarkup), children: [{ raw: '<!-- -->' }] }, files: body };
    return { inParent: pointerTo(block), files: [this.file(block, withoutName(element), path), ...body] };
  }

  private pathOf({ block, parent }: WritableBlock): string {
    // The root is named by the run: its id is not that of its file (OLX rule 44).
    const name = parent === null ? rootName(this.context.courseKey) : idOf(block);
    return `${this.folder}${blockPath(typeOf(block), name)}.xml`;
  }

  private layoutOf(block: WritableBlock, isDraftRoot: boolean): Layout {
    const form = isDraftRoot ? 'pointer' : this.formOf(block);
    const path = form === 'root' ? `${typeOf(block.block)}.xml` : this.pathOf(block);
    return { form, path, body: this.bodyOf(block) };
  }

  private formOf(block: WritableBlock): Form {
    if (this.style === 'element') return 'inline';
    const type = typeOf(block.block);
    if (block.parent === null) return type === 'library' || block.olx?.form === 'root' ? 'root' : 'pointer';
    const { family, storage } = blockType(type).olx;
    const usual = storage === 'inline' || family === 'pure' ? 'inline' : 'pointer';
    const form = block.olx?.form === 'inline' || block.olx?.form === 'pointer' ? block.olx.form : usual;
    return form === 'pointer' && !isSafePath(this.pathOf(block)) ? 'inline' : form;
  }

  /** Beside the block's own file, under the last part of its id, or under the name that the archive had (OLX rule 26). */
  private bodyOf({ block, olx }: WritableBlock): Layout['body'] {
    const type = typeOf(block);
    if (this.style === 'element') return null;
    if (blockType(type).olx.form !== 'html-pair' || olx?.bodyInElement === true) return null;
    const folder = idOf(block).replace(/[^:]*$/, '');
    const own = idOf(block).slice(folder.length);
    const names =
      olx?.filename !== undefined && this.mayTake(block, folder + olx.filename) ? [olx.filename, own] : [own];
    for (const filename of names) {
      const path = `${this.folder}${blockPath(type, folder + filename)}.html`;
      if (isSafePath(path)) return { filename, path };
    }
    return null;
  }

  /** A name that another block has a right to, by its id or because it came first, is not taken from it. */
  private mayTake(block: BlockRef, name: string): boolean {
    const ref = blockRef(typeOf(block), name.replaceAll('/', ':'));
    const owner = this.claims.get(ref) ?? block;
    if (this.context.has(ref) || owner !== block) return false;
    this.claims.set(ref, block);
    return true;
  }

  private bodyFile({ block, content }: WritableBlock, { body }: Layout): TextFile[] {
    if (body === null) return [];
    const { bodyField = 'data' } = blockType(typeOf(block)).olx;
    const data = content[bodyField];
    return [{ path: body.path, content: typeof data === 'string' ? data : '' }];
  }

  /** The markup as it was, if it still says what the block says. */
  private async source(block: WritableBlock, { form }: Layout): Promise<string | null> {
    const { olx, displayName, settings, content } = block;
    const type = typeOf(block.block);
    if (olx?.source === undefined || block.children.length > 0 || olx.form !== form) return null;
    const said = await readBlockMarkup(olx.source, type, idOf(block.block), this.context.courseKey);
    if (said === null || (said.tag !== type && form === 'inline')) return null;
    if (form === 'inline' || said.hasName ? said.sourceId !== idOf(block.block) : false) return null;
    const isSame =
      said.displayName === displayName &&
      isDeepStrictEqual(said.settings, settings) &&
      isDeepStrictEqual(said.content, content) &&
      isDeepStrictEqual(said.olx.attributes, olx.attributes);
    return isSame ? olx.source : null;
  }

  private file({ olx }: WritableBlock, element: Markup, path: string): TextFile {
    const before = (olx?.prolog ?? '').replace(/^<\?xml\s[^>]*encoding\s*=\s*["'](?!utf-8["'])[^>]*\?>\s*/i, '');
    // Studio's course.xml has no final newline (OLX rule 44); a definition that stands in it is somebody else's.
    const pieces = [before, printMarkup(element), olx?.epilog ?? ''].filter((piece) => piece !== '');
    return { path, content: `${pieces.join('\n')}\n` };
  }

  private async element(block: WritableBlock, children: readonly Markup[], layout: Layout): Promise<Markup> {
    const type = typeOf(block.block);
    const { form, bodyField = 'data' } = blockType(type).olx;
    const hasBody = form === 'problem' || form === 'raw' || (form === 'attributes' && blockType(type).olx.bodyField);
    const data = block.content[bodyField];
    if (type !== 'poll_question' && hasBody && typeof data === 'string' && block.children.length === 0) {
      return this.bodyElement(block, data, layout);
    }
    const attributes = this.attributes(block, layout);
    const extras = block.olx?.extras ?? [];
    const parts: Markup[] = [...attributes.options()];
    if (form === 'video') parts.push(...videoElements(block, extras.map(extraMarkup)));
    else {
      if (type === 'poll_question') parts.push(...pollElements(block));
      else if (type !== 'course' && type !== 'conditional') parts.push(...declaredElements(block));
      parts.push(...interleaved(children, extras));
      if (type === 'course') parts.push(...courseElements(block));
      if (type === 'conditional') parts.push(...conditionalElements(block));
    }
    if (form === 'html-pair' && layout.body === null) parts.push(...(await this.bodyInElement(block)));
    return { tag: type, attributes: attributes.all(), children: [...parts, ...travellers(block)] };
  }

  private attributes(block: WritableBlock, { form, path, body }: Layout, own: ElementMarkup['attributes'] = []) {
    const request = { block, form, filename: body?.filename ?? null, body: own, file: path };
    return new BlockAttributes(request, this.context);
  }

  /** A body that is an element gets the settings as attributes; what stands in it is never written anew (OLX rule 27). */
  private bodyElement(block: WritableBlock, data: string, layout: Layout): Markup {
    const type = typeOf(block.block);
    const body = blockBody(data);
    const more = travellers(block).map((markup) => ('raw' in markup ? markup.raw : ''));
    if (body === null) {
      reportOf(this.context, block.block, layout.path)(
        'error',
        'malformed_body',
        'The body is not well-formed XML, so it was written as plain text. Mend it, and export again.',
      );
      const children: Markup[] = [{ text: escapeText(asXmlText(data)) }, ...more.map((text) => ({ text }))];
      return { tag: type, attributes: this.attributes(block, layout).all(), children };
    }
    const attributes = this.attributes(block, layout, body.attributes).all();
    const added = body.isLaidOut ? more.map((xml) => `  ${xml}\n`).join('') : more.join('');
    const start = `<${type}${attributes.map(([name, value]) => ` ${name}="${value}"`).join('')}`;
    const inner = body.inner + added;
    const element = inner === '' ? `${start}/>` : `${start}>${inner}</${type}>`;
    return { raw: body.before === '' || layout.form === 'inline' ? element : `${body.before}\n${element}` };
  }

  /** Text that reads as the body: the body itself where it is well-formed and reads as it stands, else escaped. */
  private async bodyInElement({ block, content }: WritableBlock): Promise<Markup[]> {
    const { data } = content;
    if (typeof data !== 'string' || data === '') return [];
    if (isWellFormed(`<html>${data}</html>`)) {
      const read = await readBlockMarkup(`<html>${data}</html>`, 'html', idOf(block), this.context.courseKey);
      if (read?.content.data === data) return [{ text: data }];
    }
    return [{ text: escapeText(asXmlText(data)) }];
  }
}

/** `<vertical url_name="…"/>` (OLX rule 7). */
function pointerTo({ block }: WritableBlock): ElementMarkup {
  return { tag: typeOf(block), attributes: [['url_name', escapeAttribute(idOf(block))]], children: [] };
}

function extraMarkup({ kind, xml }: { readonly kind: string; readonly xml: string }): Markup {
  return kind === 'text' ? { text: xml } : { raw: xml };
}

/** Child blocks with what stood between them. */
function interleaved(children: readonly Markup[], extras: NonNullable<OlxRemainder['extras']>): Markup[] {
  const rest = [...extras];
  const parts: Markup[] = [];
  for (const [index, child] of children.entries()) {
    while (rest.length > 0 && (rest[0]?.at ?? 0) <= index) parts.push(extraMarkup(rest.shift()!));
    parts.push(child);
  }
  return [...parts, ...rest.map(extraMarkup)];
}

/** `<meta>` and the elements of asides, behind everything else (OLX rules 19 and 31). */
function travellers({ olx }: WritableBlock): Markup[] {
  const meta = olx?.meta === undefined ? [] : [{ raw: `<meta>${escapeText(olx.meta)}</meta>` }];
  return [...meta, ...(olx?.asides ?? []).map((raw) => ({ raw }))];
}

function withDraft(markup: Markup, draft: DraftPlace | undefined): Markup {
  if (draft === undefined) return markup;
  const wiring: ElementMarkup['attributes'] = [
    ['parent_url', escapeAttribute(draft.parent)],
    ['index_in_children_list', String(draft.index)],
  ];
  if ('tag' in markup) return { ...markup, attributes: [...markup.attributes, ...wiring] };
  if (!('raw' in markup)) return markup;
  const text = wiring.map(([name, value]) => ` ${name}="${value}"`).join('');
  return {
    raw: markup.raw.replace(START_TAG, (tag, close: string) => `${tag.slice(0, -close.length)}${text}${close}`),
  };
}

const START_TAG = /<[\p{L}_](?:[^"'>]|"[^"]*"|'[^']*')*?(\/?>)/u;

function isLikePointer({ block }: WritableBlock, markup: Markup): boolean {
  if (!('tag' in markup) || markup.children.length > 0) return false;
  if (blockType(typeOf(block)).olx.family === 'pure' && isKnownBlockType(typeOf(block))) return false;
  return markup.attributes.every(([name]) => name === 'url_name');
}

function withoutName(markup: Markup): Markup {
  return 'tag' in markup ? { ...markup, attributes: [] } : markup;
}
