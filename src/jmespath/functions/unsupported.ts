// Functions the language has and this package does not build: a call says so instead of yielding a wrong value.

import type { FunctionDefinition } from './definition.ts';

function unsupported(name: string, count: number): FunctionDefinition {
  return {
    name,
    parameters: Array.from({ length: count }, () => ['any'] as const),
    about: 'not supported',
    call: (_args, context) => context.fail('unsupported-function', `the function ${name} is not supported`),
  };
}

/** Known to the language, not built. */
export const UNSUPPORTED_FUNCTIONS: readonly FunctionDefinition[] = [
  unsupported('random', 1),
  unsupported('x509_decode', 1),
];
