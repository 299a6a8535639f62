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
  unsupported('image_normalize', 1),
  unsupported('is_external_url', 1),
  unsupported('random', 1),
  unsupported('time_add', 2),
  unsupported('time_after', 2),
  unsupported('time_before', 2),
  unsupported('time_between', 3),
  unsupported('time_diff', 2),
  unsupported('time_now', 0),
  unsupported('time_now_utc', 0),
  unsupported('time_parse', 2),
  unsupported('time_since', 3),
  unsupported('time_to_cron', 1),
  unsupported('time_truncate', 2),
  unsupported('time_utc', 1),
  unsupported('x509_decode', 1),
];
