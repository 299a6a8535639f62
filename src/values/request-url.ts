// URLs as a request names them: absolute ones and absolute paths, taken apart as Go does. A `#` is an ordinary character here. Where a URL
// leads is in address.ts.

/** The parts of a URL. */
export interface RequestUrl {
  /** Lower case, '' for a path alone. */
  readonly scheme: string;
  /** With its port, percent signs decoded. */
  readonly host: string;
  /** Without port and brackets. */
  readonly hostname: string;
  readonly port: string;
  readonly escapedPath: string;
  /** The values of each name of the query, in order; what cannot be decoded is left out. */
  readonly query: ReadonlyMap<string, readonly string[]>;
}

const USER = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
/** What a host is made of besides percent signs; anything beyond ASCII is fine. */
const HOST = /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]|[\u0080-\uffff])*$/;
const HOST_UNESCAPED = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>" ]/;
const ESCAPES = /%[0-9A-Fa-f]{2}/g;

/**
 * The parts of the URL, or undefined where it is none: neither an absolute URL nor an absolute path, or one with characters that may not
 * stand where they stand.
 *
 * Source  Go `net/url`, `ParseRequestURI`.
 */
export function parseRequestUrl(text: string): RequestUrl | undefined {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  if (text === '*') return build('', '', '*', '');
  if (text.startsWith(':')) return undefined;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
  const rest = scheme === undefined ? text : text.slice(scheme.length + 1);
  const mark = rest.indexOf('?');
  const place = mark < 0 ? rest : rest.slice(0, mark);
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  if (!place.startsWith('/')) return scheme === undefined ? undefined : build(scheme, '', '', query);
  if (scheme === undefined || !place.startsWith('//')) return build(scheme ?? '', '', place, query);
  const slash = place.indexOf('/', 2);
  const authority = slash < 0 ? place.slice(2) : place.slice(2, slash);
  return build(scheme, authority, slash < 0 ? '' : place.slice(slash), query);
}

function build(scheme: string, authority: string, path: string, query: string): RequestUrl | undefined {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : authority.slice(0, at);
  if (!USER.test(user) || decode(user) === undefined) return undefined;
  const host = parseHost(authority.slice(at + 1));
  const escapedPath = path === '*' ? '*' : escapePath(path);
  if (host === undefined || escapedPath === undefined) return undefined;
  return { scheme: scheme.toLowerCase(), host, ...splitPort(host), escapedPath, query: parseQuery(query) };
}

function parseHost(host: string): string | undefined {
  if (!host.startsWith('[')) {
    const colon = host.lastIndexOf(':');
    return colon >= 0 && !isPort(host.slice(colon)) ? undefined : decodeHost(host);
  }
  const close = host.lastIndexOf(']');
  if (close < 0 || !isPort(host.slice(close + 1))) return undefined;
  const zone = host.slice(0, close).indexOf('%25');
  if (zone < 0) return decodeHost(host);
  const parts = [decodeHost(host.slice(0, zone)), decodeZone(host.slice(zone, close)), decodeHost(host.slice(close))];
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** Nothing, or a colon and digits. */
function isPort(text: string): boolean {
  return /^(?::\d*)?$/.test(text);
}

/** In a host only bytes beyond ASCII, and a percent sign, may be escaped. */
function decodeHost(text: string): string | undefined {
  if (!HOST.test(text.replace(ESCAPES, ''))) return undefined;
  const odd = text.match(ESCAPES)?.some((escape) => parseInt(escape.slice(1), 16) < 0x80 && escape !== '%25');
  return odd === true ? undefined : decode(text);
}

function decodeZone(text: string): string | undefined {
  if (!HOST.test(text.replace(ESCAPES, ''))) return undefined;
  const odd = text
    .match(ESCAPES)
    ?.some((escape) => escape !== '%25' && !HOST_UNESCAPED.test(String.fromCharCode(parseInt(escape.slice(1), 16))));
  return odd === true ? undefined : decode(text);
}

/** The text with its percent escapes decoded, undefined for one that is none; bytes that are no UTF-8 become replacement characters. */
function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (text.replace(ESCAPES, '').includes('%')) return undefined;
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** The path as it is where it is well written, otherwise with all escaped that has to be. */
function escapePath(path: string): string | undefined {
  if (path.replace(ESCAPES, '').includes('%')) return undefined;
  if (/^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/.test(path)) return path;
  let escaped = '';
  for (const byte of pathBytes(path)) {
    const character = String.fromCharCode(byte);
    const plain = /[A-Za-z0-9\-_.~$&+,/:;=@]/.test(character);
    escaped += plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}

function pathBytes(path: string): readonly number[] {
  const parts = path.split(/(%[0-9A-Fa-f]{2})/);
  return parts.flatMap((part, index) => (index % 2 === 1 ? [parseInt(part.slice(1), 16)] : [...Buffer.from(part)]));
}

function splitPort(host: string): Pick<RequestUrl, 'hostname' | 'port'> {
  const colon = host.lastIndexOf(':');
  const split = colon >= 0 && isPort(host.slice(colon));
  const name = split ? host.slice(0, colon) : host;
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return { hostname: bare, port: split ? host.slice(colon + 1) : '' };
}

function parseQuery(text: string): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, string[]>();
  for (const pair of text.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const cut = pair.includes('=') ? pair.indexOf('=') : pair.length;
    const name = decode(pair.slice(0, cut).replaceAll('+', ' '));
    const value = decode(pair.slice(cut + 1).replaceAll('+', ' '));
    if (name === undefined || value === undefined) continue;
    const known = query.get(name);
    if (known === undefined) query.set(name, [value]);
    else known.push(value);
  }
  return query;
}
