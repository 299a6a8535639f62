// Entry of policy/: documents in, rules and what is wrong with them out.
export { compilePolicies } from './compile.ts';
export {
  evaluateText,
  findRule,
  type Expressed,
  type ExpressionForm,
  type FoundPolicy,
  type RuleChoice,
} from './evaluate-text.ts';
export { DEFAULT_EVALUATION_LIMITS, type CompileOptions, type EvaluationLimits } from './options.ts';
export { CEL_RULE_NAME } from './generating-policy/index.ts';
export { aboutEdit, type ToldEdit } from './edits.ts';
export { validatePolicies, type Validated, type ValidateInput } from './validate.ts';
export {
  laidOver,
  mergedMaps,
  type SuppliedCall,
  type SuppliedContext,
  type SuppliedGlobal,
  type SuppliedParent,
  type SuppliedUser,
} from './supplied.ts';
