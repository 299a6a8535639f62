// Functions over image references and URLs. Nothing is looked up: a host name is an error, not a question to a network.

import { parseImage, printImage, urlReach } from '../../values/index.ts';
import type { ExpressionError } from '../expression-error.ts';
import type { JmesValue } from '../value.ts';
import type { Argument, CallContext, FunctionDefinition } from './definition.ts';
import { textAt } from './definition.ts';

function isExternalUrl(args: readonly Argument[], context: CallContext): JmesValue | ExpressionError {
  const reach = urlReach(textAt(args, 0));
  if (reach === 'invalid') return context.fail('invalid-value', 'the text is no URL with a host');
  if (reach === 'name') return context.fail('invalid-value', 'the host is a name, and names are not resolved here');
  return reach === 'external';
}

function normalizeImage(args: readonly Argument[], context: CallContext): JmesValue | ExpressionError {
  const image = parseImage(textAt(args, 0));
  return image === undefined ? context.fail('invalid-value', 'the text is no image reference') : printImage(image);
}

/** Functions over image references and URLs. */
export const PLACE_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'image_normalize',
    parameters: [['string']],
    about: 'an image reference with registry and tag filled in',
    call: normalizeImage,
  },
  {
    name: 'is_external_url',
    parameters: [['string']],
    about: 'whether the address in a URL is neither loopback nor private',
    call: isExternalUrl,
  },
];
