import type { Body } from '../page-context.js';
import { humanised } from './text.js';

const NAMES = ['display_name', 'title', 'name', 'short_description', 'username', 'message'] as const;

/** The member by which people know something; undefined when there is none. */
export function nameMember(body: Body): string | undefined {
  const candidates = [...NAMES, ...Object.keys(body).filter((name) => name.endsWith('_key')), 'id', 'uuid', 'version'];
  return candidates.find((name) => typeof body[name] === 'string' && body[name] !== '');
}

/** Words that have a spelling of their own. */
const SPELLINGS: Readonly<Record<string, string>> = { xblock: 'XBlock' };

/**
 * What a collection is called: the noun of the operation that reads it, or one of its results, in English.
 * `team_members_list` and `team_members_retrieve` → `Team members`.
 * @param tag what the operation is filed under; where that is the noun, it has the better spelling
 */
export function collectionName(operationId: string, tag: string): string {
  const noun = operationId.replace(/_(list|retrieve)$/, '');
  const isTag = tag.replaceAll(' ', '_').toLowerCase().startsWith(noun);
  if (isTag) return tag;
  const [first, ...others] = noun.split('_');
  return [SPELLINGS[first!] ?? humanised(first!), ...others].join(' ');
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
