// Functions over texts: comparing, replacing, splitting, regular expressions, encodings, digests.
// The grammars of those texts are left to the values package.

import type { ExpressionError } from '../expression-error.ts';
import {
  compareText,
  compilePattern,
  decodeBase64,
  digest,
  encodeBase64,
  equalFold,
  lowerCase,
  matchesWildcard,
  parseVersion,
  parseVersionRange,
  printShortFloat,
  upperCase,
  versionInRange,
  ZERO_VERSION,
} from '../../values/index.ts';
import type { Pattern } from '../../values/index.ts';
import type { JmesValue } from '../value.ts';
import type { Argument, CallContext, FunctionDefinition, ParameterType } from './definition.ts';
import { anyAt, numberAt, textAt } from './definition.ts';

type Result = JmesValue | ExpressionError;

const TEXT: readonly ParameterType[] = ['string'];
const TEXT_OR_NUMBER: readonly ParameterType[] = ['string', 'number'];

/** A text, or a number as one. */
function looseTextAt(args: readonly Argument[], index: number): string {
  const value = anyAt(args, index);
  return typeof value === 'string' ? value : printShortFloat(numberAt(args, index));
}

/** Replaces the first `limit` occurrences (all when negative); an empty `old` stands before, between and after the characters. */
function replace(text: string, old: string, put: string, limit: number, context: CallContext): Result {
  const parts = old === '' ? ['', ...Array.from(text), ''] : text.split(old);
  const count = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
  if (text.length + count * (put.length - old.length) > context.run.limits.outputSize) {
    return context.fail('limit', 'the result is too large');
  }
  const head = parts.slice(0, count + 1).join(put);
  const tail = parts.slice(count + 1);
  return tail.length === 0 ? head : head + old + tail.join(old);
}

/** Up to this size an engine has every position of the expression at hand, and a character costs next to nothing. */
const SMALL_PATTERN = 64;

/** The steps of a character that may be a match to replace. */
const REPLACED_CHARACTER = 40;

/** Compiles the first argument for work on the second, `perCharacter` being what the work itself costs. */
function withPattern(
  args: readonly Argument[],
  context: CallContext,
  perCharacter: number,
  work: (pattern: Pattern) => JmesValue,
): Result {
  const pattern = compilePattern(looseTextAt(args, 0));
  if ('problem' in pattern) return context.fail('invalid-value', pattern.problem);
  const { size } = pattern;
  const search = size <= SMALL_PATTERN ? size / 8 : size;
  const steps = size + looseTextAt(args, 1).length * (search + perCharacter);
  return context.spend(Math.ceil(steps)) ?? work(pattern);
}

function split(text: string, separator: string): readonly string[] {
  return separator === '' ? Array.from(text) : text.split(separator);
}

/** `set` is a set of characters, not a text. */
function trim(text: string, set: string): string {
  const removed = new Set(set);
  const characters = Array.from(text);
  const kept = (character: string) => !removed.has(character);
  const first = characters.findIndex(kept);
  return first < 0 ? '' : characters.slice(first, characters.findLastIndex(kept) + 1).join('');
}

function truncate(text: string, length: number): string {
  const count = Math.trunc(length);
  return count <= 0 ? '' : Array.from(text).slice(0, count).join('');
}

function toBoolean(text: string, context: CallContext): Result {
  const lower = lowerCase(text);
  if (lower === 'true' || lower === 'false') return lower === 'true';
  return context.fail('invalid-value', 'the text is neither true nor false');
}

/** As a path is cleaned lexically: no `//`, `.`, inner `..` or trailing `/`. */
function canonicalPath(path: string): string {
  if (path === '') return '';
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push(part);
  }
  const clean = parts.join('/');
  return rooted ? `/${clean}` : clean === '' ? '.' : clean;
}

function semverCompare(args: readonly Argument[], context: CallContext): Result {
  const range = parseVersionRange(textAt(args, 1));
  if (range === undefined) return context.fail('invalid-value', 'argument 2 is no range of versions');
  return versionInRange(parseVersion(textAt(args, 0)) ?? ZERO_VERSION, range);
}

function base64Decode(args: readonly Argument[], context: CallContext): Result {
  return decodeBase64(textAt(args, 0)) ?? context.fail('invalid-value', 'the text is not padded base64');
}

