import type { BlockRef, JsonObject } from './block-catalogue.js';

/** Markup that is no child block, to be written back where it stood. */
export interface OlxExtra {
  /** How many child blocks stand before it. */
  readonly at: number;
  readonly kind: 'comment' | 'instruction' | 'text' | 'element';
  /** The markup; text is escaped. */
  readonly xml: string;
}

/**
 * What of a block's OLX the model has no field for, and an exporter needs to write the file back. Members that would be
 * empty are absent: most blocks of a course that Studio wrote have `form` alone.
 */
export interface OlxRemainder {
  /**
   * `pointer`: in a file of its own. `inline`: within the parent's element. `root`: the definition stands in course.xml or
   * library.xml itself. `folder`: a file of about/, info/, tabs/ or custom_tags/.
   */
  readonly form: 'pointer' | 'inline' | 'root' | 'folder';
  /** The file of a `pointer` or `folder` block, where it is not the one that follows from type and id. */
  readonly path?: string;
  /** Of an html block, the name of its body's file, where it is not the last part of the id. */
  readonly filename?: string;
  /** An html block whose body stood in the element instead of in a file of its own. */
  readonly bodyInElement?: true;
  /** The element said `xblock-family="xblock.v1"` (OLX rule 30). */
  readonly pure?: true;
  /** Attributes that are no field, in their order, with values of policy.json among them (OLX rules 18 and 20). */
  readonly attributes?: JsonObject;
  /** The names of all attributes in their order, where it is not the order that Studio writes (OLX rule 45). */
  readonly attributeOrder?: readonly string[];
  /** Attribute by field name as it was written, where printing the field's value would give other characters. */
  readonly spellings?: Readonly<Record<string, string>>;
  readonly extras?: readonly OlxExtra[];
  /** The elements of asides, which travel with the block (OLX rule 31). */
  readonly asides?: readonly string[];
  /** The JSON text of a `<meta>` child, which was merged into the fields (OLX rule 19). */
  readonly meta?: string;
  /** What stood before and after the root element of the block's file. */
  readonly prolog?: string;
  readonly epilog?: string;
  /**
   * The markup of a block without children as it was written: the whole file of a `pointer`, the element of an `inline` block.
   * Only where it is not what Studio writes for the same content: mixed text, comments, other indentation or quotes.
   * `readBlockMarkup` reads it again, to see whether the block was edited since.
   */
  readonly source?: string;
  /** Of a course: policy.json and grading_policy.json as they were written, where printing the fields gives another text. */
  readonly policy?: string;
  readonly grading?: string;
}

/** One block. */
export interface OlxBlock {
  readonly kind: 'block';
  readonly type: string;
  readonly blockId: string;
  readonly ref: BlockRef;
  /** Null for the root and for detached blocks. */
  readonly parent: BlockRef | null;
  /** The children that could be loaded, in their order. */
  readonly children: readonly BlockRef[];
  readonly displayName: string | null;
  readonly settings: JsonObject;
  /** The fields of the definition: html data, problem data, wiki slug, … */
  readonly content: JsonObject;
  readonly olx: OlxRemainder;
  /** The file in which the block is defined, relative to the root; with the line of its element. */
  readonly file: string;
  readonly line: number;
  /** Beside the course tree: about pages, updates, tabs, custom tags (OLX rule 34). */
  readonly detached: boolean;
}

/** The draft of a unit, with everything in it (OLX rules 41 to 43). */
export interface OlxDraft {
  readonly kind: 'draft';
  readonly root: BlockRef;
  /** Null where the file names none: then the unit stays where its published version is. */
  readonly parent: BlockRef | null;
  /** Position among the parent's children, for a unit that is not among them yet. */
  readonly index: number;
  /** Whether the root has a published version as well; if not, it was never published. */
  readonly published: boolean;
  /** The subtree; each block after its children, the root last. */
  readonly blocks: readonly OlxBlock[];
  readonly file: string;
}

/** The last item. */
export interface OlxSummary {
  readonly kind: 'summary';
  readonly root: BlockRef;
  /** Blocks reachable from the root, it included. */
  readonly blocks: number;
  readonly detached: number;
  readonly drafts: number;
}

export type OlxItem = OlxBlock | OlxDraft | OlxSummary;
