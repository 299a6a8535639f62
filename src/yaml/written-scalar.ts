// Maps the text of a scalar back to the place where it was written: quotes, escapes, folded lines and the indentation of
// blocks lie between the two. Which scalar a path leads to, and lines and columns, are for other files.

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** Where a scalar is written: between its quotes, or the lines after the header of a block. Offsets of the text around it. */
export interface WrittenScalar {
  readonly style: ScalarStyle;
  readonly start: number;
  readonly end: number;
  /** Of a block: the blanks before each line; negative where no line has content. */
  readonly indent: number;
  /** Of a block: what becomes of the line breaks at its end. */
  readonly chomping: 'clip' | 'strip' | 'keep';
}

/** A part of a scalar's text: `copied` unit for unit from `at` on, or made of the one thing at `at` (escape, line break). */
interface Stretch {
  readonly at: number;
  readonly length: number;
  readonly copied: boolean;
}

interface Line {
  readonly at: number;
  /** Where the line break stands that ends it. */
  readonly end: number;
}

/**
 * Offset in `source` of the unit at `offset` of the scalar's text `value`; an escape is at its backslash, a folded line
 * break at the end of its line.
 *
 * Shape  `offset` is held within the text; its length is the end: the closing quote, or the end of the last line. The start
 *        of the scalar where `value` is not what is written (base64).
 */
export function placeInScalar(source: string, written: WrittenScalar, value: string, offset: number): number {
  return placesInScalar(source, written, value)(offset);
}

/** As `placeInScalar`, for several offsets of one scalar, which is laid out once. */
export function placesInScalar(source: string, written: WrittenScalar, value: string): (offset: number) => number {
  const block = written.style === 'literal' || written.style === 'folded';
  const stretches = block ? blockStretches(source, written) : flowStretches(source, written);
  if (!isTextOf(stretches, source, value)) return () => startOfScalar(source, written, stretches);
  const end = block ? endOfBlock(source, written, stretches) : written.end;
  return (offset) => placeIn(stretches, offset) ?? end;
}

function placeIn(stretches: readonly Stretch[], offset: number): number | undefined {
  let left = Math.max(0, offset);
  for (const { at, length, copied } of stretches) {
    if (left < length) return copied ? at + left : at;
    left -= length;
  }
  return undefined;
}

function isTextOf(stretches: readonly Stretch[], source: string, value: string): boolean {
  let from = 0;
  for (const { at, length, copied } of stretches) {
    if (copied && value.slice(from, from + length) !== source.slice(at, at + length)) return false;
    from += length;
  }
  return from === value.length;
}

function startOfScalar(source: string, { style, start }: WrittenScalar, stretches: readonly Stretch[]): number {
  switch (style) {
    case 'plain':
      return start;
    case 'single':
    case 'double':
      return start - 1;
    case 'literal':
    case 'folded':
      return stretches[0]?.at ?? endOfHeader(source, start);
  }
}

/** The end of a block is on its last line, not on the next, which is another field's. */
function endOfBlock(source: string, { start }: WrittenScalar, stretches: readonly Stretch[]): number {
  const last = stretches.at(-1);
  if (last === undefined) return endOfHeader(source, start);
  return last.copied ? last.at + last.length : last.at;
}

function endOfHeader(source: string, start: number): number {
  if (source.charAt(start - 1) === '\n') return source.charAt(start - 2) === '\r' ? start - 2 : start - 1;
  return source.charAt(start - 1) === '\r' ? start - 1 : start;
}

/** What is not copied as it stands: an escape, or line breaks with the blanks around them. */
interface Special {
  readonly end: number;
  readonly stretches: readonly Stretch[];
  /** Whether the blanks before it are no part of the text. */
  readonly trims: boolean;
}

