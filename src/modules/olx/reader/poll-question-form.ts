import type { BlockBuilder } from './block-builder.js';
import type { JsonObject } from './block-catalogue.js';
import type { Definition } from './definition-loader.js';

/** Reads a poll: `<answer id="…">` elements are the answers, the rest is the question (edX: poll_block). */
export function readPollQuestion(definition: Definition, block: BlockBuilder): void {
  const { element } = definition;
  block.allAttributes(definition.attributes);
  const answers: JsonObject[] = [];
  let question = element.innerSource();
  for (const child of element.children()) {
    if (child.kind !== 'element') continue;
    const answer = child.element;
    const id = answer.attributes.get('id');
    const isAnswer = answer.tag === 'answer' && id !== undefined && answer.attributes.size === 1;
    if (!isAnswer && !block.commonElement(answer)) continue;
    question = question.replace(answer.source(), () => '');
    if (isAnswer) answers.push({ id, text: answer.innerSource() });
  }
  block.setField('answers', answers);
  block.setField('question', question.trim());
}
