import type { Body } from '../page-context.js';

const NAMES = ['display_name', 'title', 'name', 'short_description', 'username'] as const;

/** The member by which people know something; undefined when there is none. */
export function nameMember(body: Body): string | undefined {
  const candidates = [...NAMES, ...Object.keys(body).filter((name) => name.endsWith('_key')), 'id', 'uuid', 'version'];
  return candidates.find((name) => typeof body[name] === 'string' && body[name] !== '');
}

/** What people call it; undefined when nothing says. */
export function nameOf(body: Body): string | undefined {
  const member = nameMember(body);
  return member === undefined ? undefined : (body[member] as string);
}

/** Whether something is an object with members of its own. */
export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an object only says where a related object is (SPEC R-1). */
export function isReference(value: unknown): value is Body & { readonly url: string } {
  return (
    isObject(value) &&
    typeof value['url'] === 'string' &&
    Object.keys(value).length === 2 &&
    nameMember(value) !== undefined
  );
}

/** A block of a tree, as far as a page shows it (SPEC R-4). */
export interface TreeBlock {
  readonly id: string;
  readonly type?: string;
  readonly display_name?: string;
  readonly children?: readonly string[];
  readonly url?: string;
  readonly children_url?: string;
}

export interface Tree {
  readonly root: string;
  readonly blocks: Readonly<Record<string, TreeBlock>> | readonly TreeBlock[];
}

/** Whether an object is, or carries, a flat tree. */
export function isTree(value: unknown): value is Tree & Body {
  return (
    isObject(value) &&
    typeof value['root'] === 'string' &&
    typeof value['blocks'] === 'object' &&
    value['blocks'] !== null
  );
}
