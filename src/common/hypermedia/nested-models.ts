import { EXPANSIONS, expandableMembers } from './expandable.js';
import type { NestedModel } from './shape.js';

/**
 * What is known of the members of a member, so that `fields=user(nope)` is refused like `fields=nope` (SPEC R-3): the
 * references, and the objects that hold some. What `expand` puts in their place has members of its own.
 * @param expand the parameter as it was sent
 */
export function nestedModels(expand: unknown): NestedModel {
  const expanded = new Set(String(expand ?? '').split(/[.,]/));
  return (model, name) => {
    const member = expandableMembers(model).get(name);
    if (!member || 'refused' in member) return null;
    if ('within' in member) return member.within();
    return expanded.has(name) ? null : EXPANSIONS[member.kind].reference;
  };
}
