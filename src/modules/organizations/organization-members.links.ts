import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { type OrganizationMemberResponse, visibleMember } from './dto/organization-member.response.js';
import { MEMBER_GROUPS, versionOf } from './stored-organization-member.js';

/** One right of one person in one organization. */
export const organizationMemberLinks: LinkBuilder<OrganizationMemberResponse> = {
  url: ({ organization, role, user }, { urls }) =>
    urls.organizationMember(organization.code, MEMBER_GROUPS[role], user.username),
  version: (response) => versionOf(visibleMember.of(response).member),
  circumstances: (response) => [String(visibleMember.of(response).mayManage)],
  links: (response, { urls }) => {
    const { organization, role, user } = response;
    const { mayManage } = visibleMember.of(response);
    const self = urls.organizationMember(organization.code, MEMBER_GROUPS[role], user.username);
    return linksOf({
      self: { href: self },
      collection: mayManage && { href: urls.organizationMembers(organization.code, MEMBER_GROUPS[role]) },
      organization: { href: organization.url },
      account: { href: user.url },
      remove: mayManage && { href: self, method: 'DELETE', title: 'Take the right back' },
    });
  },
};
