// Calls a function: checks number and types of the arguments before, and the size of the result after.

import type { ExpressionError, ExpressionErrorCode, Span } from '../expression-error.ts';
import { expressionError, isExpressionError } from '../expression-error.ts';
import type { Run } from '../run.ts';
import { checkLength, checkSize, takeSteps } from '../run.ts';
import type { JmesValue } from '../value.ts';
import { isList, isObject, kindOf } from '../value.ts';
import type { Argument, FunctionDefinition, ParameterType } from './definition.ts';
import { Reference } from './definition.ts';

/** The result of a call of `definition`, whose text in the expression is `text`. */
export function callFunction(
  definition: FunctionDefinition,
  args: readonly Argument[],
  site: { readonly run: Run; readonly span: Span; readonly text: string },
): JmesValue | ExpressionError {
  const fail = (code: ExpressionErrorCode, message: string) =>
    expressionError(code, `${definition.name}: ${message}`, site.span);
  const wrong = checkArguments(definition, args, fail);
  if (wrong !== undefined) return wrong;
  const spend = (steps: number) => takeSteps(site.run, steps, site.span);
  const result = definition.call(args, { run: site.run, text: site.text, fail, spend });
  return isExpressionError(result) || definition.selects === true ? result : checkResult(result, site, fail);
}

type Fail = (code: ExpressionErrorCode, message: string) => ExpressionError;

function checkArguments(definition: FunctionDefinition, args: readonly Argument[], fail: Fail) {
  const { parameters, variadic = false } = definition;
  const enough = variadic ? args.length >= parameters.length : args.length === parameters.length;
  if (!enough) {
    const wanted = `${variadic ? 'at least ' : ''}${parameters.length}`;
    return fail('argument-count', `takes ${wanted} arguments, not ${args.length}`);
  }
  for (const [index, argument] of args.entries()) {
    const types = parameters[Math.min(index, parameters.length - 1)] ?? [];
    if (!types.some((type) => hasType(argument, type))) {
      return fail('argument-type', `argument ${index + 1} is ${describe(argument)}, not ${types.join(' or ')}`);
    }
  }
  return undefined;
}

function describe(argument: Argument): string {
  return argument instanceof Reference ? 'an expression' : `of type ${kindOf(argument)}`;
}

function hasType(argument: Argument, type: ParameterType): boolean {
  if (argument instanceof Reference) return type === 'expression';
  switch (type) {
    case 'any':
      return true;
    case 'string':
      return typeof argument === 'string';
    case 'number':
      return typeof argument === 'number' || typeof argument === 'bigint';
    case 'object':
      return isObject(argument);
    case 'array':
      return isList(argument);
    case 'texts':
      return isList(argument) && argument.every((item) => typeof item === 'string');
    case 'numbers':
      return isList(argument) && argument.every((item) => kindOf(item) === 'number');
    case 'sortable':
      return hasType(argument, 'texts') || hasType(argument, 'numbers');
    case 'expression':
      return false;
  }
}

/** No number that JSON has no text for, nothing larger than the limits. */
function checkResult(
  result: JmesValue,
  site: { readonly run: Run; readonly span: Span },
  fail: Fail,
): JmesValue | ExpressionError {
  if (typeof result === 'number') {
    if (Number.isFinite(result)) return Object.is(result, -0) ? 0 : result;
    return fail('invalid-value', 'the result is not a finite number');
  }
  if (typeof result === 'string') return checkLength(site.run, result.length, site.span) ?? result;
  if (typeof result === 'object') return checkSize(site.run, result, site.span) ?? result;
  return result;
}
