import {
  type LinkBuilder,
  type LinkContext,
  type Links,
  linksOf,
  type Unlinked,
} from '../../common/hypermedia/links.js';
import { DRAFT, usageKeyOf } from '../content/index.js';
import type {
  BlockVersionResponse,
  VersionFactsResponse,
  VersionResponse,
  VersionSummaryResponse,
} from './dto/version.response.js';
import { blockAt, type BlockVersionView, courseAt, viewOf, type WholeVersion } from './version-view.js';

/** A version in the list of a course's versions. */
export const versionSummaryLinks: LinkBuilder<VersionSummaryResponse> = {
  url: (response, { urls }) => urls.version(response.course.course_key, response.version),
  links: (response, context) => ({
    self: { href: versionSummaryLinks.url(response, context) },
    ...ways(response, context),
  }),
};

/** One version of a course. */
export const versionLinks: LinkBuilder<VersionResponse> = {
  url: (response, { urls }) => urls.version(response.course.course_key, response.version),
  // What it is never changes; what was made from it, and what points at it, does.
  version: (response) => response.version,
  circumstances: (response) => {
    const { access, readsOriginal, surroundings } = viewOf<WholeVersion>(response);
    return [access.signature, String(readsOriginal), surroundings.next.join(','), surroundings.branches.join(',')];
  },
  links: (response, context) => {
    const { urls } = context;
    const { version, access } = viewOf(response);
    const key = version.courseKey;
    const [next] = response.next;
    return linksOf({
      self: { href: urls.version(key, version.guid) },
      ...ways(response, context),
      'successor-version': next && { href: next.url, title: 'The version that was made from it' },
      // A branch begins at a version, whichever that is.
      create_branch: access.offers('courses.edit_content') && {
        href: urls.branches(key),
        method: 'POST',
        title: 'Begin a branch with it',
      },
    });
  },
};

/** What one version did to one block. */
export const blockVersionLinks: LinkBuilder<BlockVersionResponse> = {
  url: (response, { urls }) => urls.blockVersion(plainBlock(response), response.version),
  version: (response) => response.version,
  circumstances: (response) => [viewOf(response).access.signature, String(viewOf(response).readsOriginal)],
  links: (response, { urls }) => {
    const view = viewOf<BlockVersionView>(response);
    const { version, access } = view;
    const versions = urls.blockVersions(plainBlock(response));
    return linksOf({
      self: { href: urls.blockVersion(plainBlock(response), version.guid) },
      collection: { href: versions },
      'version-history': { href: urls.versions(version.courseKey), title: 'All versions of the course' },
      version: { href: urls.version(version.courseKey, version.guid), title: 'All that the version changed' },
      block: { href: urls.xblock(blockAt(view)), title: 'The block as this version has, or had, it' },
      course: { href: urls.course(courseAt(version)) },
      restore: access.offers('courses.edit_content') &&
        view.change.after !== null && { href: versions, method: 'POST', title: 'Make the block what it was then' },
    });
  },
};

function ways(response: Unlinked<VersionFactsResponse>, { urls }: LinkContext): Links {
  const { version, access } = viewOf(response);
  const { courseKey: key, guid, previous } = version;
  return linksOf({
    collection: { href: urls.versions(key) },
    course: { href: urls.course(courseAt(version)), title: 'The course at this version, for good' },
    'predecessor-version': previous !== null && { href: urls.version(key, previous), title: 'The version before' },
    comparison: previous !== null && {
      href: urls.comparisons(key, { base: previous, head: guid }),
      title: 'All that it changed',
    },
    comparison_with_draft: {
      href: urls.comparisons(key, { base: guid, head: DRAFT }),
      title: 'What the draft has else',
    },
    restore: access.offers('courses.edit_content') && {
      href: urls.versions(key),
      method: 'POST',
      title: 'Make the draft what it was then',
    },
  });
}

function plainBlock(response: Unlinked<BlockVersionResponse>): string {
  const { version, block } = viewOf<BlockVersionView>(response);
  return usageKeyOf(courseAt(version).forVersion(null), block).toString();
}
