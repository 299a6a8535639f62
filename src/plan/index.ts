// Entry of plan/: settle computes the plan, guardDeletions says whether it may be carried out.
export { concludeDraft, type AdoptedManifest, type Adoption } from './adopt/conclude.ts';
export { startDraft, type Draft } from './adopt/draft.ts';
export { extendDraft } from './adopt/extend.ts';
export { uniteLedgers } from './adopt/unite.ts';
export { guardDeletions, type MaxDeletions } from './guard.ts';
export { judgeEdits, type JudgedEdits, type PlanPair } from './edit-effects.ts';
export type { LifecycleMode } from './facts.ts';
export type { SecretsMode, SettleInput } from './input.ts';
export { recover, type Recovered } from './recover.ts';
export { settle, type Settled } from './settle.ts';
export type { Trace } from './trace.ts';
export { explainableKeys, startExplaining } from './explain/explain.ts';
export type { ExplainInput } from './explain/input.ts';
