// Cuts a text at its document marks and counts what the limits bound, before anything is parsed. A line that starts
// with `---` ends a document wherever it stands, so this needs no knowledge of what is around it.
import type { Trouble } from './events.ts';
import type { YamlLimits } from './value.ts';

/** A part of a text, from one document mark to the next. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
}

/** The limit of sizes or documents that `text` breaks, or undefined. */
export function findOversize(text: string, limits: YamlLimits): Trouble | undefined {
  if (text.length > limits.maxBytes || (text.length * 3 > limits.maxBytes && utf8Length(text) > limits.maxBytes)) {
    return { code: 'size-limit', message: `larger than ${limits.maxBytes} bytes (limit maxBytes)`, at: 0 };
  }
  return undefined;
}

/** The first line of `text` that is too long, or undefined. */
export function findLongLine(text: string, limits: YamlLimits): Trouble | undefined {
  if (text.length <= limits.maxLineLength) return undefined;
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    if (end - start > limits.maxLineLength) {
      const message = `a line of more than ${limits.maxLineLength} characters (limit maxLineLength)`;
      return { code: 'size-limit', message, at: start };
    }
    start = end + 1;
  }
  return undefined;
}

/**
 * The chunks of `text` in order, or the document limit it breaks.
 *
 * Shape  a text with directives is one chunk: they belong to the document whose mark follows them.
 */
export function splitDocuments(text: string, limits: YamlLimits): readonly Chunk[] | Trouble {
  if (text.startsWith('%') || text.includes('\n%') || text.includes('\r%')) return [{ start: 0, end: text.length }];
  const chunks: Chunk[] = [];
  let start = 0;
  for (const mark of documentMarks(text)) {
    if (mark > start) chunks.push({ start, end: mark });
    if (chunks.length > limits.maxDocuments) return documentTrouble(limits, start);
    start = mark;
  }
  chunks.push({ start, end: text.length });
  return chunks.length > limits.maxDocuments ? documentTrouble(limits, start) : chunks;
}

/** The trouble of too many documents in one text. */
export function documentTrouble(limits: YamlLimits, at: number): Trouble {
  return { code: 'document-limit', message: `more than ${limits.maxDocuments} documents (limit maxDocuments)`, at };
}

function* documentMarks(text: string): Generator<number> {
  for (let dashes = text.indexOf('---'); dashes !== -1; dashes = text.indexOf('---', dashes + 3)) {
    const before = dashes === 0 ? '\n' : text.charAt(dashes - 1);
    const after = text.charAt(dashes + 3);
    if ((before === '\n' || before === '\r') && (after === '' || ' \t\r\n'.includes(after))) yield dashes;
  }
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else if (unit >= 0xd800 && unit <= 0xdbff) {
      length += 2;
      index += 1;
    } else length += 2;
  }
  return length;
}
