// How names and places are written in Markdown.
import { digits } from '../../model/digits.ts';
import { code, codeCell, cut, inline } from './escape.ts';

/** No name of Kubernetes is longer than 253; what is comes from somebody who wants to be a nuisance. */
const MOST_OF_NAME = 260;
const MOST_OF_SENTENCE = 600;

/** A name as code; '' stays ''. */
export function named(name: string): string {
  return code(cut(name, MOST_OF_NAME));
}

/** A name for a cell of a table. */
export function namedCell(name: string): string {
  return codeCell(cut(name, MOST_OF_NAME));
}

/** A sentence, cut where it is no sentence any more. */
export function sentence(text: string): string {
  return cut(text, MOST_OF_SENTENCE);
}

/** A word of others among ours, such as a kind. */
export function word(text: string): string {
  return inline(cut(text, MOST_OF_NAME));
}

/** `policies/a.yaml` line 14, as code and not as a link: which state it is meant in is for the reader to know. */
export function placeOf(at: { readonly file: string; readonly line?: number | undefined }): string {
  return `${named(at.file)}${at.line === undefined ? '' : ` line ${digits(at.line)}`}`;
}

/** `tenants/quota`; one of the two where the other is not known. */
export function ruleOf({ policy = '', rule = '' }: { readonly policy?: string; readonly rule?: string }): string {
  return [policy, rule].filter((name) => name !== '').join('/');
}
