import type { BlockBuilder } from './block-builder.js';
import { conditionAttributes } from './block-catalogue.js';
import type { Definition } from './definition-loader.js';
import { readChildren } from './read-children.js';
import type { XmlElementReader } from './xml-element-reader.js';

/** `a; b` as the keys of blocks. */
function sourcesOf(raw: string): string[] {
  return raw
    .split(';')
    .map((source) => source.trim())
    .filter((source) => source !== '');
}

/** Reads a conditional: sources, one condition as an attribute, message, `<show sources>` (OLX rule 29). */
export function readConditional(definition: Definition, block: BlockBuilder): XmlElementReader[] {
  const conditions: readonly string[] = conditionAttributes;
  // Of several conditions the platform takes the last of its own list.
  const condition = conditions.findLast((name) => definition.attributes.has(name));
  for (const [name, raw] of definition.attributes) {
    if (name === 'sources') block.setField('sources_list', sourcesOf(raw));
    else if (name === condition) {
      block.setField('conditional_attr', name);
      block.setField('conditional_value', raw);
    } else if (name === 'message') block.setField('conditional_message', raw);
    else if (!block.attribute(name, raw)) block.unknownAttribute(name, raw);
  }
  const shown: string[] = [];
  const children = readChildren(definition.element, block, true, (element) => {
    if (element.tag !== 'show') return 'none';
    const sources = element.attributes.get('sources');
    if (sources === undefined) return 'keep';
    shown.push(...sourcesOf(sources));
    return 'read';
  });
  // The blocks shown stand elsewhere in the course: they are references, and keep their one parent (SPEC C-2).
  if (shown.length > 0) block.setField('show_tag_list', shown);
  return children;
}
