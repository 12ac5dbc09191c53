import type { BlockBuilder } from './block-builder.js';
import { readConditional } from './conditional-form.js';
import { readCourseElement } from './course-form.js';
import type { Definition, DefinitionLoader } from './definition-loader.js';
import { readHtml } from './html-form.js';
import { readChildren, type ElementReading } from './read-children.js';
import { readPollQuestion } from './poll-question-form.js';
import { readProblem, readWhole } from './whole-form.js';
import { readVideo } from './video-form.js';
import type { XmlElementReader } from './xml-element-reader.js';

/** Child elements that stand for one field each: texts as their markup, other values as JSON. */
function declaredElements(block: BlockBuilder): ElementReading {
  return (element) => {
    const name = block.declaration.olx.elements?.[element.tag];
    const field = name === undefined || name === null ? undefined : block.field(name);
    if (field === undefined) return 'none';
    block.parse(field, field.type === 'string' || field.type === 'xml' ? element.innerSource() : element.textContent);
    return 'read';
  };
}

/** A pure XBlock's text is its `content` field, if it has one (OLX rule 30). Other text is kept with the extras. */
function readAttributesForm(definition: Definition, block: BlockBuilder): XmlElementReader[] {
  block.allAttributes(definition.attributes);
  return readChildren(definition.element, block, block.declaration.kind === 'container', declaredElements(block));
}

function readContainer(definition: Definition, block: BlockBuilder): XmlElementReader[] {
  if (block.type === 'course') return readCourseElement(definition, block);
  if (block.type === 'conditional') return readConditional(definition, block);
  return readAttributesForm(definition, block);
}

/** Whether an element of an unknown type holds pointers to files: then it is a container, or those files would be lost. */
function holdsPointers(definition: Definition, loader: DefinitionLoader): boolean {
  return definition.element
    .children()
    .some((child) => child.kind === 'element' && loader.fileOf(child.element) !== null);
}

/**
 * Reads what a block says of itself, by the form of its type.
 * @returns the elements of its child blocks
 * @throws UnreadableFileError if a file that belongs to it cannot be read
 */
export async function readElement(
  definition: Definition,
  block: BlockBuilder,
  loader: DefinitionLoader,
  sourceId: string,
): Promise<XmlElementReader[]> {
  switch (block.declaration.olx.form) {
    case 'html-pair':
      await readHtml(definition, block, loader, sourceId);
      return [];
    case 'problem':
      readProblem(definition, block);
      return [];
    case 'video':
      readVideo(definition, block);
      return [];
    case 'raw':
      if (!block.isKnownType && holdsPointers(definition, loader)) {
        block.allAttributes(definition.attributes);
        return readChildren(definition.element, block, true);
      }
      readWhole(definition, block);
      return [];
    case 'container':
      return readContainer(definition, block);
    case 'attributes':
      if (block.type === 'poll_question') {
        readPollQuestion(definition, block);
        return [];
      }
      if (block.declaration.olx.bodyField !== undefined) {
        readProblem(definition, block);
        return [];
      }
      return readAttributesForm(definition, block);
  }
}
