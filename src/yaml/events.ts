// The one place that knows js-yaml: it turns a text into parser events with offsets, and its exceptions into problems.
// What the events mean (values, tags, aliases, duplicates) is for compose.ts.
import { CHOMPING_MODE, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { Event, ScalarEvent } from 'js-yaml';
import type { YamlProblemCode } from './value.ts';
import type { ScalarStyle, WrittenScalar } from './written-scalar.ts';

/** An anchor and a tag in front of a node, as written; undefined where there is none. */
export interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

/** One step through a document, in reading order; `at` is an offset, and collections end with `end`. */
export type ReaderEvent =
  | { readonly kind: 'document'; readonly tagHandles: ReadonlyMap<string, string> }
  | ({ readonly kind: 'list' | 'map'; readonly at: number } & Properties)
  | ({ readonly kind: 'scalar'; readonly at: number; readonly absent: boolean; readonly scalar: Scalar } & Properties)
  | { readonly kind: 'alias'; readonly at: number; readonly anchor: string }
  | { readonly kind: 'end' };

/**
 * A scalar's decoded text, whether it is plain, the quotes around it, and its source where escapes need a second look. What was
 * `read` is for `writtenScalar`.
 */
export interface Scalar {
  readonly text: string;
  readonly read: ScalarEvent;
  readonly plain: boolean;
  readonly quote: '"' | "'" | '';
  readonly escapes: string;
}

/** Trouble at an offset of the text, before it gets line and column. */
export interface Trouble {
  readonly code: YamlProblemCode;
  readonly message: string;
  readonly help?: string;
  readonly at: number;
  readonly also?: number;
}

/** Whether a last line without a line break is read as if it had one: the lines of files do, a text by itself does not. */
export type LastLine = 'ended' | 'as-written';

/** A reader of the events of `text` one after the other, or what keeps it from being read. */
export function readEvents(
  text: string,
  maxDepth: number,
  lastLine: LastLine,
): { next: () => ReaderEvent | undefined } | Trouble {
  try {
    // A leaf takes two steps of its depth count beyond the collections around it.
    const events = parseEvents(text, { maxDepth: maxDepth + 2 });
    let index = 0;
    let last = 0;
    return {
      next(): ReaderEvent | undefined {
        const event = events[index];
        index += 1;
        if (event === undefined) return undefined;
        const read = translate({ text, lastLine }, event, last);
        if ('at' in read) last = read.at;
        return read;
      },
    };
  } catch (error) {
    if (error instanceof YAMLException) return troubleOf(error, maxDepth);
    throw error;
  }
}

interface Given {
  readonly text: string;
  readonly lastLine: LastLine;
}

function translate(given: Given, event: Event, last: number): ReaderEvent {
  const { text } = given;
  switch (event.type) {
    case EVENT_ID.DOCUMENT: {
      const handles = event.directives.flatMap((directive): [string, string][] =>
        directive.kind === 'tag' ? [[directive.handle, directive.prefix]] : [],
      );
      return { kind: 'document', tagHandles: new Map(handles) };
    }
    case EVENT_ID.SEQUENCE:
      return { kind: 'list', at: event.start, ...properties(text, event) };
    case EVENT_ID.MAPPING:
      return { kind: 'map', at: event.start, ...properties(text, event) };
    case EVENT_ID.SCALAR:
      return translateScalar(given, event, last);
    case EVENT_ID.ALIAS:
      return { kind: 'alias', at: event.anchorStart - 1, anchor: text.slice(event.anchorStart, event.anchorEnd) };
    case EVENT_ID.POP:
      return { kind: 'end' };
  }
}

const STYLES: ReadonlyMap<number, ScalarStyle> = new Map<number, ScalarStyle>([
  [SCALAR_STYLE.PLAIN, 'plain'],
  [SCALAR_STYLE.SINGLE_QUOTED, 'single'],
  [SCALAR_STYLE.DOUBLE_QUOTED, 'double'],
  [SCALAR_STYLE.LITERAL_BLOCK, 'literal'],
  [SCALAR_STYLE.FOLDED_BLOCK, 'folded'],
]);

function translateScalar(given: Given, event: ScalarEvent, last: number): ReaderEvent {
  const { text } = given;
  const named = properties(text, event);
  const absent = event.valueStart < 0;
  const written = absent ? last : event.valueStart;
  const quote = quoteOf(event);
  const escaped = quote === '"' && !event.fast;
  const scalar: Scalar = {
    text: valueOf(given, event),
    read: event,
    plain: event.style === SCALAR_STYLE.PLAIN,
    quote,
    escapes: escaped ? text.slice(event.valueStart, event.valueEnd) : '',
  };
  const property = absent ? Math.max(event.anchorStart - 1, event.tagStart) : -1;
  return {
    kind: 'scalar',
    at: property >= 0 ? property : quote === '' ? written : written - 1,
    absent,
    scalar,
    ...named,
  };
}

function quoteOf(event: ScalarEvent): Scalar['quote'] {
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED) return '"';
  return event.style === SCALAR_STYLE.SINGLE_QUOTED ? "'" : '';
}

/** Where the scalar's text is written; undefined where there is none. Made when asked for, since texts have many scalars. */
export function writtenScalar({ read }: Scalar): WrittenScalar | undefined {
  const { valueStart: start, valueEnd: end, style, indent, chomping } = read;
  if (start < 0) return undefined;
  const { KEEP, STRIP } = CHOMPING_MODE;
  return {
    style: STYLES.get(style) ?? 'plain',
    start,
    end,
    indent,
    chomping: chomping === KEEP ? 'keep' : chomping === STRIP ? 'strip' : 'clip',
  };
}

/** js-yaml always ends the last line of a block. */
function valueOf({ text, lastLine }: Given, event: ScalarEvent): string {
  const value = getScalarValue(text, event);
  const block = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
  if (lastLine === 'ended' || !block || event.valueEnd <= event.valueStart || !value.endsWith('\n')) return value;
  return /[\n\r]/.test(text.charAt(event.valueEnd - 1)) ? value : value.slice(0, -1);
}

function properties(text: string, event: { anchorStart: number; anchorEnd: number; tagStart: number; tagEnd: number }) {
  return {
    anchor: event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd),
    tag: event.tagStart < 0 ? undefined : text.slice(event.tagStart, event.tagEnd),
  };
}

function troubleOf(error: YAMLException, maxDepth: number): Trouble {
  const at = error.mark?.position ?? 0;
  if (error.reason.startsWith('nesting exceeded')) return depthTrouble(at, maxDepth);
  // What follows a colon or a quote is copied from the text, where a password that starts with `!` looks like a tag.
  const reason = error.reason.replace(/(?:: | ").*$/s, '');
  const tabs = reason.includes('tab characters');
  return { code: 'syntax', message: reason, at, ...(tabs ? { help: 'indent with blanks' } : {}) };
}

/** The trouble of collections too deep inside one another. */
export function depthTrouble(at: number, maxDepth: number): Trouble {
  return { code: 'depth-limit', message: `nested more than ${maxDepth} deep (limit maxDepth)`, at };
}
