import type { FieldDeclaration } from './field-declaration.js';

/** `container` has child blocks, `leaf` has none, `detached` stands beside the course tree (about pages, tabs). */
export type BlockKind = 'container' | 'leaf' | 'detached';

/**
 * How the OLX of a block is laid out.
 * - `container`: child elements are child blocks, except those named in `elements`.
 * - `html-pair`: `<html filename="x">` in the XML file, the body as raw text in `x.html` (OLX rules 25 and 26).
 * - `problem`: the pretty-printed element, without its settings attributes, is the `bodyField` (OLX rule 27).
 * - `video`: attributes, and child elements that stand for fields; `youtube="1.00:ID,1.25:ID"` gives the four
 *   `youtube_id_…` fields (OLX rule 28).
 * - `attributes`: fields are attributes, or the child elements named in `elements`.
 * - `raw`: the element, without its settings attributes, is the `bodyField` and is written back as it came (OLX rule 31).
 */
export type OlxForm = 'container' | 'html-pair' | 'problem' | 'video' | 'attributes' | 'raw';

/**
 * Which code of the platform reads and writes the attributes.
 * - `xml-mixin`: the block has a file of its own that a pointer tag names; values are JSON where they can be (OLX rule 17).
 * - `pure`: written inside the parent's element with `xblock-family="xblock.v1"`; strings are plain text,
 *   everything else is indented JSON (OLX rule 30).
 */
export type OlxFamily = 'xml-mixin' | 'pure';

/**
 * What a reader and a writer of OLX must know of a block type. Settings are attributes always; content fields are in a
 * pure XBlock, and elsewhere only if `definitionAttributes`, `attributeAliases` or `elements` say so.
 */
export interface OlxDeclaration {
  readonly form: OlxForm;
  readonly family: OlxFamily;
  /** `file`: behind a pointer. `inline`: inside the parent's element. `folder`: a file of `folder/`, not pointed to. */
  readonly storage: 'file' | 'inline' | 'folder';
  /** Where the files of a detached type lie in an archive. */
  readonly folder?: string;
  /** The content field that the element's body becomes. */
  readonly bodyField?: string;
  /** Content fields that are attributes all the same; the platform writes them before the settings (OLX rule 45). */
  readonly definitionAttributes?: readonly string[];
  /** Attributes that are a field under another name: attribute name to field name. */
  readonly attributeAliases?: Readonly<Record<string, string>>;
  /** Child elements that are no child blocks: element name to field name, or `null` where no field takes them. */
  readonly elements?: Readonly<Record<string, string | null>>;
}

/** One type of block. */
export interface BlockTypeDeclaration {
  readonly type: string;
  readonly title: string;
  readonly kind: BlockKind;
  /** The type's own fields; `fieldsOf` adds the common and the inheritable ones. */
  readonly fields: readonly FieldDeclaration[];
  /**
   * What an author may put inside: for writes through the API. An importer keeps whatever an archive holds:
   * courses of 2012 put problems straight into sequentials.
   */
  readonly childTypes?: 'any' | readonly string[];
  /** What an author may put this into; absent: any container that takes it. */
  readonly parentTypes?: readonly string[];
  readonly olx: OlxDeclaration;
}
