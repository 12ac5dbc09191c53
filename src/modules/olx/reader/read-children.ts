import type { BlockBuilder } from './block-builder.js';
import type { XmlElementReader } from './xml-element-reader.js';

/**
 * Reads one child element that its block's type knows. `read`: its fields were set; `keep`: it is no block, and says more than
 * fields can hold; `none`: it is not known.
 */
export type ElementReading = (element: XmlElementReader) => 'read' | 'keep' | 'none';

const NO_ELEMENTS: ElementReading = () => 'none';

/**
 * Goes through the children of an element: fields are read, comments and what nobody knows are kept.
 * @param takesBlocks whether other elements are child blocks
 * @returns the elements of the child blocks
 */
export function readChildren(
  element: XmlElementReader,
  block: BlockBuilder,
  takesBlocks: boolean,
  own: ElementReading = NO_ELEMENTS,
): XmlElementReader[] {
  const blocks: XmlElementReader[] = [];
  for (const child of element.children()) {
    const reading =
      child.kind === 'element' ? (block.commonElement(child.element) ? 'read' : own(child.element)) : 'keep';
    if (reading === 'read') continue;
    if (reading === 'none' && takesBlocks && child.kind === 'element') blocks.push(child.element);
    else block.keep(child, blocks.length);
  }
  return blocks;
}
