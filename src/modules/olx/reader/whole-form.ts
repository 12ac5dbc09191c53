import type { BlockBuilder } from './block-builder.js';
import type { Definition } from './definition-loader.js';
import { UnreadableFileError } from './invalid-olx-error.js';
import type { XmlElementReader } from './xml-element-reader.js';
import { XmlFile } from './xml-file.js';

/**
 * Reads the attributes that are fields, and takes them, the identity and what does not belong to the body out of the element.
 * Attributes that are no field stay part of the body (edX: clean_metadata_from_xml).
 * @returns whether nothing but the element's name is left of it
 */
function takeOutFields(definition: Definition, body: XmlElementReader, block: BlockBuilder): boolean {
  const taken: string[] = [];
  for (const [name, raw] of definition.attributes) {
    if (block.attribute(name, raw)) taken.push(name);
    else block.noteBodyAttribute(name);
  }
  body.removeAttributes(taken);
  // Back to front: taking one out must not move those that are still to be seen.
  let left = 0;
  for (const child of body.children().reverse()) {
    if (child.kind === 'element' && block.commonElement(child.element)) child.element.remove();
    else left += 1;
  }
  return left === 0 && taken.length === definition.attributes.size;
}

function setBody(block: BlockBuilder, body: string): void {
  const { bodyField = 'data' } = block.declaration.olx;
  block.content[bodyField] = block.context.references.links(body);
}

/**
 * Reads a block whose body is its element as lxml prints it (OLX rule 27): problems, and the simple types that keep their
 * element beside their fields. `OlxRemainder.source` has the original where that is something else.
 */
export function readProblem(definition: Definition, block: BlockBuilder): void {
  const { element } = definition;
  const isBare = takeOutFields(definition, element, block);
  if (!isBare || block.declaration.olx.form === 'problem') setBody(block, element.pretty());
}

/** The element on its own, with white space and CDATA as they were written; null if it cannot stand alone. */
function verbatim(element: XmlElementReader): XmlFile | null {
  try {
    return XmlFile.parseVerbatim(element.source(), element.file.path);
  } catch (error) {
    // A namespace prefix that an outer element declares.
    if (error instanceof UnreadableFileError) return null;
    throw error;
  }
}

/** Reads a block of which the whole element is kept as it was written: unknown types among them (OLX rule 31, SPEC C-4). */
export function readWhole(definition: Definition, block: BlockBuilder): void {
  if (!block.isKnownType) {
    const message = `<${block.type}> is no block type that this service knows: it is kept whole, and written back on export.`;
    block.report('info', 'unknown_block_type', message);
  }
  const copy = verbatim(definition.element);
  try {
    const body = copy?.root ?? definition.element;
    takeOutFields(definition, body, block);
    setBody(block, body.canonical());
  } finally {
    copy?.dispose();
  }
}
