/** Copies that follow their source in another course (ADR 0025). */
export { type KeptField, type Replaced } from './field-merge.js';
export { assetPathsOfStates, type LinkedBlock, type LinkedStates, readLinkedStates } from './linked-states.js';
export {
  isSameCourse,
  linkedSettings,
  UPSTREAM,
  type UpstreamLink,
  upstreamLinkOf,
  upstreamValue,
} from './upstream-link.js';
export { isSameInSource, type KeptHere, planUpdate, type UpdatePlan, type UpdateRequest } from './upstream-plan.js';
export { linksTo, type Pin, readExisting, readPinned } from './upstream-rows.js';
export { unlink, update } from './upstream-update.js';
