import { type LinkBuilder, type Links, linksOf } from '../../common/hypermedia/links.js';
import {
  type BlockAccessPolicyResponse,
  type CourseAccessPolicyResponse,
  policyVersionOf,
} from './dto/access-policy.response.js';
import { MAY_MANAGE } from './policy-rights.js';

/** The policy of a course. */
export const courseAccessPolicyLinks: LinkBuilder<CourseAccessPolicyResponse> = {
  url: ({ course }, { urls }) => urls.accessPolicy(course.course_key),
  version: policyVersionOf,
  circumstances: (policy) => circumstancesOf(policy),
  links: (policy, { urls }) => ({
    ...ways(policy, urls.accessPolicy(policy.course.course_key)),
    up: { href: urls.course(policy.course.course_key), title: 'The course' },
  }),
};

/** The policy of a block. */
export const blockAccessPolicyLinks: LinkBuilder<BlockAccessPolicyResponse> = {
  url: ({ block }, { urls }) => urls.blockAccessPolicy(block.usage_key),
  version: policyVersionOf,
  circumstances: (policy) => circumstancesOf(policy),
  links: (policy, { urls }) => ({
    ...ways(policy, urls.blockAccessPolicy(policy.block.usage_key)),
    up: { href: urls.xblock(policy.block.usage_key), title: 'The block' },
    course: { href: urls.accessPolicy(policy.course.course_key), title: 'The policy of the course' },
  }),
};

/** What stands above it may change without it. */
function circumstancesOf({
  effective,
  edited,
  message,
}: Pick<CourseAccessPolicyResponse, 'effective' | 'edited' | 'message'>): string[] {
  return [JSON.stringify([effective, edited, message])];
}

function ways(policy: object, self: string): Links {
  const mayManage = (policy as { readonly [MAY_MANAGE]?: boolean })[MAY_MANAGE] === true;
  return linksOf({
    self: { href: self },
    edit: mayManage && { href: self, method: 'PATCH', title: 'Change who is let in' },
    reset: mayManage && { href: self, method: 'DELETE', title: 'Back to the default' },
  });
}
