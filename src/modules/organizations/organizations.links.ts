import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { type OrganizationResponse, visibleOrganization } from './dto/organization.response.js';

/** One organization, under the spelling that its code has. */
export const organizationLinks: LinkBuilder<OrganizationResponse> = {
  url: ({ code }, { urls }) => urls.organization(code),
  version: (organization) => String(visibleOrganization.of(organization).organization.revision),
  circumstances: (organization) => {
    const {
      organization: { id, parentId },
      rights,
    } = visibleOrganization.of(organization);
    return [
      String(rights.may('organizations.manage_members', id)),
      String(rights.may('organizations.delete_organization', parentId)),
    ];
  },
  links: (response, { urls }) => {
    const {
      organization: { id, code, parent, parentId },
      rights,
    } = visibleOrganization.of(response);
    const self = urls.organization(code);
    const mayDelete = rights.may('organizations.delete_organization', parentId);
    const showsMembers = rights.may('organizations.view_members', id);
    return linksOf({
      self: { href: self },
      collection: { href: urls.organizations() },
      up: parent !== null && { href: urls.organization(parent) },
      organizations: { href: urls.organizations({ parent: code }), title: 'Its sub-organizations' },
      courses: { href: urls.courses({ org: code }), title: 'Its course runs' },
      delegates: showsMembers && { href: urls.organizationMembers(code, 'delegates'), title: 'Who manages it' },
      course_creators: showsMembers && {
        href: urls.organizationMembers(code, 'course_creators'),
        title: 'Who makes courses in it',
      },
      edit: rights.may('organizations.edit_organization', id) && {
        href: self,
        method: 'PATCH',
        title: 'Change the organization',
      },
      create_organization: rights.may('organizations.create_organization', id) && {
        href: urls.organizations(),
        method: 'POST',
        title: 'Make a sub-organization',
      },
      delete: mayDelete && { href: self, method: 'DELETE', title: 'Delete it, once nothing is in it' },
    });
  },
};
