// The entry of the package of Kyverno's CEL: expressions and templates, the environments they are compiled in, and their values.
export { MAX_EVALUATION_DEPTH } from './depth.ts';
export { compileCel, type CelCompiled, type CelProgram } from './expression.ts';
export { CelFailure, type CelFailureCode, type Span } from './failure.ts';
export {
  admissionEnvironment,
  generatingEnvironment,
  HTTP_REFUSED,
  libraryValues,
  type CelEnvironments,
  type PolicyScope,
} from './libraries/index.ts';
export {
  CelRun,
  DEFAULT_CEL_LIMITS,
  type CelHost,
  type CelHttpRequest,
  type CelLimits,
  type HostAnswer,
  type ResourceAddress,
} from './run.ts';
export { typeName } from './runtime-type.ts';
export { compileTemplate, type CelTemplate } from './policy-template.ts';
export { toJson } from './text-of.ts';
export { printType, type Type } from './type.ts';
export { CelMap, CelOptional, CelTimestamp, fromJson, type CelJson, type CelResult, type CelValue } from './value.ts';
