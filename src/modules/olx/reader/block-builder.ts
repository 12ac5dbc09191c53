import { isDeepStrictEqual } from 'node:util';
import {
  blockType,
  DRAFT_ATTRIBUTES,
  DROPPED_ATTRIBUTES,
  fieldOf,
  IDENTITY_ATTRIBUTES,
  isKnownBlockType,
  normalizeFieldValue,
  parseFieldValue,
  printFieldValue,
  validateFieldValue,
  type BlockRef,
  type BlockTypeDeclaration,
  type FieldDeclaration,
  type JsonObject,
  type JsonValue,
  type OlxFamily,
} from './block-catalogue.js';
import { usualAttributeOrder } from './attribute-order.js';
import type { PolicyOwner } from './course-policy.js';
import { portableValue } from './old-keys.js';
import type { OlxExtra, OlxRemainder } from './olx-item.js';
import type { OlxSeverity } from './olx-report.js';
import type { ReadContext } from './read-context.js';
import type { XmlChild, XmlElementReader } from './xml-element-reader.js';

/** A remainder while it is being put together. */
export type MutableRemainder = { -readonly [Member in keyof OlxRemainder]: OlxRemainder[Member] };

/** Where a block is defined, for the report. */
export interface BlockPlace {
  readonly ref: BlockRef;
  readonly file: string;
  readonly line: number;
}

/** The key of the subsection that must be passed first: an attribute of gating, not a field (OLX rule 32). */
export const PREREQUISITE = 'required_prereq';

const OPTION_NAMESPACE = 'http://code.edx.org/xblock/option';

/**
 * Whether a text field's value cannot be JSON, by its first character, and so stands for itself. Most titles are like that, and
 * to find it out by a failed `JSON.parse` costs more than all else that is done for a block.
 */
