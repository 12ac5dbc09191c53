import { blockType, printPythonJson, typeOf, type JsonValue } from '../reader/block-catalogue.js';
import { UsageKey } from '../../../common/opaque-keys/index.js';
import { blockBody, isWellFormed } from './block-body.js';
import { escapeAttribute, escapeText, type ElementMarkup, type Markup } from './markup.js';
import type { WritableBlock } from './write-context.js';

function emptyElement(tag: string, attributes: Readonly<Record<string, string>>): ElementMarkup {
  return {
    tag,
    attributes: Object.entries(attributes).map(([name, value]) => [name, escapeAttribute(value)]),
    children: [],
  };
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : [];
}

/** A text that is markup where it can be, and is escaped where it cannot: it reads the same either way. */
function markupOf(text: string): string {
  return isWellFormed(`<x>${text}</x>`) ? text : escapeText(text);
}

/** `<source>`, `<track>`, `<handout>` and, behind what is no field, `<transcript>` by language (OLX rule 28). */
export function videoElements({ settings }: WritableBlock, extras: readonly Markup[]): Markup[] {
  const { html5_sources: sources, track, handout, transcripts } = settings;
  const one = (tag: string, src: JsonValue | undefined) =>
    typeof src === 'string' && src !== '' ? [emptyElement(tag, { src })] : [];
  const languages =
    typeof transcripts === 'object' && transcripts !== null && !Array.isArray(transcripts) ? transcripts : {};
  return [
    ...strings(sources).map((src) => emptyElement('source', { src })),
    ...one('track', track),
    ...one('handout', handout),
    ...extras,
    ...Object.entries(languages)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([language, src]) => (typeof src === 'string' ? [emptyElement('transcript', { language, src })] : [])),
  ];
}

/** The pairs that stand among the extras already, as those elements say more than the field holds. */
function keptTextbooks({ olx }: WritableBlock): Set<string> {
  const kept = (olx?.extras ?? []).filter(({ kind, xml }) => kind === 'element' && xml.startsWith('<textbook'));
  return new Set(
    kept.map(({ xml }) => {
      const attributes = new Map(blockBody(xml)?.attributes);
      return JSON.stringify([attributes.get('title') ?? null, attributes.get('book_url') ?? null]);
    }),
  );
}

/** `<textbook>` and `<wiki>`, behind the chapters (OLX rule 23). */
export function courseElements(block: WritableBlock): Markup[] {
  const { textbooks, wiki_slug: slug } = block.content;
  const kept = keptTextbooks(block);
  const books = Array.isArray(textbooks) ? textbooks : [];
  const shown = books.filter((book) => Array.isArray(book) && !kept.has(JSON.stringify(book))) as JsonValue[][];
  return [
    ...shown.map(([title, url]) =>
      emptyElement('textbook', {
        ...(typeof title === 'string' && { title }),
        ...(typeof url === 'string' && { book_url: url }),
      }),
    ),
    ...(typeof slug === 'string' ? [emptyElement('wiki', { slug })] : []),
  ];
}

/** `<show sources>`: blocks that stand elsewhere in the course (OLX rule 29). */
export function conditionalElements({ content }: WritableBlock): Markup[] {
  const shown = strings(content.show_tag_list).filter((text) => UsageKey.tryParse(text) !== null);
  return shown.length === 0 ? [] : [emptyElement('show', { sources: shown.join(';') })];
}

/** The question as it was written, with its answers behind it; beside text nothing is laid out. */
export function pollElements({ content }: WritableBlock): Markup[] {
  const { question, answers } = content;
  const pieces = (Array.isArray(answers) ? answers : []).flatMap((answer): Markup[] => {
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return [];
    const { id, text } = answer;
    const start = `<answer id="${escapeAttribute(String(id ?? ''))}"`;
    return [{ text: typeof text === 'string' && text !== '' ? `${start}>${markupOf(text)}</answer>` : `${start}/>` }];
  });
  return [...(typeof question === 'string' && question !== '' ? [{ text: markupOf(question) }] : []), ...pieces];
}

/** Fields that stand for one element each, of types that declare so and have no form of their own. */
export function declaredElements(block: WritableBlock): Markup[] {
  const type = typeOf(block.block);
  const listed = new Set(block.olx?.attributeOrder);
  return Object.entries(blockType(type).olx.elements ?? {}).flatMap(([tag, name]): Markup[] => {
    if (name === null || listed.has(name) || type === 'library') return [];
    const value = block.content[name] ?? block.settings[name];
    if (value === undefined) return [];
    const inner = typeof value === 'string' ? markupOf(value) : escapeText(printPythonJson(value));
    return [{ raw: inner === '' ? `<${tag}/>` : `<${tag}>${inner}</${tag}>` }];
  });
}
