import type { BlockTypeDeclaration } from './block-type-declaration.js';
import { commonFields } from './common-fields.js';
import { assessmentTypes } from './declarations/assessment.js';
import { externalTypes } from './declarations/external.js';
import { keptWholeTypes, unknownBlockType } from './declarations/kept-whole.js';
import { problemTypes } from './declarations/problem.js';
import { selectionTypes } from './declarations/selection.js';
import { structureTypes } from './declarations/structure.js';
import { textTypes } from './declarations/text.js';
import { toolTypes } from './declarations/tools.js';
import { videoTypes } from './declarations/video.js';
import type { FieldDeclaration } from './field-declaration.js';
import { inheritableFields } from './inheritable-fields.js';

const declarations: readonly BlockTypeDeclaration[] = [
  ...structureTypes,
  ...selectionTypes,
  ...textTypes,
  ...problemTypes,
  ...videoTypes,
  ...toolTypes,
  ...externalTypes,
  ...assessmentTypes,
  ...keptWholeTypes,
];

const inheritableNames: ReadonlySet<string> = new Set(inheritableFields.map((field) => field.name));

/** Own fields win over the common ones, those over the inheritable ones; inheritable a field is by its name. */
function collectFields(declaration: BlockTypeDeclaration): ReadonlyMap<string, FieldDeclaration> {
  const fields = new Map<string, FieldDeclaration>();
  for (const field of [...declaration.fields, ...commonFields, ...inheritableFields]) {
    if (fields.has(field.name)) continue;
    fields.set(field.name, inheritableNames.has(field.name) ? { ...field, inheritable: true } : field);
  }
  return fields;
}

// Maps, not objects: a type called `constructor` in somebody's archive must be as unknown as any other.
const typesByName = new Map(declarations.map((declaration) => [declaration.type, declaration]));
const fieldsByType = new Map(declarations.map((declaration) => [declaration.type, collectFields(declaration)]));
const fieldsOfUnknownTypes = collectFields(unknownBlockType);

function fieldMapOf(type: string): ReadonlyMap<string, FieldDeclaration> {
  return fieldsByType.get(type) ?? fieldsOfUnknownTypes;
}

/** Whether the catalogue has a declaration of its own for this type. */
export function isKnownBlockType(type: string): boolean {
  return typesByName.has(type);
}

/** The declaration of a type; for a type that is not in the catalogue one that keeps its element whole (SPEC C-4). */
export function blockType(type: string): BlockTypeDeclaration {
  return typesByName.get(type) ?? { ...unknownBlockType, type };
}

/** Every type of the catalogue, from the course down to what is merely kept. */
export function knownBlockTypes(): readonly BlockTypeDeclaration[] {
  return declarations;
}

/** All fields of a type: its own in their order, then the common ones, then the inheritable ones, each name once. */
export function fieldsOf(type: string): readonly FieldDeclaration[] {
  return [...fieldMapOf(type).values()];
}

/** One field of a type, or `undefined` where the type has none of that name. */
export function fieldOf(type: string, name: string): FieldDeclaration | undefined {
  return fieldMapOf(type).get(name);
}

/**
 * Whether an author may put a block of one type into another (SPEC C-4). A rule for writes through the API;
 * an importer must not ask, for it keeps whatever an archive holds.
 */
export function mayContain(parentType: string, childType: string): boolean {
  const child = blockType(childType);
  if (child.kind === 'detached') return false;
  if (child.parentTypes && !child.parentTypes.includes(parentType)) return false;

  const { childTypes } = blockType(parentType);
  return childTypes === 'any' || (childTypes?.includes(childType) ?? false);
}