function isPlainText({ type }: FieldDeclaration, raw: string): boolean {
  return (type === 'string' || type === 'xml') && !/^\s*["[{\-\dtfn]/.test(raw);
}

/** Puts one block together from its element, attribute by attribute. */
export class BlockBuilder {
  readonly declaration: BlockTypeDeclaration;
  readonly family: OlxFamily;
  displayName: string | null = null;
  readonly settings: JsonObject = {};
  readonly content: JsonObject = {};
  readonly olx: MutableRemainder;
  /** The names of the attributes in the order in which they were written. */
  private written: readonly string[] = [];
  /** Of a type whose body is its element: attributes that stayed part of the body. */
  private readonly bodyAttributes: string[] = [];
  private readonly attributes: JsonObject = {};
  private readonly spellings: Record<string, string> = {};
  private readonly extras: OlxExtra[] = [];
  private readonly asides: string[] = [];

  constructor(
    readonly type: string,
    readonly place: BlockPlace,
    form: OlxRemainder['form'],
    readonly context: ReadContext,
  ) {
    this.declaration = blockType(type);
    this.family = this.declaration.olx.family;
    this.olx = { form };
  }

  get isKnownType(): boolean {
    return isKnownBlockType(this.type);
  }

  field(name: string): FieldDeclaration | undefined {
    return fieldOf(this.type, this.declaration.olx.attributeAliases?.[name] ?? name);
  }

  /**
   * Reads one attribute.
   * @returns false if it is no field and was kept nowhere: the caller decides what becomes of it
   */
  attribute(name: string, raw: string): boolean {
    if (IDENTITY_ATTRIBUTES.has(name) || DRAFT_ATTRIBUTES.has(name)) {
      if (name === 'xblock-family') this.olx.pure = true;
      return true;
    }
    if (DROPPED_ATTRIBUTES.has(name)) {
      const message = `The attribute ${name} is not read from XML (edX drops it as well); it belongs into the policy files.`;
      this.report('info', 'attribute_ignored', message);
      return true;
    }
    const field = this.field(name);
    if (field === undefined || field.name === this.declaration.olx.bodyField) return false;
    this.parse(field, raw);
    return true;
  }

  /** Reads all attributes; those that are no field are kept as they are. */
  allAttributes(attributes: ReadonlyMap<string, string>): void {
    for (const [name, raw] of attributes) {
      if (!this.attribute(name, raw)) this.unknownAttribute(name, raw);
    }
  }

  /** Remembers in which order the attributes were written. */
  noteAttributes(names: Iterable<string>): void {
    this.written = [...names].filter(
      (name) => !DROPPED_ATTRIBUTES.has(name) && !DRAFT_ATTRIBUTES.has(name) && name !== 'slug',
    );
  }

  /** Remembers an attribute that stays part of the body. */
  noteBodyAttribute(name: string): void {
    this.bodyAttributes.push(name);
  }

  /** Keeps an attribute as it was written, beside what was read from it. */
  spell(name: string, raw: string): void {
    this.spellings[name] = raw;
  }

  /** Keeps what is no field, to be written back unchanged. */
  unknownAttribute(name: string, value: JsonValue): void {
    if (!this.isSafe(name)) return;
    const isReference = name === PREREQUISITE && typeof value === 'string';
    this.attributes[name] = isReference ? (this.context.references.parent(value)?.toString() ?? value) : value;
  }

  /** Reads a field from text (OLX rule 17). A value that the field should not hold is kept and reported. */
  parse(field: FieldDeclaration, raw: string): void {
    const {
      value,
      spelling,
      problem = null,
    } = isPlainText(field, raw)
      ? { value: raw, problem: validateFieldValue(field, raw) }
      : parseFieldValue(field, raw, this.family);
    if (problem !== null) this.badValue(field.name, problem);
    const stored = this.set(field, value);
    const kept = stored === value ? spelling : this.spellingOfMapped(field, raw, stored);
    if (kept === undefined) delete this.spellings[field.name];
    else this.spellings[field.name] = kept;
  }

  /** What was mapped to another course must not come back as it was spelled for the old one. */
  private spellingOfMapped(field: FieldDeclaration, raw: string, stored: JsonValue): string | undefined {
    const { references, target } = this.context;
    if (references.movesCourse) return undefined;
    return printFieldValue(field, portableValue(field, stored, target), this.family) === raw ? undefined : raw;
  }

  /** Sets a field from JSON: policy.json, `<meta>`. */
  setJson(field: FieldDeclaration, json: JsonValue): void {
    const value = normalizeFieldValue(field, json);
    const problem = validateFieldValue(field, value);
    if (problem !== null) this.badValue(field.name, problem);
    const before = this.value(field);
    // A policy mostly repeats what the attribute says: then that keeps its spelling.
    if (isDeepStrictEqual(value, before)) return;
    this.set(field, value);
    delete this.spellings[field.name];
  }

  private value({ name, scope }: FieldDeclaration): JsonValue | undefined {
    if (name === 'display_name') return this.displayName ?? undefined;
    return (scope === 'content' ? this.content : this.settings)[name];
  }

  /** Sets a field by its name to a value that is right as it is. */
  setField(name: string, value: JsonValue): void {
    const field = fieldOf(this.type, name);
    if (field === undefined) this.unknownAttribute(name, value);
    else this.set(field, value);
  }

  /** @returns the value as it was stored: references are mapped */
  private set(field: FieldDeclaration, value: JsonValue): JsonValue {
    if (!this.isSafe(field.name)) return value;
    if (field.name === 'display_name') {
      this.displayName = typeof value === 'string' || value === null ? value : JSON.stringify(value);
      return value;
    }
    const stored = field.type.startsWith('reference') ? this.mapped(field, value) : value;
    if (field.scope === 'content') this.content[field.name] = stored;
    else this.settings[field.name] = stored;
    return stored;
  }

  private mapped(field: FieldDeclaration, value: JsonValue): JsonValue {
    return this.context.references.field(value, (text) => {
      const message = `"${text}" in ${field.name} is not the key of a block; it was kept as it stands.`;
      this.report('warning', 'illegal_reference', message);
    });
  }

  /** Merges what policy.json sets for this block over what its file says (OLX rule 20). */
  applyPolicy(policy: JsonObject | null): void {
    for (const [name, value] of Object.entries(policy ?? {})) {
      if (name === 'xml_attributes') this.restoreAttributes(value);
      else this.fromJson(name, value);
    }
  }

  /** Studio writes the unknown attributes of the course into its policy as well; where the file lay is no longer of use. */
  private restoreAttributes(value: JsonValue): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [name, member] of Object.entries(value)) {
      if (name !== 'filename') this.unknownAttribute(name, member);
    }
  }

  private fromJson(name: string, value: JsonValue): void {
    const field = fieldOf(this.type, name);
    if (field === undefined) this.unknownAttribute(name, value);
    else this.setJson(field, value);
  }

  /** Reads a `<meta>` child: JSON that is merged into the fields (OLX rule 19). */
  meta(element: XmlElementReader): void {
    const text = element.textContent;
    this.olx.meta = text;
    try {
      const json = JSON.parse(text) as JsonValue;
      if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('it is not an object');
      for (const [name, value] of Object.entries(json)) this.fromJson(name, value);
    } catch (error) {
      const message = `The <meta> element is not JSON (${(error as Error).message}); it was kept and not read.`;
      this.report('warning', 'malformed_meta', message, element.line);
    }
  }

  /**
   * Reads a child element that every block may have.
   * @returns false if it is none of these
   */
  commonElement(element: XmlElementReader): boolean {
    if (element.attributes.get('xblock-family')?.includes('aside')) {
      this.asides.push(element.source());
      return true;
    }
    if (element.tag === 'meta' && this.family === 'xml-mixin' && this.olx.meta === undefined) {
      this.meta(element);
      return true;
    }
    return element.namespace === OPTION_NAMESPACE && this.option(element);
  }

  /** A field of a pure XBlock as an element: null, or a text that no attribute can hold (OLX rule 30). */
  private option(element: XmlElementReader): boolean {
    const field = fieldOf(this.type, element.localName);
    if (field === undefined) return false;
    if (element.attributes.get('none') === 'true') this.set(field, null);
    else this.parse(field, element.textContent);
    return true;
  }

  /** What the course's policy file is made of. */
  policyOwner(): PolicyOwner {
    const { displayName, settings, attributes } = this;
    return { displayName, settings, attributes };
  }

  /** Keeps a child that is no block. @param at how many child blocks stand before it */
  keep(child: XmlChild, at: number): void {
    if (child.kind === 'element') this.extras.push({ at, kind: 'element', xml: child.element.source() });
    else this.extras.push({ at, kind: child.kind, xml: child.xml });
  }

  report(severity: OlxSeverity, code: string, message: string, line = this.place.line): void {
    const { ref, file } = this.place;
    this.context.report.add({ severity, code, file, line, block: ref, message });
  }

  /**
   * The remainder, when everything was read.
   * @param loaded for each child element that was taken for a block, whether it could be loaded
   */
  remainder(loaded: readonly boolean[]): OlxRemainder {
    const { olx } = this;
    if (Object.keys(this.attributes).length > 0) olx.attributes = this.attributes;
    if (Object.keys(this.spellings).length > 0) olx.spellings = this.spellings;
    const { type, displayName, settings, content, bodyAttributes, written } = this;
    const usual = usualAttributeOrder({ type, form: olx.form, displayName, settings, content, olx, bodyAttributes });
    if (!isDeepStrictEqual(written, usual)) olx.attributeOrder = written;
    if (this.extras.length > 0) {
      olx.extras = this.extras.map((extra) => ({ ...extra, at: loaded.slice(0, extra.at).filter(Boolean).length }));
    }
    if (this.asides.length > 0) olx.asides = this.asides;
    return olx;
  }

  private badValue(name: string, problem: string): void {
    this.report(
      'warning',
      'unexpected_value',
      `${name}: ${problem.replace(/\.?$/, '.')} The value was kept as it stands.`,
    );
  }

  /** An attribute of this name would change what an object is instead of becoming a member of it. */
  private isSafe(name: string): boolean {
    if (name !== '__proto__') return true;
    this.report('error', 'unsafe_name', 'An attribute cannot be called __proto__; it was left out.');
    return false;
  }
}
