// Finds where a character of a scalar's decoded text stands in the source, across folded lines, indentation and escapes.

/** A scalar in its source: where it begins (at the quote, if it has one) and its decoded text. */
export interface PlacedScalar {
  readonly source: string;
  readonly start: number;
  readonly quote: '"' | "'" | '';
  readonly text: string;
}

/** Offset in the source of the character at `index` of the decoded text; where the two cannot be laid together, one near it. */
export function placeInScalar({ source, start, quote, text }: PlacedScalar, index: number): number {
  let at = quote === '' ? start : start + 1;
  let decoded = 0;
  while (at < source.length) {
    const written = source.charAt(at);
    if (quote === '"' && written === '\\') {
      const length = escapeLength(source, at);
      if (decoded >= index) return at;
      at += length;
      // A line break that is escaped stands for nothing.
      if (!/[\r\n]/.test(source.charAt(at - 1))) decoded += isPair(text, decoded) ? 2 : 1;
    } else if (written === text.charAt(decoded)) {
      if (decoded >= index) return at;
      at += quote === "'" && written === "'" ? 2 : 1;
      decoded += 1;
    } else if (/[ \t\r\n]/.test(written)) at += 1;
    else if (decoded >= index) return at;
    else decoded += 1;
  }
  return source.length;
}

function escapeLength(source: string, at: number): number {
  switch (source.charAt(at + 1)) {
    case 'x':
      return 4;
    case 'u':
      return 6;
    case 'U':
      return 10;
    case '\r':
      return source.charAt(at + 2) === '\n' ? 3 : 2;
    default:
      return 2;
  }
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}
