// Functions whose results are taken apart or drawn by the values package: certificates and random texts.
// A random text is drawn from the caller's seed and the call itself, so that it is the same in every run.

import { decodeCertificate, randomText } from '../../values/index.ts';
import type { ExpressionError } from '../expression-error.ts';
import type { JmesValue } from '../value.ts';
import type { Argument, CallContext, FunctionDefinition } from './definition.ts';
import { textAt } from './definition.ts';

function random(args: readonly Argument[], context: CallContext): JmesValue | ExpressionError {
  const { seed } = context.run.capabilities;
  if (seed === undefined) return context.fail('missing-capability', 'there is nothing to draw from here');
  const pattern = textAt(args, 0);
  const text = randomText(pattern, [seed, context.text, pattern].join('\0'));
  return typeof text === 'string' ? text : context.fail('invalid-value', text.problem);
}

function decode(args: readonly Argument[], context: CallContext): JmesValue | ExpressionError {
  const fields = decodeCertificate(textAt(args, 0));
  if ('problem' in fields && typeof fields.problem === 'string') return context.fail('invalid-value', fields.problem);
  return fields;
}

/** Certificates and random texts. */
export const DRAWN_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'random',
    parameters: [['string']],
    about: 'a text that matches a regular expression, the same in every run',
    call: random,
  },
  {
    name: 'x509_decode',
    parameters: [['string']],
    about: 'the fields of a PEM certificate or certificate request with an RSA key',
    call: decode,
  },
];
