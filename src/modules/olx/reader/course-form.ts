import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { BlockBuilder } from './block-builder.js';
import type { JsonObject, JsonValue } from './block-catalogue.js';
import { completeGrading, coursePolicy, keptText, policyText, saysTheSame } from './course-policy.js';
import type { Definition } from './definition-loader.js';
import { readChildren } from './read-children.js';
import type { Policies } from './policies.js';
import type { XmlElementReader } from './xml-element-reader.js';

/** Reads the element of a course: wiki and textbooks are fields, the rest are chapters (OLX rule 23). */
export function readCourseElement(definition: Definition, block: BlockBuilder): XmlElementReader[] {
  block.allAttributes(definition.attributes);
  const textbooks: JsonValue[] = [];
  const children = readChildren(definition.element, block, true, (element) => {
    const { attributes, tag } = element;
    if (tag === 'textbook') {
      textbooks.push([attributes.get('title') ?? null, attributes.get('book_url') ?? null]);
      return attributes.size <= 2 && element.isEmpty ? 'read' : 'keep';
    }
    if (tag !== 'wiki') return 'none';
    const slug = attributes.get('slug');
    if (slug === undefined || Object.hasOwn(block.content, 'wiki_slug')) return 'keep';
    block.setField('wiki_slug', slug);
    return 'read';
  });
  if (textbooks.length > 0) block.setField('textbooks', textbooks);
  return children;
}

/** A page of a new course, as Studio lists it. */
function tab(type: string, name: string, more: JsonObject = {}): JsonObject {
  return { course_staff_only: false, name, type, ...more };
}

/** The pages of a course that lists none (OLX rule 24): edX's standard list, in its order. */
function defaultTabs(settings: JsonObject): JsonValue {
  const link = settings.discussion_link;
  return [
    tab('courseware', 'Course'),
    tab('progress', 'Progress'),
    tab('dates', 'Dates'),
    typeof link === 'string' && link !== ''
      ? tab('external_discussion', 'External Discussion', { link })
      : tab('discussion', 'Discussion'),
    tab('wiki', 'Wiki', { is_hidden: true }),
    tab('textbooks', 'Textbooks'),
  ];
}

/** The wiki of the old course, if the course goes by its default name, becomes that of the new one (OLX rule 23). */
function moveWiki(block: BlockBuilder, target: CourseKey): void {
  const { source, references } = block.context;
  if (!references.movesCourse) return;
  const defaults = [source.course, `${source.org}.${source.course}.${source.run}`];
  const slug = block.content.wiki_slug;
  if (typeof slug === 'string' && defaults.includes(slug)) {
    block.setField('wiki_slug', `${target.org}.${target.course}.${target.run}`);
  }
}

/** Chapters of PDF textbooks that point to the old course's assets point to the course's own (OLX rule 40). */
function moveTextbooks(block: BlockBuilder): void {
  const { pdf_textbooks: textbooks } = block.settings;
  if (textbooks === undefined) return;
  const text = JSON.stringify(textbooks);
  // The addresses stand in quotes there, as links in a text do.
  const moved = block.context.references.links(text);
  if (moved !== text) block.setField('pdf_textbooks', JSON.parse(moved) as JsonValue);
}

/** Missing halves of a grading policy take the default; without any file the field stays unset, which is the same (OLX rule 21). */
function setGrading(block: BlockBuilder, grading: Policies['grading']): void {
  if (grading === null) return;
  const complete = completeGrading(grading.value);
  block.setField('grading_policy', complete);
  const kept = keptText(grading.text, policyText(complete));
  if (kept !== null) block.olx.grading = kept;
}

/** What makes a course of its element: grading, pages, wiki. To be called when policy.json was applied. */
export function completeCourse(block: BlockBuilder): void {
  const { policies, target } = block.context;
  setGrading(block, policies.grading);
  moveWiki(block, target);
  moveTextbooks(block);
  const { tabs } = block.settings;
  if (!Array.isArray(tabs) || tabs.length === 0) block.setField('tabs', defaultTabs(block.settings));
  keepPolicy(block);
}

/** A policy that Studio would write otherwise, with numbers such as 1.0 or with what only Studio needs, is kept as it was. */
function keepPolicy(block: BlockBuilder): void {
  const { policies, source } = block.context;
  const owner = block.policyOwner();
  if (policies.file === null || !saysTheSame(policies.text, source.run, owner)) return;
  const kept = keptText(policies.text, policyText({ [`course/${source.run}`]: coursePolicy(owner) }));
  if (kept !== null) block.olx.policy = kept;
}
