import { blockType, fieldOf, type JsonObject, POLICY_ONLY } from './block-catalogue.js';
import type { OlxRemainder } from './olx-item.js';

/** What says in which order Studio would write a block's attributes. */
export interface AttributeOwner {
  readonly type: string;
  readonly form: OlxRemainder['form'];
  readonly displayName: string | null;
  readonly settings: JsonObject;
  readonly content: JsonObject;
  readonly olx: Pick<OlxRemainder, 'pure' | 'attributes' | 'bodyInElement'>;
  /** Attributes that the body's own element has, of a type whose body is its element. */
  readonly bodyAttributes: readonly string[];
}

/** By code point, as Python sorts. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The identity that stands before everything else. */
function identity({ type, form, olx }: AttributeOwner): string[] {
  if (form === 'root') {
    return type === 'library' ? ['url_name', 'xblock-family', 'org', 'library'] : ['url_name', 'org', 'course'];
  }
  const names = form === 'inline' ? ['url_name'] : [];
  return olx.pure ? [...names, 'xblock-family'] : names;
}

/** A video's own code writes these before the platform writes the settings. The id stands there although a file has it as its name. */
function videoNames({ settings, form }: AttributeOwner): string[] {
  const names = youtubeOf(settings) === '' ? [] : ['youtube'];
  if (form !== 'inline') names.push('url_name');
  if (Object.hasOwn(settings, 'transcripts')) names.push('transcripts');
  return names;
}

/** Fields of the definition that are attributes all the same. */
function definitionNames({ type, content }: AttributeOwner): string[] {
  const { olx } = blockType(type);
  return Object.keys(content).filter((name) => {
    if (name === olx.bodyField || Object.hasOwn(olx.elements ?? {}, name)) return false;
    return olx.family === 'pure' || olx.definitionAttributes?.includes(name) === true;
  });
}

/** A setting of which there is an element instead of an attribute. */
function isElement(type: string, name: string): boolean {
  return blockType(type).olx.form !== 'video' && Object.hasOwn(blockType(type).olx.elements ?? {}, name);
}

/**
 * The names of a block's attributes in the order in which Studio writes them: the definition's, the settings by name,
 * what is no field in its own order (OLX rule 45).
 */
export function usualAttributeOrder(owner: AttributeOwner): string[] {
  const { type, displayName, settings, olx, bodyAttributes } = owner;
  const { form, family } = blockType(type).olx;
  const names = identity(owner);
  if (form === 'html-pair' && olx.bodyInElement !== true) names.push('filename');
  if (form === 'video') names.push(...videoNames(owner));
  const own = definitionNames(owner);
  const fields = [...(displayName === null ? [] : ['display_name']), ...Object.keys(settings)];
  const shown = fields.filter((name) => !names.includes(name) && !isElement(type, name) && !isOption(owner, name));
  const written = type === 'course' ? shown.filter((name) => !POLICY_ONLY.has(name)) : shown;
  // A pure XBlock knows no difference between settings and content.
  if (family === 'pure') names.push(...bodyAttributes, ...[...own, ...written].sort(byCodePoint));
  else names.push(...bodyAttributes, ...own, ...written.sort(byCodePoint));
  if (type === 'conditional') names.push(...conditionNames(owner));
  return [...new Set([...names, ...Object.keys(olx.attributes ?? {})])];
}

/** Attributes that a conditional writes after all others, as it counts them among those that are no fields (OLX rule 29). */
function conditionNames({ content }: AttributeOwner): string[] {
  const { conditional_attr: condition } = content;
  return [
    ...(Object.hasOwn(content, 'sources_list') ? ['sources'] : []),
    ...(typeof condition === 'string' ? [condition] : []),
    ...(Object.hasOwn(content, 'conditional_message') ? ['message'] : []),
  ];
}

/** Whether a field of a pure XBlock is an element: a text that is null has no other form (OLX rule 30). */
function isOption({ type, settings }: AttributeOwner, name: string): boolean {
  if (blockType(type).olx.family !== 'pure' || settings[name] !== null) return false;
  const fieldType = fieldOf(type, name)?.type;
  return fieldType === 'string' || fieldType === 'xml';
}

/** Playing speeds that have a field of their own, in the order in which `youtube` lists them. */
export const YOUTUBE_SPEEDS: readonly (readonly [speed: string, field: string])[] = [
  ['0.75', 'youtube_id_0_75'],
  ['1.00', 'youtube_id_1_0'],
  ['1.25', 'youtube_id_1_25'],
  ['1.50', 'youtube_id_1_5'],
];

/** `youtube="0.75:ID,1.00:ID"` as Studio makes it of the four fields; '' for a video without YouTube (OLX rule 28). */
export function youtubeOf(settings: JsonObject): string {
  return YOUTUBE_SPEEDS.flatMap(([speed, field]) => {
    const id = settings[field];
    return typeof id === 'string' && id !== '' ? [`${speed}:${id}`] : [];
  }).join(',');
}
