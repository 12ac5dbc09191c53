import { organizationMemberCollection } from '../organization-members.collection.js';

/** Which members to list. */
export class ListOrganizationMembersQuery extends organizationMemberCollection.Query {}
