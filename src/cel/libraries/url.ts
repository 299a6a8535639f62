// Kubernetes' URLs. What a URL is and what it consists of is known to src/values.
//
// Source  Kubernetes, CEL library `url`.
import { textSteps } from '../cost.ts';
import { parseRequestUrl, type RequestUrl } from '../../values/index.ts';
import { invalid } from '../failure.ts';
import { anyAt, functionOverload, methodOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import { BOOL, listOf, mapOf, opaque, STRING, type Type } from '../type.ts';
import { CelMap, CelObject, type CelResult } from '../value.ts';

const URL_TYPE = opaque('kubernetes.URL');

/** A URL. */
export class CelUrl extends CelObject {
  readonly type = URL_TYPE;
  readonly text: string;
  readonly parts: RequestUrl;

  constructor(text: string, parts: RequestUrl) {
    super();
    this.text = text;
    this.parts = parts;
  }

  equals(other: CelObject): boolean {
    return other instanceof CelUrl && normalForm(other) === normalForm(this);
  }
}

/** URLs are equal that are written alike, but for the case of the scheme and how the path is escaped. */
function normalForm({ text, parts }: CelUrl): string {
  const mark = text.indexOf('?');
  const query = mark < 0 ? '' : text.slice(mark);
  const place = mark < 0 ? text : text.slice(0, mark);
  if (parts.escapedPath === '') return place.replace(/^[^:]*:/, `${parts.scheme}:`) + query;
  const user = /^[^/?]*:\/\/(?:([^/?]*)@)?/.exec(place)?.[1] ?? '';
  return JSON.stringify([parts.scheme, user, parts.host, parts.escapedPath, query]);
}

function getter(name: string, result: Type, read: (parts: RequestUrl) => CelResult): Overload {
  return methodOverload(name, [URL_TYPE], result, (args) => {
    const value = anyAt(args, 0);
    return value instanceof CelUrl ? read(value.parts) : noSuchOverload(name);
  });
}

function parsing(
  name: string,
  result: Type,
  read: (text: string, parts: RequestUrl | undefined) => CelResult,
): Overload {
  return functionOverload(name, [STRING], result, (args, run) => {
    const text = textAt(args, 0);
    return run.spend(textSteps(text.length)) ?? read(text, parseRequestUrl(text));
  });
}

/** The functions of URLs. */
export const URL_LIBRARY: readonly Overload[] = [
  parsing('url', URL_TYPE, (text, parts) =>
    parts === undefined ? invalid('the text is neither an absolute URL nor an absolute path') : new CelUrl(text, parts),
  ),
  parsing('isURL', BOOL, (_, parts) => parts !== undefined),
  getter('getScheme', STRING, (parts) => parts.scheme),
  getter('getHost', STRING, (parts) => parts.host),
  getter('getHostname', STRING, (parts) => parts.hostname),
  getter('getPort', STRING, (parts) => parts.port),
  getter('getEscapedPath', STRING, (parts) => parts.escapedPath),
  getter('getQuery', mapOf(STRING, listOf(STRING)), (parts) => CelMap.ofFields(parts.query)),
];
