// Which lines go and come between two texts. How that is written down belongs to unified-diff.ts.
import { diffArrays } from 'diff';

/** A run of lines that stay, or of lines that go and lines that come in their place. Each line has its line end, but perhaps the last. */
export type Edit =
  | { readonly kind: 'same'; readonly lines: readonly string[] }
  | { readonly kind: 'change'; readonly removed: readonly string[]; readonly added: readonly string[] };

/** Past that many lines gone and come, a shortest difference is neither cheap nor worth reading: the middle is replaced whole. */
const MAX_EDITS = 1000;

/** The edits that turn one text into the other, in order; `same` and `change` take turns, and no run is empty. */
export function lineEdits(before: string, after: string): readonly Edit[] {
  const [a, b] = [splitLines(before), splitLines(after)];
  const head = equalHead(a, b);
  const tail = equalTail(a.slice(head), b.slice(head));
  const edits: Edit[] = [
    { kind: 'same', lines: a.slice(0, head) },
    ...middleEdits(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    { kind: 'same', lines: a.slice(a.length - tail) },
  ];
  return edits.filter((edit) => edit.kind === 'change' || edit.lines.length > 0);
}

/** Lines end with LF and nothing else; a text that does not end with one has a last line without. */
function splitLines(text: string): readonly string[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const ended = lines.map((line) => `${line}\n`);
  return last === '' ? ended : [...ended, last];
}

function equalHead(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((line, index) => line !== b[index]);
  return different < 0 ? a.length : different;
}

function equalTail(a: readonly string[], b: readonly string[]): number {
  return equalHead(a.toReversed(), b.toReversed());
}

function middleEdits(removed: readonly string[], added: readonly string[]): readonly Edit[] {
  if (removed.length === 0 && added.length === 0) return [];
  if (removed.length === 0 || added.length === 0) return [{ kind: 'change', removed, added }];
  const parts = diffArrays([...removed], [...added], { maxEditLength: MAX_EDITS });
  return parts === undefined ? [{ kind: 'change', removed, added }] : groupParts(parts);
}

interface Part {
  readonly value: readonly string[];
  readonly added: boolean;
  readonly removed: boolean;
}

function groupParts(parts: readonly Part[]): readonly Edit[] {
  const edits: Edit[] = [];
  for (const { value, added, removed } of parts) {
    if (!added && !removed) {
      edits.push({ kind: 'same', lines: value });
      continue;
    }
    const open = edits.at(-1)?.kind === 'change' ? edits.pop() : undefined;
    const earlier = open?.kind === 'change' ? open : { removed: [], added: [] };
    edits.push({
      kind: 'change',
      removed: removed ? [...earlier.removed, ...value] : earlier.removed,
      added: added ? [...earlier.added, ...value] : earlier.added,
    });
  }
  return edits;
}
