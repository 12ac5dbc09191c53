/** Whether the caller may change the policy that a representation shows. Under a symbol, so that it is never sent. */
export const MAY_MANAGE = Symbol('courseware:may-manage-policy');
