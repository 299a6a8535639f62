// Texts in double quotes, as `strings.quote` writes them and as `format` writes texts within lists and maps.

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

/** With a replacement character for each half of a pair that has lost the other. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

/** The text in quotes with the escapes that have a letter; all else stays as it is. */
export function quoteText(text: string): string {
  let quoted = '"';
  for (const character of wellFormed(text)) quoted += NAMED.get(character) ?? character;
  return `${quoted}"`;
}

/** The text in quotes with all escaped that cannot be seen. */
export function quoteVisibly(text: string): string {
  let quoted = '"';
  for (const character of wellFormed(text)) quoted += NAMED.get(character) ?? visible(character);
  return `${quoted}"`;
}

/** What is neither a letter, a mark, a number, punctuation, a symbol nor a plain blank is written by its number. */
function visible(character: string): string {
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character;
  const point = character.codePointAt(0) ?? 0;
  const number = point.toString(16);
  if (point < 0x80) return `\\x${number.padStart(2, '0')}`;
  return number.length <= 4 ? `\\u${number.padStart(4, '0')}` : `\\U${number.padStart(8, '0')}`;
}
