import { isDeepStrictEqual } from 'node:util';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import {
  blockType,
  fieldOf,
  idOf,
  parseFieldValue,
  printFieldValue,
  printPythonJson,
  typeOf,
  type FieldDeclaration,
  type JsonObject,
  type JsonValue,
} from '../reader/block-catalogue.js';
import {
  isAttributeName,
  POLICY_ONLY,
  portable,
  portableValue,
  usualAttributeOrder,
  youtubeIds,
  youtubeOf,
  type AttributeOwner,
  type OlxRemainder,
} from '../reader/index.js';
import { asXmlText, escapeAttribute, type Markup, type WrittenAttribute } from './markup.js';
import { reportOf, type WritableBlock, type WriteContext } from './write-context.js';

/** How a block stands in its file. */
export interface AttributeRequest {
  readonly block: WritableBlock;
  readonly form: OlxRemainder['form'];
  /** Of an html block, the file of its body; null where the body stands in the element. */
  readonly filename: string | null;
  /** Attributes that the body has of its own. */
  readonly body: readonly WrittenAttribute[];
  /** Where it will stand, for the report. */
  readonly file: string;
}

/** Never written, whoever asks for them: identity that is given otherwise, and what edX drops (OLX rule 18). */
const NEVER: ReadonlySet<string> = new Set([
  'slug',
  'data_dir',
  'xml_attributes',
  'x-is-pointer-node',
  'xblock-family',
  'filename',
  ...POLICY_ONLY,
]);
/** Fields that stand in child elements of a video as well. */
const VIDEO_ELEMENTS: ReadonlySet<string> = new Set(['html5_sources', 'transcripts', 'track', 'handout']);

/** Puts the attributes of one block together, in Studio's order or in the one that it was read with. */
export class BlockAttributes {
  private readonly type: string;
  private readonly olx: OlxRemainder;
  private readonly report;

  constructor(
    private readonly request: AttributeRequest,
    private readonly context: WriteContext,
  ) {
    const { block, form, file } = request;
    this.type = typeOf(block.block);
    this.olx = block.olx ?? { form };
    this.report = reportOf(context, block.block, file);
  }

  /** All attributes, escaped. */
  all(): WrittenAttribute[] {
    const body = new Map(this.request.body);
    const attributes: WrittenAttribute[] = [];
    for (const name of this.names()) {
      const text = this.valueOf(name);
      if (text !== null) attributes.push([name, escapeAttribute(this.storable(name, text))]);
      else if (body.has(name) && !this.isField(name)) attributes.push([name, body.get(name) ?? '']);
    }
    return attributes;
  }

  /** Fields of a pure XBlock that are elements: texts that are null (OLX rule 30). */
  options(): Markup[] {
    const { settings } = this.request.block;
    if (blockType(this.type).olx.family !== 'pure') return [];
    return Object.entries(settings).flatMap(([name, value]): Markup[] => {
      const field = fieldOf(this.type, name);
      if (field === undefined) return [];
      if (this.type === 'library' && name === 'advanced_modules')
        return [{ option: name, value: this.print(field, value) }];
      const isNull = value === null && (field.type === 'string' || field.type === 'xml');
      return isNull ? [{ option: name, value: null }] : [];
    });
  }

  /** In the order in which they are to be written. */
  private names(): string[] {
    const { form, body } = this.request;
    // As libxml2 does, which writes them before all else.
    const declarations = body.map(([name]) => name).filter((name) => /^xmlns(?::|$)/.test(name));
    const usual = [...new Set([...declarations, ...usualAttributeOrder(this.owner())])];
    const { attributeOrder } = this.olx;
    if (attributeOrder === undefined) return usual;
    const known = new Set(attributeOrder);
    const added = usual.filter((name) => !known.has(name) && !this.isSaidOtherwise(name));
    const names = [...attributeOrder, ...body.map(([name]) => name), ...added];
    // Without it the block would get another id: whatever the archive made the id of, it is written now.
    const needsId = form === 'inline' && !known.has('url_name');
    return [...new Set([...declarations, ...(needsId ? ['url_name', ...names] : names)])];
  }

  private owner(): AttributeOwner {
    const { block, form, filename, body } = this.request;
    const { displayName, settings, content } = block;
    const { pure, attributes } = this.olx;
    const inherent = this.olx === block.olx ? pure : blockType(this.type).olx.family === 'pure' || undefined;
    return {
      type: this.type,
      form,
      displayName,
      settings,
      content,
      olx: {
        ...(inherent && { pure: inherent }),
        ...(attributes && { attributes }),
        ...(filename === null && { bodyInElement: true }),
      },
      bodyAttributes: body.map(([name]) => name),
    };
  }

  /** Whether an attribute that the archive did not have would repeat what stands elsewhere in the files. */
  private isSaidOtherwise(name: string): boolean {
    const { settings } = this.request.block;
    const known = this.olx.attributeOrder ?? [];
    if (name === 'filename' || name === 'xblock-family') return false;
    // policy.json has all settings of a course, and beats the attributes (OLX rule 20).
    if (
      this.type === 'course' &&
      this.request.form !== 'inline' &&
      this.isField(name) &&
      !Object.hasOwn(this.request.block.content, name)
    )
      return true;
    if (this.isInMeta(name)) return true;
    if (blockType(this.type).olx.form !== 'video') return false;
    if (VIDEO_ELEMENTS.has(name)) return hasElements(settings[name]);
    if (name === 'download_track') return settings.download_track === true && Boolean(settings.track);
    if (name === 'youtube') return known.some((other) => other.startsWith('youtube_id_'));
    if (name.startsWith('youtube_id_')) return known.includes('youtube') || settings[name] === '';
    return name === 'url_name' && this.request.form !== 'inline';
  }