/** Functions over texts. */
export const TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'base64_decode',
    parameters: [TEXT],
    about: 'the text in padded standard base64',
    call: base64Decode,
  },
  {
    name: 'base64_encode',
    parameters: [TEXT],
    about: 'the standard base64 of a text',
    call: (args) => encodeBase64(textAt(args, 0)),
  },
  {
    name: 'compare',
    parameters: [TEXT, TEXT],
    about: '-1, 0 or 1 by the bytes of two texts',
    call: (args) => compareText(textAt(args, 0), textAt(args, 1)),
  },
  {
    name: 'ends_with',
    parameters: [TEXT, TEXT],
    about: 'whether a text ends with another',
    call: (args) => textAt(args, 0).endsWith(textAt(args, 1)),
  },
  {
    name: 'equal_fold',
    parameters: [TEXT, TEXT],
    about: 'whether two texts are equal but for upper and lower case',
    call: (args) => equalFold(textAt(args, 0), textAt(args, 1)),
  },
  {
    name: 'md5',
    parameters: [TEXT],
    about: 'the MD5 digest of a text',
    call: (args) => digest('md5', textAt(args, 0)),
  },
  {
    name: 'path_canonicalize',
    parameters: [TEXT],
    about: 'a path without //, ., .. and trailing /',
    call: (args) => canonicalPath(textAt(args, 0)),
  },
  {
    name: 'pattern_match',
    parameters: [TEXT, TEXT_OR_NUMBER],
    about: 'whether a text matches a pattern with * and ?',
    call: (args) => matchesWildcard(textAt(args, 0), looseTextAt(args, 1)),
  },
  {
    name: 'regex_match',
    parameters: [TEXT, TEXT_OR_NUMBER],
    about: 'whether a regular expression is found in a text',
    call: (args, context) => withPattern(args, context, 0, (pattern) => pattern.matches(looseTextAt(args, 1))),
  },
  {
    name: 'regex_replace_all',
    parameters: [TEXT, TEXT_OR_NUMBER, TEXT_OR_NUMBER],
    about: 'a text with the matches of a regular expression replaced, $1 and $name standing for groups',
    call: (args, context) =>
      withPattern(args, context, REPLACED_CHARACTER, (pattern) =>
        pattern.replaceAll(looseTextAt(args, 1), looseTextAt(args, 2)),
      ),
  },
  {
    name: 'regex_replace_all_literal',
    parameters: [TEXT, TEXT_OR_NUMBER, TEXT_OR_NUMBER],
    about: 'a text with the matches of a regular expression replaced by a text as it is',
    call: (args, context) =>
      withPattern(args, context, REPLACED_CHARACTER, (pattern) =>
        pattern.replaceAllLiteral(looseTextAt(args, 1), looseTextAt(args, 2)),
      ),
  },
  {
    name: 'replace',
    parameters: [TEXT, TEXT, TEXT, ['number']],
    about: 'a text with the first so many occurrences of another replaced, all when negative',
    call: (args, context) =>
      replace(textAt(args, 0), textAt(args, 1), textAt(args, 2), Math.trunc(numberAt(args, 3)), context),
  },
  {
    name: 'replace_all',
    parameters: [TEXT, TEXT, TEXT],
    about: 'a text with all occurrences of another replaced',
    call: (args, context) => replace(textAt(args, 0), textAt(args, 1), textAt(args, 2), -1, context),
  },
  {
    name: 'semver_compare',
    parameters: [TEXT, TEXT],
    about: 'whether a semantic version lies in a range',
    call: semverCompare,
  },
  {
    name: 'sha1',
    parameters: [TEXT],
    about: 'the SHA-1 digest of a text',
    call: (args) => digest('sha1', textAt(args, 0)),
  },
  {
    name: 'sha256',
    parameters: [TEXT],
    about: 'the SHA-256 digest of a text',
    call: (args) => digest('sha256', textAt(args, 0)),
  },
  {
    name: 'split',
    parameters: [TEXT, TEXT],
    about: 'the parts of a text between a separator, its characters when that is empty',
    call: (args) => split(textAt(args, 0), textAt(args, 1)),
  },
  {
    name: 'starts_with',
    parameters: [TEXT, TEXT],
    about: 'whether a text starts with another',
    call: (args) => textAt(args, 0).startsWith(textAt(args, 1)),
  },
  {
    name: 'to_boolean',
    parameters: [TEXT],
    about: 'the boolean written in a text',
    call: (args, context) => toBoolean(textAt(args, 0), context),
  },
  {
    name: 'to_lower',
    parameters: [TEXT],
    about: 'a text in lower case',
    call: (args) => lowerCase(textAt(args, 0)),
  },
  {
    name: 'to_upper',
    parameters: [TEXT],
    about: 'a text in upper case',
    call: (args) => upperCase(textAt(args, 0)),
  },
  {
    name: 'trim',
    parameters: [TEXT, TEXT],
    about: 'a text without the characters of a set at both ends',
    call: (args) => trim(textAt(args, 0), textAt(args, 1)),
  },
  {
    name: 'trim_prefix',
    parameters: [TEXT, TEXT],
    about: 'a text without a prefix',
    call: (args) => {
      const text = textAt(args, 0);
      const prefix = textAt(args, 1);
      return text.startsWith(prefix) ? text.slice(prefix.length) : text;
    },
  },
  {
    name: 'truncate',
    parameters: [TEXT, ['number']],
    about: 'the first so many characters of a text',
    call: (args) => truncate(textAt(args, 0), numberAt(args, 1)),
  },
];
