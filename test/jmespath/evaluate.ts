// What the tests of this folder share: compiling and evaluating in one step.

import type { Capabilities, ExpressionError, JmesValue } from '../../src/jmespath/index.ts';
import { compileExpression, isExpressionError } from '../../src/jmespath/index.ts';

/** The value of `text` for `input`, or the first error. */
export function evaluate(text: string, input: JmesValue, capabilities?: Capabilities): JmesValue | ExpressionError {
  const compiled = compileExpression(text);
  return isExpressionError(compiled) ? compiled : compiled.evaluate(input, capabilities);
}

/** The code of the error `text` ends in, or its value where it does not. */
export function codeOf(text: string, input: JmesValue, capabilities?: Capabilities): unknown {
  const result = evaluate(text, input, capabilities);
  return isExpressionError(result) ? result.code : { value: result };
}
