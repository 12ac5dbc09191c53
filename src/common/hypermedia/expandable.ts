import 'reflect-metadata';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { AccountReference, BlockReference, CourseReference, DefinitionReference } from './references.response.js';

/** What `expand` can put in place of a reference: the reference's class and the schema of the representation, and the permission that reads it. */
export const EXPANSIONS = {
  account: { reference: AccountReference, schema: 'AccountResponse', permission: 'accounts.view_account' },
  course: { reference: CourseReference, schema: 'CourseSummaryResponse', permission: 'courses.view_course' },
  block: { reference: BlockReference, schema: 'XblockSummaryResponse', permission: 'courses.view_block' },
  definition: { reference: DefinitionReference, schema: 'DefinitionResponse', permission: 'courses.view_definition' },
} as const;

export type ExpansionKind = keyof typeof EXPANSIONS;

type Model = abstract new (...args: never[]) => object;

/** How a member of a response takes part in expansion. */
export type ExpandableMember =
  { readonly kind: ExpansionKind } | { readonly within: () => Model } | { readonly refused: string };

/** Where the name of the expanded form's schema stands until the document is finished. */
export const EXPANDS = 'x-expands';

const MEMBERS = Symbol('courseware:expandable');

/**
 * Marks a reference that `?expand=` may replace by the details of what it refers to (SPEC R-1), and documents both
 * forms. Only for single references: a list of them has no bound.
 */
export function Expandable(kind: ExpansionKind, { nullable = false } = {}): PropertyDecorator {
  const { reference, schema } = EXPANSIONS[kind];
  return applyDecorators(
    member({ kind }),
    // The document's builder makes a choice of the two: the plugin knows only the type of the member.
    ApiProperty({ type: reference, nullable, [EXPANDS]: schema } as ApiPropertyOptions),
  );
}

/** Marks a member whose own members may be expanded, as in `expand=edited.by`. */
export const ExpandableWithin = (model: () => Model): PropertyDecorator => member({ within: model });

/** Marks a list that `expand` refuses, and says where its details are. */
export const NotExpandable = (reason: string): PropertyDecorator => member({ refused: reason });

function member(value: ExpandableMember): PropertyDecorator {
  return (target, name) => {
    const own = (Reflect.getOwnMetadata(MEMBERS, target) as Map<string, ExpandableMember> | undefined) ?? new Map();
    Reflect.defineMetadata(MEMBERS, own.set(String(name), value), target);
  };
}

/** The members of a response that take part in expansion, its parents' included. */
export function expandableMembers(model: Model): ReadonlyMap<string, ExpandableMember> {
  const found = new Map<string, ExpandableMember>();
  for (let proto = model.prototype as object | null; proto; proto = Object.getPrototypeOf(proto) as object | null) {
    const own = Reflect.getOwnMetadata(MEMBERS, proto) as Map<string, ExpandableMember> | undefined;
    for (const [name, value] of own ?? []) if (!found.has(name)) found.set(name, value);
  }
  return found;
}

/** The names that `expand` takes at the first level, such as `course` and `edited.by`. */
export function expandablePaths(model: Model): string[] {
  return [...expandableMembers(model)].flatMap(([name, member]) => {
    if ('kind' in member) return [name];
    return 'within' in member ? expandablePaths(member.within()).map((inner) => `${name}.${inner}`) : [];
  });
}
