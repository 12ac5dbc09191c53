import type { CheckOutcome, CheckOutcomes } from './check-result.js';
import { type CheckedBlock, type CourseUnderCheck, findingAt } from './course-under-check.js';

/** The outline: what is empty, and what learners do not have yet. */
export function structureChecks(
  course: CourseUnderCheck,
): CheckOutcomes<'empty_sections' | 'empty_subsections' | 'empty_units' | 'unpublished_units'> {
  const units = course.tree.filter(
    ({ type, parent }) => type === 'vertical' && course.blocks.get(parent ?? '')?.type === 'sequential',
  );
  return {
    empty_sections: emptyAmong(course.tree.filter(({ type }) => type === 'chapter')),
    empty_subsections: emptyAmong(course.tree.filter(({ type }) => type === 'sequential')),
    empty_units: emptyAmong(units),
    unpublished_units: unpublished(units, course),
  };
}

function emptyAmong(containers: readonly CheckedBlock[]): CheckOutcome {
  const empty = containers.filter(({ children }) => children.length === 0);
  return {
    findings: empty.map((block) => findingAt(block, 'Nothing is in it.')),
    facts: { total_number: containers.length },
  };
}

/** As edX says of a unit whether it has changes: something in it last changed in another version than what is published. */
function unpublished(units: readonly CheckedBlock[], { blocks, published }: CourseUnderCheck): CheckOutcome {
  const findings = units.flatMap((unit) => {
    if (!published?.has(unit.block))
      return [findingAt(unit, 'It has never been published, or is not published any more.')];
    const isChanged = withAllBelow(unit, blocks).some(({ block, edited }) => published.get(block) !== edited);
    return isChanged ? [findingAt(unit, 'It has changes that are not published.')] : [];
  });
  return { findings, facts: { total_number: units.length } };
}

function withAllBelow(top: CheckedBlock, blocks: CourseUnderCheck['blocks']): CheckedBlock[] {
  const found = [top];
  for (let index = 0; index < found.length; index += 1)
    for (const child of found[index]!.children) {
      const block = blocks.get(child);
      if (block) found.push(block);
    }
  return found;
}
