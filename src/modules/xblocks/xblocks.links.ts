import {
  type LinkBuilder,
  type LinkContext,
  type Links,
  linksOf,
  type Reading,
  readingOf,
  type Unlinked,
} from '../../common/hypermedia/links.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import { blockType, DRAFT, isKnownBlockType, PUBLISHED } from '../content/index.js';
import { type DefinitionResponse, SHOWN_WHOLE } from './dto/definition.response.js';
import type { ListedXblockResponse } from './dto/listed-xblock.response.js';
import type { XblockResponse, XblockSummaryResponse } from './dto/xblock.response.js';

/** A block among its parent's children. */
export const xblockSummaryLinks: LinkBuilder<XblockSummaryResponse> = {
  url: (block, { urls }) => urls.xblock(addressOf(block)),
  links: (block, { urls }) =>
    linksOf({
      self: { href: urls.xblock(addressOf(block)) },
      children: block.children.length > 0 && { href: urls.children(addressOf(block)) },
      course: { href: urls.course(readingOf(block).address) },
    }),
};

/** A block in a list; a deleted one where it was last. */
export const listedXblockLinks: LinkBuilder<ListedXblockResponse> = {
  url: (block, { urls }) => urls.xblock(addressOf(block)),
  links: (block, { urls }) =>
    linksOf({
      self: { href: urls.xblock(addressOf(block)) },
      up: block.parent && { href: block.parent.url, title: 'The block that holds it' },
      course: { href: block.course.url },
      restore: block.deleted &&
        readingOf(block).access.offers('courses.edit_content') && {
          href: urls.blockVersions(block.id),
          method: 'POST',
          title: 'Bring it back: its last_version is the version',
        },
    }),
};

/** One block at the branch or version that it was asked for. */
export const xblockLinks: LinkBuilder<XblockResponse> = {
  url: (block, { urls }) => urls.xblock(addressOf(block)),
  // Of the block, not of the course: writers of different blocks do not stand in each other's way (SPEC C-8).
  version: (block) => block.edited.version,
  circumstances: (block) =>
    circumstancesOf(readingOf(block), block.version, block.has_unpublished_changes, block.published?.on),
  immutable: (block) => readingOf(block).address.version !== null && readingOf(block).lasts === true,
  links: (block, context) => ({
    ...ways(block, context),
    ...writing(block, context),
    ...publishing(block, context),
    ...otherStates(block, context),
  }),
};

/**
 * What a block's representation shows beside the block's own version: the course's, and, unless the version is fixed, the
 * state of today.
 */
export function circumstancesOf(
  { access, sight = '' }: Reading,
  version: string,
  hasUnpublishedChanges: boolean | undefined,
  publishedOn: string | undefined,
): string[] {
  return [version, String(hasUnpublishedChanges), publishedOn ?? '', access.signature, sight];
}

/** A definition, by its key; it never changes, but who is shown all of it does. */
export const definitionLinks: LinkBuilder<DefinitionResponse> = {
  url: (definition, { urls }) => urls.definition(definition.definition_key),
  version: (definition) => definition.definition_key,
  circumstances: (definition) => [String((definition as { [SHOWN_WHOLE]?: boolean })[SHOWN_WHOLE] === true)],
  immutable: () => true,
  links: (definition, { urls }) => ({ self: { href: urls.definition(definition.definition_key) } }),
};

function ways(block: Unlinked<XblockResponse>, { urls }: LinkContext): Links {
  return linksOf({
    self: { href: urls.xblock(addressOf(block)) },
    up: block.parent && { href: block.parent.url, title: 'The block that holds it' },
    children: block.children.length > 0 && { href: block.children_url, title: 'The blocks in it' },
    course: { href: block.course.url },
    definition: { href: block.definition.url },
    xblock_type: isKnownBlockType(block.type) && {
      href: urls.xblockType(block.type),
      title: 'What blocks of this type can be',
    },
    access_policy: block.parent !== null &&
      readingOf(block).access.may('courses.view_access_policy') &&
      addressOf(block).courseKey.version === null && {
        href: urls.blockAccessPolicy(block.id),
        title: 'Who may see the block',
      },
    'version-history': readingOf(block).access.readsDrafts &&
      addressOf(block).courseKey.version === null && {
        href: urls.blockVersions(block.id),
        title: 'What became of it, and by whom',
      },
    upstream: isLinked(block) && {
      href: urls.upstream(addressOf(block)),
      title: 'Where it was copied from, and what has changed there',
    },
    assets: { href: urls.assets(block.course.course_key) },
  });
}

