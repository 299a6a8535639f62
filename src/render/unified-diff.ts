// File changes as a patch that `git apply` takes. Hunks are made in hunks.ts; where a patch goes is the caller's to say.
import type { FileChange } from '../model/file-change.ts';
import { compareText, type Resource } from '../model/resource.ts';
import { printYaml } from '../yaml/index.ts';
import { printHunks } from './hunks.ts';
import { lineEdits } from './line-edits.ts';
import { startMasking } from './mask.ts';

/**
 * A patch in Git's own form, with three lines of context.
 *
 * Shape   `prefix` goes in front of every path: the output root below the repository's root, with a '/' at the end, or ''. A file with
 *         secret values is no part of the patch, since its masks would be written over the values: its difference stands
 *         between the others in lines that begin with `# `, which Git passes over. A patch of nothing else needs
 *         `git apply --allow-empty`, as an empty one does.
 * Order   by path.
 */
export function unifiedDiff(changes: readonly FileChange[], prefix: string): string {
  return [...diffParts(changes, prefix)].join('');
}

/** The parts of unifiedDiff, one for each file, made one after the other so that a reader can stop. */
export function* diffParts(changes: readonly FileChange[], prefix: string): Generator<string, void> {
  const mask = startMasking();
  for (const change of [...changes].sort((a, b) => compareText(a.path, b.path))) {
    if (change.sensitive === undefined) yield printFile(change, prefix);
    else yield maskedFile(change, mask(change.sensitive), prefix);
  }
}

/** The difference of a file with secret values, masked and commented out. */
function maskedFile(change: FileChange, masked: NonNullable<FileChange['sensitive']>, prefix: string): string {
  const [before, after] = [maskedText(change.before, masked.before), maskedText(change.after, masked.after)];
  const shown = { path: change.path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  const text = printFile(shown, prefix);
  // Another form of the same values, such as a new ciphertext, or values that are not known.
  if (text === '' && change.before !== change.after)
    return `# ${quoted(prefix + change.path)} changes, with no difference to show\n`;
  return text
    .split(/(?<=\n)/)
    .map((line) => `# ${line}`)
    .join('');
}

/** A text without its object cannot be masked, so nothing of it is shown. */
function maskedText(text: string | undefined, masked: Resource | undefined): string | undefined {
  if (text === undefined) return undefined;
  return masked === undefined ? '‹secret›\n' : printYaml(masked);
}

function printFile({ path, before, after }: FileChange, prefix: string): string {
  if (before === after) return '';
  const [a, b] = [quoted(`a/${prefix}${path}`), quoted(`b/${prefix}${path}`)];
  const head = [`diff --git ${a} ${b}`];
  if (before === undefined) head.push('new file mode 100644');
  if (after === undefined) head.push('deleted file mode 100644');
  const hunks = printHunks(lineEdits(before ?? '', after ?? ''));
  if (hunks !== '') {
    head.push(
      `--- ${before === undefined ? '/dev/null' : ended(a)}`,
      `+++ ${after === undefined ? '/dev/null' : ended(b)}`,
    );
  }
  return `${head.join('\n')}\n${hunks}`;
}

/** A tab tells the end of a name that has blanks in it. */
function ended(name: string): string {
  return name.includes(' ') ? `${name}\t` : name;
}

/**
 * A path as Git writes it.
 *
 * Source  Git's quoting of path names (core.quotePath): quotes, backslashes, control characters and bytes past ASCII are
 *         escaped in C style, and the whole is put in quotes.
 */
function quoted(path: string): string {
  const bytes = Array.from(new TextEncoder().encode(path), quotedByte).join('');
  return bytes === path ? path : `"${bytes}"`;
}

function quotedByte(byte: number): string {
  const named = C_ESCAPES.get(byte);
  if (named !== undefined) return `\\${named}`;
  if (byte < 0x20 || byte >= 0x7f) return `\\${byte.toString(8).padStart(3, '0')}`;
  return String.fromCharCode(byte);
}

const C_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x07, 'a'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0b, 'v'],
  [0x0c, 'f'],
  [0x0d, 'r'],
  [0x22, '"'],
  [0x5c, '\\'],
]);
