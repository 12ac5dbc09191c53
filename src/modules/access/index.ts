/** Everything that other modules may use of access policies and of what learners see. */
export {
  hasRole,
  isOfNoDeletedCourse,
  listedFor,
  readsContentOf,
  readsDraftsOf,
  restorableBy,
  seesInformationOf,
} from './access-conditions.js';
export { AccessModule } from './access.module.js';
export {
  type BlockGate,
  closedPartition,
  ENROLLMENT_TRACK_PARTITION,
  gateOf,
  type GateViewer,
  type GroupAccess,
  instant,
  isHidden,
  momentsOf,
  UNSCHEDULED,
} from './block-gate.js';
export { BlockVisibility } from './block-visibility.service.js';
export { HiddenBlocks } from './hidden-blocks.js';
export { copyPolicies } from './policy-store.js';
export { fieldsForLearners } from './answer-fields.js';
