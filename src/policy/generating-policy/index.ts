// Entry of generating-policy/: policies in CEL and their exceptions in, rules and what is wrong with them out; and the
// parts of it that conditions in CEL of other policies need.
export { compileCelPolicies, type CelDocuments, type CompiledCelPolicies } from './compile-policies.ts';
export { RULE_NAME as CEL_RULE_NAME } from './environment.ts';
export { celEditsBetween } from './edits.ts';
export { admissionBindings } from './bindings.ts';
export { compileChecked, type Strictness } from './checked-expression.ts';
export { judgeConditions, shownConditions, unmetOf, type JudgedCondition } from './conditions.ts';
export { RULE_NAME, type PlacedTrouble } from './environment.ts';
export type { CompiledExpression } from './expressions.ts';
export { namedList, readNamedExpressions } from './read-lists.ts';
export { evaluateCelText, readCelPolicy, type FoundCelPolicy } from './evaluate-text.ts';