  private isInMeta(name: string): boolean {
    if (this.olx.meta === undefined) return false;
    try {
      return Object.hasOwn(JSON.parse(this.olx.meta) as object, name);
    } catch {
      return false;
    }
  }

  private isField(name: string): boolean {
    return fieldOf(this.type, blockType(this.type).olx.attributeAliases?.[name] ?? name) !== undefined;
  }

  /** What an attribute says; null if the block has nothing to say there. */
  private valueOf(name: string): string | null {
    const identity = this.identity(name);
    if (identity !== undefined) return identity;
    if (NEVER.has(name)) return null;
    const { attributes = {} } = this.olx;
    if (Object.hasOwn(attributes, name)) return this.unknown(name, attributes[name] ?? null);
    if (this.type === 'conditional') {
      const text = this.condition(name);
      if (text !== undefined) return text;
    }
    if (name === 'youtube' && blockType(this.type).olx.form === 'video') return this.youtube();
    return this.fieldValue(name);
  }

  private identity(name: string): string | null | undefined {
    const { block, form, filename } = this.request;
    const { courseKey } = this.context;
    if (name === 'url_name') return form === 'root' ? rootName(courseKey) : idOf(block.block);
    if (name === 'filename' && blockType(this.type).olx.form === 'html-pair') return filename;
    if (name === 'xblock-family') return this.owner().olx.pure || form === 'root' ? 'xblock.v1' : null;
    if (form !== 'root') return undefined;
    if (name === 'org') return courseKey.org;
    return name === 'course' || name === 'library' ? courseKey.course : undefined;
  }

  /** What is no field: as it came, if an attribute can have this name. */
  private unknown(name: string, value: JsonValue): string | null {
    if (isAttributeName(name)) return typeof value === 'string' ? value : printPythonJson(value);
    // Of a course, policy.json has it.
    if (this.type === 'course') return null;
    const message = `No attribute can be called ${JSON.stringify(name.slice(0, 100))}, so it was not written.`;
    this.report('error', 'illegal_attribute', message);
    return null;
  }

  private condition(name: string): string | null | undefined {
    const { content } = this.request.block;
    const list = (value: JsonValue | undefined) =>
      Array.isArray(value) ? value.map((key) => portable(String(key), this.context.courseKey)).join(';') : null;
    if (name === 'sources') return list(content.sources_list);
    if (name === 'message') return typeof content.conditional_message === 'string' ? content.conditional_message : null;
    if (name !== content.conditional_attr) return undefined;
    return typeof content.conditional_value === 'string' ? content.conditional_value : null;
  }

  private youtube(): string | null {
    const { settings } = this.request.block;
    const { youtube: spelling } = this.olx.spellings ?? {};
    if (spelling !== undefined) {
      const { ids } = youtubeIds(spelling);
      if ([...ids].every(([field, id]) => (settings[field] ?? '') === id)) return spelling;
    }
    return youtubeOf(settings) || null;
  }

  private fieldValue(name: string): string | null {
    const { displayName, settings, content } = this.request.block;
    const { attributeAliases = {}, bodyField } = blockType(this.type).olx;
    const own = Object.hasOwn(attributeAliases, name) ? (attributeAliases[name] ?? name) : name;
    if (own === bodyField) return null;
    const value: JsonValue | undefined =
      own === 'display_name' ? (displayName ?? undefined) : member({ ...content, ...settings }, own);
    if (value === undefined) return null;
    const field = fieldOf(this.type, own);
    if (field !== undefined) return this.print(field, value);
    return this.unknown(own, value);
  }

  /** As it was written, while that still means the value; else as the platform prints it. */
  private print(field: FieldDeclaration, value: JsonValue): string | null {
    const { family } = blockType(this.type).olx;
    const spelling = this.olx.spellings?.[field.name];
    const { courseKey } = this.context;
    const shown = portableValue(field, value, courseKey);
    if (spelling !== undefined) {
      const meant = portableValue(field, parseFieldValue(field, spelling, family).value, courseKey);
      if (isDeepStrictEqual(meant, shown)) return spelling;
    }
    return printFieldValue(field, shown, family);
  }

  private storable(name: string, text: string): string {
    const written = asXmlText(text);
    if (written !== text) {
      const message = `${name} holds characters that no XML can hold; U+FFFD was written in their place.`;
      this.report('error', 'xml_characters', message);
    }
    return written;
  }
}

/** Whether a video's field is something that its elements can say. */
function hasElements(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') return value !== '';
  const members = Object.values(value ?? {});
  return members.length > 0 && members.every((member) => typeof member === 'string');
}

function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The `url_name` of a root: the run, or `library` (OLX rule 44). */
export function rootName(courseKey: CourseKey): string {
  return courseKey.isCourse ? (courseKey.run ?? 'course') : 'library';
}
