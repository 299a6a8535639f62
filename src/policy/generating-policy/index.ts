// Entry of generating-policy/: policies in CEL and their exceptions in, rules and what is wrong with them out.
export { compileCelPolicies, type CelDocuments, type CompiledCelPolicies } from './compile-policies.ts';
export { RULE_NAME as CEL_RULE_NAME } from './environment.ts';
export { celEditsBetween } from './edits.ts';
