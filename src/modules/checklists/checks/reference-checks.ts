import { idOf } from '../../content/vocabulary.js';
import type { CheckOutcomes, Finding } from './check-result.js';
import { type CourseUnderCheck, findingAt } from './course-under-check.js';
import { parseReference, type Reference } from './references.js';

/** Links to blocks of the course, and the files that its content names. */
export function referenceChecks(course: CourseUnderCheck): CheckOutcomes<'internal_links' | 'asset_references'> {
  const ids = new Set([...course.blocks.keys()].map(idOf));
  const links: Finding[] = [];
  const files: Finding[] = [];
  for (const block of [...course.tree, ...course.detached])
    for (const text of block.references) {
      const reference = parseReference(text, course.courseKey);
      if (reference?.kind === 'asset') {
        if (!course.assets.has(reference.path))
          files.push(findingAt(block, `It refers to the file "${reference.path}", which is not among the files.`));
      } else if (reference && isBroken(reference, course, ids)) {
        links.push(findingAt(block, `It links to "${text}", and there is no such block in the course.`));
      }
    }
  return { internal_links: { findings: links }, asset_references: { findings: files } };
}

/** The files that the blocks refer to, for the one query that says which exist. */
export function referredFiles(course: Pick<CourseUnderCheck, 'tree' | 'detached' | 'courseKey'>): string[] {
  const paths = [...course.tree, ...course.detached].flatMap(({ references }) =>
    references.flatMap((text) => {
      const reference = parseReference(text, course.courseKey);
      return reference?.kind === 'asset' ? reference.path : [];
    }),
  );
  return [...new Set(paths)];
}

function isBroken(
  reference: Exclude<Reference, { kind: 'asset' }>,
  { blocks }: CourseUnderCheck,
  ids: ReadonlySet<string>,
): boolean {
  return reference.kind === 'block' ? !blocks.has(reference.block) : !reference.ids.every((id) => ids.has(id));
}
