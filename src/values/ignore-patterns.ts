// The patterns of .gitignore, and of what borrows its form, such as Flux's .sourceignore. Where such files lie and what they are asked
// about is left to the callers.
import { compilePathGlob, type Glob } from './glob.ts';

/** One pattern: what it fits is left out, or taken back in. */
export interface IgnorePattern {
  readonly takesIn: boolean;
  readonly fits: (path: string, isFolder: boolean) => boolean;
}

/** The patterns of a text. `folder` is where it lies, '' for the root: they hold for what is below. What cannot be understood is left out. */
export function parseIgnorePatterns(text: string, folder = ''): readonly IgnorePattern[] {
  return text.split(/\r?\n/).flatMap((line) => parseLine(line, folder === '' ? '' : `${folder}/`) ?? []);
}

/** Whether the last pattern that fits the path, or a folder above it, leaves it out. */
export function isLeftOut(patterns: readonly IgnorePattern[], path: string, isFolder = false): boolean {
  const last = patterns.findLast(({ fits }) => fits(path, isFolder));
  return last !== undefined && !last.takesIn;
}

function parseLine(line: string, below: string): IgnorePattern | undefined {
  const trimmed = line.replace(/(?<![\\ ]) +$/, '');
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const takesIn = trimmed.startsWith('!');
  const named = takesIn ? trimmed.slice(1) : trimmed;
  const isForFolders = named.endsWith('/');
  const pattern = isForFolders ? named.slice(0, -1) : named;
  const isAnchored = pattern.includes('/');
  // Whatever lies in a folder that fits is left out with it, so that all that a folder holds is each thing in it.
  const plain = pattern.replace(/^\//, '').replace(/\/\*\*$/, '/*');
  const glob = compilePathGlob(plain, { doubleStar: true });
  if (glob === undefined || plain === '') return undefined;
  return { takesIn, fits: (path, isFolder) => fits(glob, { path, isFolder, isForFolders, isAnchored, below }) };
}

interface Asked {
  readonly path: string;
  readonly isFolder: boolean;
  readonly isForFolders: boolean;
  /** Held against the path from `below` on, not against each name in it. */
  readonly isAnchored: boolean;
  readonly below: string;
}

function fits(glob: Glob, { path, isFolder, isForFolders, isAnchored, below }: Asked): boolean {
  if (!path.startsWith(below)) return false;
  const parts = path.slice(below.length).split('/');
  return parts.some((part, index) => {
    const isLast = index === parts.length - 1;
    if (isLast && isForFolders && !isFolder) return false;
    return glob(isAnchored ? parts.slice(0, index + 1).join('/') : part);
  });
}
