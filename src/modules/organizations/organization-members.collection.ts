import { Collection } from '../../common/pagination/collection.js';
import { substrings } from '../../common/pagination/text-search.js';
import { MEMBER_COLUMNS, type StoredOrganizationMember } from './stored-organization-member.js';

/** Those who have one right in one organization. */
export const organizationMemberCollection = Collection.of<StoredOrganizationMember>()({
  from: 'organization_roles r JOIN users u ON u.id = r.user_id JOIN organizations o ON o.id = r.organization_id',
  columns: MEMBER_COLUMNS,
  key: 'r.user_id',
  orders: { user: 'u.username', granted: 'r.granted' },
  defaultOrder: 'user',
  search: substrings('the username', 'u.username'),
  filters: {},
});
