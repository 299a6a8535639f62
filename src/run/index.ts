// Entry of run/: one function per command.
export { DEFAULT_EVALUATION_LIMITS } from '../policy/index.ts';
export { runDiff } from './diff.ts';
export type { PublishOptions, RunOptions, SecretsOption } from './options.ts';
export { runReconcile, type ReconcileInput } from './reconcile.ts';
export type { ExitStatus, RunResult } from './result.ts';
export { runValidate, type ValidateOptions } from './validate.ts';
