// Counts in words: the noun in the number that fits. The same in every form of a report.
import { digits } from '../model/digits.ts';

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
