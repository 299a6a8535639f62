// Takes credentials out of texts that go to people: what Git and servers say quotes addresses and headers as they are configured. Pure.
import type { Environment } from '../../model/environment.ts';

/** A Git setting, its key in the form `section.subsection.key`. */
type Setting = readonly [key: string, value: string];

const HIDDEN = '***';
// Shorter ones stand in ordinary words: hiding each of their places would rather tell what they are.
const SHORTEST_WORD = 4;
const SHORTEST_NAME = 8;
/** Beside a password, the name is a name, unless it is as long as only tokens are: some forges take a token there. */
const SHORTEST_TOKEN = 20;

const TOKENS = ['GITHUB_TOKEN', 'GH_TOKEN', 'GITLAB_TOKEN', 'CI_JOB_TOKEN'];
const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/** Variables that may hold credentials, as settings: hooks and helpers are given them, and may say them. */
export function variablesWithCredentials(env: Environment): readonly Setting[] {
  const tokens = TOKENS.filter((name) => (env[name] ?? '').length >= SHORTEST_NAME);
  const ofTokens = tokens.map((name): Setting => [`http.${name}.extraheader`, env[name] ?? '']);
  return [...ofTokens, ...PROXIES.map((name): Setting => [name, env[name] ?? ''])];
}

/** An address for people: no user information, nothing behind '?' or '#'. `git@host:path` has no room for a password and stays. */
export function shownAddress(address: string): string {
  return withoutUserinfo(address)
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^?#]*)[?#].*$/isu, '$1')
    .replace(/\p{Cc}/gu, '');
}

/**
 * A function that takes credentials out of a text: those of every address in it, and word for word those that Git's settings hold (in
 * addresses, also of `insteadOf`, and in headers), as they stand there, percent-decoded, and out of their base64.
 */
export function credentialScrubber(settings: readonly Setting[]): (text: string) => string {
  const plain = settings.flatMap(secretsOf);
  const secrets = [...new Set([...plain, ...plain.map(inBase64)])].filter((secret) => secret !== '');
  // A secret that holds another one goes first.
  secrets.sort((a, b) => b.length - a.length);
  return (text) => {
    const hidden = secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
    return hidden
      .replaceAll(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/'"<>]*@/giu, '$1')
      .replaceAll(/([a-z][a-z0-9+.-]{0,20}:\/\/[^\s?#'"<>]*)\?[^\s'"<>]*/giu, `$1?${HIDDEN}`)
      .replaceAll(/\b((?:proxy-)?authorization: *)(?:(?:basic|bearer|token) +)?[^\s'"]+/giu, `$1${HIDDEN}`);
  };
}

/** As it is sent: what servers quote of a header they could not accept. A short word in Base64 would be a part of others. */
function inBase64(secret: string): string {
  return secret.includes(':') ? Buffer.from(secret).toString('base64') : '';
}

function secretsOf([key, value]: Setting): readonly string[] {
  const header = /\.extraheader$/iu.test(key) ? secretsOfHeader(value) : [];
  return [...header, ...secretsOfAddresses(value), ...secretsOfAddresses(key)];
}

function secretsOfHeader(header: string): readonly string[] {
  const word = header.trim().split(/\s+/u).at(-1) ?? '';
  const plain = Buffer.from(word, 'base64').toString('utf8');
  const password = /^[^:\p{Cc}]*:(.+)$/u.exec(plain)?.[1];
  const decoded = password === undefined ? [] : [plain, password];
  return [header, word, ...decoded].filter((secret) => secret.length >= SHORTEST_WORD);
}

function secretsOfAddresses(text: string): readonly string[] {
  const userinfo = userinfoOf(text);
  if (userinfo === undefined) return [];
  const colon = userinfo.indexOf(':');
  const password = userinfo.slice(colon + 1);
  if (colon >= 0) {
    const name = userinfo.slice(0, colon);
    const names = [name, decoded(name)].filter((secret) => secret.length >= SHORTEST_TOKEN);
    const long = [password, decoded(password)].filter((secret) => secret.length >= SHORTEST_WORD);
    return [userinfo, decoded(userinfo), ...names, ...long];
  }
  // A name alone is a token where it is long; of ssh it is only a name.
  const isToken = userinfo.length >= SHORTEST_NAME && !/(?:^|\+)ssh:\/\//iu.test(text);
  return isToken ? [userinfo, decoded(userinfo)] : [];
}

/** What stands before the '@' of an address. A password may hold a '/' that nobody encoded: then the port is none. */
function userinfoOf(text: string): string | undefined {
  const rest = /[a-z][a-z0-9+.-]*:\/\/(.*)$/isu.exec(text)?.[1];
  if (rest === undefined) return undefined;
  const authority = /^[^/?#]*/u.exec(rest)?.[0] ?? '';
  const end = authority.lastIndexOf('@');
  if (end >= 0) return rest.slice(0, end);
  const strange = /:\d*[^\d\]:][^:]*$/u.test(authority) && !authority.includes('[');
  const late = strange ? rest.lastIndexOf('@') : -1;
  return late < 0 ? undefined : rest.slice(0, late);
}

function withoutUserinfo(address: string): string {
  const userinfo = userinfoOf(address);
  return userinfo === undefined ? address : address.replace(`://${userinfo}@`, () => '://');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
