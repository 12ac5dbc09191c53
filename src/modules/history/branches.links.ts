import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { DRAFT, PUBLISHED } from '../content/index.js';
import { permissionToMove, stays } from './branch-rights.js';
import type { VisibleBranch } from './branches.service.js';
import { type BranchResponse, visibleBranchOf } from './dto/branch.response.js';

/** One branch of a course. */
export const branchLinks: LinkBuilder<BranchResponse> = {
  url: (response, { urls }) => urls.branch(response.course.course_key, response.name),
  version: (response) => visibleBranchOf(response).branch.head,
  circumstances: (response) => [visibleBranchOf(response).access.signature, response.moved.on],
  links: (response, { urls }) => {
    const view = visibleBranchOf(response);
    const { courseKey: key, name, head } = view.branch;
    const self = urls.branch(key, name);
    return linksOf({
      self: { href: self },
      collection: { href: urls.branches(key) },
      course: { href: response.course.url, title: 'The course on this branch' },
      version: { href: urls.version(key, head), title: 'Its head' },
      'version-history': { href: urls.versions(key, { branch: name }), title: 'The versions that were made on it' },
      comparison: {
        href: urls.comparisons(key, name === DRAFT ? { base: PUBLISHED, head: DRAFT } : { base: DRAFT, head: name }),
        title: name === DRAFT ? 'What it has that is not published' : 'What it has else than the draft',
      },
      ...writes(view, self),
    });
  },
};

function writes({ access, branch: { name } }: VisibleBranch, self: string) {
  return {
    edit: access.offers(permissionToMove(name)) && {
      href: self,
      method: 'PATCH',
      title: 'Point it at another version',
    },
    delete: access.offers('courses.delete_content') &&
      !stays(name) && { href: self, method: 'DELETE', title: 'Delete the branch; its versions stay' },
  };
}
