// How inputs are named where people or programs read them: never with credentials (pure).
import { isGitAddress, parseGitAddress } from './address.ts';

/** The input as it may be shown: an address without what stands before the host; of one that cannot be read, hardly anything. */
export function shownInput(input: string): string {
  if (!isGitAddress(input)) return input;
  const parsed = parseGitAddress(input);
  if ('address' in parsed) return parsed.address.shown;
  // Where the parts are not known, whatever stands before an @ may be a credential.
  return /^[!-?A-~]*$/.test(input) ? input : `${/^git\+(?:[\w-]+(?:::|:\/\/))?/.exec(input)?.[0] ?? ''}…`;
}

/**
 * What a program said, without the credentials that it was given, whether written plainly or percent-encoded; whatever stands before a
 * host is left out too.
 */
export function withoutCredentials(text: string, secrets: readonly (string | undefined)[]): string {
  const forms = secrets
    .flatMap((secret) =>
      secret === undefined || secret === '' ? [] : [secret, encodeURIComponent(secret), encodeURI(secret)],
    )
    .sort((a, b) => b.length - a.length);
  const hidden = forms.reduce((left, form) => left.replaceAll(whole(form), HIDDEN), text);
  return hidden.replaceAll(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^/\s'"]*@/gi, '$1');
}

/** A very short one is hidden where it stands alone: gaps in words would tell what it is. */
function whole(form: string): RegExp | string {
  if (form.length > 3) return form;
  const literal = form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${literal}(?![\p{L}\p{N}])`, 'gu');
}

const HIDDEN = '‹hidden›';