/** Of plain and quoted scalars. */
function flowStretches(source: string, written: WrittenScalar): readonly Stretch[] {
  const { style, start, end } = written;
  const stretches: Stretch[] = [];
  let from = start;
  let kept = start;
  let position = start;
  while (position < end) {
    const special = specialAt(source, written, position);
    if (special === undefined) {
      if (!isBlank(source.charAt(position))) kept = position + 1;
      position += 1;
      continue;
    }
    addCopy(stretches, from, special.trims ? kept : position);
    for (const stretch of special.stretches) stretches.push(stretch);
    from = kept = position = special.end;
  }
  addCopy(stretches, from, style === 'plain' ? kept : end);
  return stretches;
}

function addCopy(stretches: Stretch[], from: number, to: number): void {
  if (to > from) stretches.push({ at: from, length: to - from, copied: true });
}

function specialAt(source: string, { style, end }: WrittenScalar, position: number): Special | undefined {
  const unit = source.charAt(position);
  if (isBreak(unit)) {
    const fold = readFold(source, position, end);
    // One break is a blank; of several the first is none, and each empty line is one.
    const [first, ...empty] = fold.breaks;
    return { end: fold.end, stretches: (empty.length > 0 ? empty : [first ?? position]).map(breakAt), trims: true };
  }
  if (style === 'single' && unit === "'") return { end: position + 2, stretches: [breakAt(position)], trims: false };
  if (style !== 'double' || unit !== '\\') return undefined;
  if (isBreak(source.charAt(position + 1))) {
    return { end: readFold(source, position + 1, end).end, stretches: [], trims: false };
  }
  return escapeAt(source, position);
}

function escapeAt(source: string, at: number): Special {
  const digits = { x: 2, u: 4, U: 8 }[source.charAt(at + 1)] ?? 0;
  const end = at + 2 + digits;
  const length = digits === 8 && parseInt(source.slice(at + 2, end), 16) > 0xffff ? 2 : 1;
  return { end, stretches: [{ at, length, copied: false }], trims: false };
}

/** The places of the line breaks from `position` on, and where the next line with content starts. */
function readFold(source: string, position: number, end: number): { breaks: readonly number[]; end: number } {
  const breaks: number[] = [];
  let next = position;
  for (let unit = source.charAt(next); next < end && (isBreak(unit) || isBlank(unit)); unit = source.charAt(next)) {
    if (isBreak(unit)) breaks.push(next);
    next += unit === '\r' && source.charAt(next + 1) === '\n' ? 2 : 1;
  }
  return { breaks, end: next };
}

/** Of a block: `pending` are the breaks since the last content, which the next content decides about. */
function blockStretches(source: string, written: WrittenScalar): readonly Stretch[] {
  const { style, indent, chomping } = written;
  const stretches: Stretch[] = [];
  let pending: number[] = [];
  let read = false;
  let more = false;
  for (const { at, end } of linesOf(source, written)) {
    const content = indent < 0 ? end : contentStart(source, at, Math.min(end, at + indent));
    if (indent < 0 || content >= end) {
      pending.push(end);
      continue;
    }
    const deeper = style === 'folded' && isBlank(source.charAt(at + indent));
    const folds = style === 'folded' && read && !more && !deeper;
    for (const mark of folds && pending.length > 1 ? pending.slice(1) : pending) stretches.push(breakAt(mark));
    addCopy(stretches, at + indent, end);
    pending = [end];
    read = true;
    more = deeper;
  }
  const kept = chomping === 'keep' ? pending : chomping === 'clip' && read ? pending.slice(0, 1) : [];
  for (const mark of kept) stretches.push(breakAt(mark));
  return stretches;
}

function* linesOf(source: string, { start, end }: WrittenScalar): Generator<Line> {
  let at = start;
  while (at < end) {
    let stop = at;
    while (stop < end && !isBreak(source.charAt(stop))) stop += 1;
    yield { at, end: stop };
    at = stop + (source.startsWith('\r\n', stop) ? 2 : 1);
  }
}

function contentStart(source: string, at: number, most: number): number {
  let content = at;
  while (content < most && source.charAt(content) === ' ') content += 1;
  return content;
}

function breakAt(at: number): Stretch {
  return { at, length: 1, copied: false };
}

function isBreak(unit: string): boolean {
  return unit === '\n' || unit === '\r';
}

function isBlank(unit: string): boolean {
  return unit === ' ' || unit === '\t';
}
