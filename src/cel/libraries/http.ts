// `http`: what services answer. Whether any can be asked is left to the host.
import { CelFailure } from '../failure.ts';
import { anyAt, mapAt, methodOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import type { CelHttpRequest, CelRun } from '../run.ts';
import { toJson } from '../text-of.ts';
import { ANY, mapOf, opaque, STRING, type Type } from '../type.ts';
import { CelObject, type CelResult, type CelValue } from '../value.ts';
import { ask, type Question } from './host-answer.ts';
import { inBothSpellings } from './spelling.ts';
import { textsOf } from './texts-of.ts';

/** The type of the variable `http`, and of what `client` gives. */
export const HTTP_TYPE = opaque('http.Context');

/** The variable `http`, or the same with certificates of its own. */
export class HttpLibrary extends CelObject {
  readonly type = HTTP_TYPE;
  /** PEM certificates; `''` where there are none. */
  readonly caBundle: string;

  constructor(caBundle = '') {
    super();
    this.caBundle = caBundle;
  }

  equals(other: CelObject): boolean {
    return other instanceof HttpLibrary && other.caBundle === this.caBundle;
  }
}

/** The value of the variable `http`. */
export const HTTP_VALUE = new HttpLibrary();

const CALLING: Question = { steps: 1000, code: 'unavailable', missing: 'http calls are not available' };
const HEADERS = mapOf(STRING, STRING);

/** What a call has beside the URL, in this order. */
type Extra = 'body' | 'headers';

function requestOf(args: readonly CelValue[], extras: readonly Extra[], run: CelRun): CelHttpRequest | CelFailure {
  const library = anyAt(args, 0);
  if (!(library instanceof HttpLibrary)) return noSuchOverload('http');
  const hasBody = extras[0] === 'body';
  const body = hasBody ? toJson(anyAt(args, 2), run) : undefined;
  if (body instanceof CelFailure) return body;
  const headers = extras.includes('headers')
    ? textsOf(mapAt(args, extras.length + 1), 'http')
    : new Map<string, string>();
  if (headers instanceof CelFailure) return headers;
  return {
    method: hasBody ? 'POST' : 'GET',
    url: textAt(args, 1),
    headers,
    ...(body !== undefined && { body }),
    ...(library.caBundle !== '' && { caBundle: library.caBundle }),
  };
}

function call(name: string, extras: readonly Extra[]): Overload {
  const types: readonly Type[] = extras.map((extra) => (extra === 'body' ? ANY : HEADERS));
  return methodOverload(name, [HTTP_TYPE, STRING, ...types], ANY, (args, run): CelResult => {
    const request = requestOf(args, extras, run);
    if (request instanceof CelFailure) return request;
    return ask(run, CALLING, (host) => host.http?.(request));
  });
}

/** The methods of `http`. */
export const HTTP: readonly Overload[] = inBothSpellings([
  call('get', []),
  call('get', ['headers']),
  call('post', ['body']),
  call('post', ['body', 'headers']),
  methodOverload('client', [HTTP_TYPE, STRING], HTTP_TYPE, (args) => new HttpLibrary(textAt(args, 1))),
]);
