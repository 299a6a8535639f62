// Counts in words: digits in groups of three, and the noun in the number that fits. The same in every form of a report, in every
// language that a machine is set to.

/** `1,204` of 1204. */
export function digits(count: number): string {
  const plain = String(count);
  const first = plain.length % 3;
  const groups = plain.slice(first).match(/\d{3}/g) ?? [];
  return [plain.slice(0, first), ...groups].filter((group) => group !== '').join(',');
}

/** `1 namespace`, `1,204 policies`. */
export function amount(count: number, noun: string): string {
  return `${digits(count)} ${nounFor(count, noun)}`;
}

/** The noun in the number that a count asks for. */
export function nounFor(count: number, noun: string): string {
  if (count === 1) return noun;
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** `5.0 MiB`, `12 KiB`, `300 bytes`. */
export function byteAmount(bytes: number): string {
  if (bytes < 1024) return amount(bytes, 'byte');
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** Bytes of the text in UTF-8. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) bytes += 1;
    // Half of a pair is two of the four bytes, so only the others beyond U+07FF take a third.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes += 1;
  }
  return bytes;
}
