// Entry of evaluate/: rules come in as values, so nothing here knows a policy language.
export { evaluateTrigger, type TriggerOutcome } from './evaluate-trigger.ts';
export {
  indexInventory,
  indexObjects,
  type IndexedObject,
  type ObjectIndex,
  type PresentKind,
} from './object-index.ts';
export { OFFLINE_ANSWERS } from './offline.ts';
export { readsTouchedBy, type Read } from './reads.ts';
export {
  HIDDEN,
  hideTextsOf,
  type Hiding,
  readsSecrets,
  showBeside,
  triggerWithStandIns,
  withStandIns,
} from './secret-values.ts';
export { openWorld, type ContentDigests, type Overlay, type RecordingWorld, type WorldInput } from './world.ts';
