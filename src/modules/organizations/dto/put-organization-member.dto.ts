/** A right has no members: that it is there says everything (SPEC section 13). The body is empty, or `{}`. */
export class PutOrganizationMemberDto {}