/** A copy from another course, for those who may see its drafts. What never changes cannot speak of that one's today. */
function isLinked(block: Unlinked<XblockResponse>): boolean {
  const { access, address } = readingOf(block);
  const { upstream } = block.fields;
  return access.readsDrafts && address.version === null && typeof upstream === 'string' && upstream !== '';
}

/** What may be written here, and only that (SPEC R-2). What is published is written by way of the draft. */
function writing(block: Unlinked<XblockResponse>, { urls }: LinkContext): Links {
  const { access, address } = readingOf(block);
  // Caches keep a fixed version for good; who works on a course, and on what, changes.
  if (address.version !== null || !access.offers('courses.edit_content')) return {};
  const key = writtenKey(addressOf(block));
  const { kind } = blockType(block.type);
  const isRoot = block.parent === null && kind !== 'detached';
  return linksOf({
    edit: { href: urls.xblock(key), method: 'PATCH', title: 'Change its fields in the draft' },
    move: block.parent !== null && {
      href: urls.xblock(key),
      method: 'PATCH',
      title: 'Put it elsewhere: send another parent, a position, or both',
    },
    create_child: kind === 'container' && {
      href: urls.children(key),
      method: 'POST',
      title: 'Make a block in it, or copy one into it by source',
    },
    reorder: block.children.length > 1 && {
      href: urls.children(key),
      method: 'PUT',
      title: 'Put its children into another order',
    },
    copy: !isRoot && { href: urls.xblocks(), method: 'POST', title: 'Copy it: its id is the source' },
    delete: !isRoot &&
      access.offers('courses.delete_content') && {
        href: urls.xblock(key),
        method: 'DELETE',
        title: 'Take it off the draft, with everything below it',
      },
    batch: isRoot && { href: urls.batches(), method: 'POST', title: 'Many changes of the course in one version' },
  });
}

/** From the draft to what readers see, and back, for those who may. */
function publishing(block: Unlinked<XblockResponse>, { urls }: LinkContext): Links {
  const { access, address } = readingOf(block);
  // What may be kept for ever cannot speak of today; another branch is not what is published.
  if (address.version !== null || !access.readsDrafts) return {};
  const course = address.forBranch(null);
  const [isPublished, differs] = [block.published != null, block.has_unpublished_changes === true];
  const change = urls.unpublishedChange(course, block.id);
  return linksOf({
    publication: isPublished && { href: urls.publication(course, block.id), title: 'In which it was published' },
    unpublished_changes: differs && { href: change, title: 'What readers do not see yet of it' },
    publish: differs &&
      access.offers('courses.publish_content') && {
        href: urls.publications(course),
        method: 'POST',
        title: 'Publish it: its id is one of usage_keys',
      },
    unpublish: isPublished &&
      block.parent !== null &&
      access.offers('courses.publish_content') && {
        href: urls.publication(course, block.id),
        method: 'DELETE',
        title: 'Take it off what is published',
      },
    discard: differs &&
      isPublished &&
      access.offers('courses.edit_content') && {
        href: change,
        method: 'DELETE',
        title: 'Go back to what is published',
      },
  });
}

/** The same block in its other states, for those who may see them. */
function otherStates(block: Unlinked<XblockResponse>, { urls }: LinkContext): Links {
  const address = addressOf(block);
  const plain = address.forBranch(null).forVersion(null);
  return linksOf({
    canonical: (address.branch !== null || address.version !== null) && { href: urls.xblock(plain) },
    published: block.published && { href: urls.xblock(plain.forBranch(PUBLISHED)) },
    // Caches keep a fixed version for good, but who works on a course changes.
    draft: readingOf(block).access.readsDrafts &&
      address.courseKey.version === null && { href: urls.xblock(plain.forBranch(DRAFT)) },
    version: { href: urls.xblock(plain.forVersion(block.version)), title: 'Exactly this version, for good' },
  });
}

/** The key under which the block is written: on its branch, or, for what is published, in the draft. */
function writtenKey(address: UsageKey): UsageKey {
  const { branch } = address.courseKey;
  return branch === null || branch === PUBLISHED ? address.forBranch(DRAFT) : address;
}

/** The block's key with the branch and version that the reader came by. */
function addressOf(block: { readonly id: string }): UsageKey {
  const { blockType, blockId } = UsageKey.parse(block.id);
  return readingOf(block).address.makeUsageKey(blockType, blockId);
}
