// Judges an output root before anything is written: is it a folder that Headwater may own, and does no link lead out of it.
// Links in the very way of a file that is to be written are caught again by write.ts.
import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import type { Diagnostic, DiagnosticSubject } from '../../model/diagnostic.ts';
import { compareText } from '../../model/resource.ts';
import { isGitName } from '../git-names.ts';
import { findWorkTree, isWithin, realPath } from './work-tree.ts';

/** What lies around an output root. All paths are local; relative ones start at `cwd`. */
export interface RootSurroundings {
  readonly policyRoots: readonly string[];
  readonly inventoryRoots: readonly string[];
  readonly cwd: string;
}

const ABOUT: DiagnosticSubject = {};

/**
 * What speaks against `root` as output root; empty where nothing does. It need not exist yet.
 *
 * Errors  output/unsafe-root: the root of the file system, a home folder or one above it, a repository's root, a folder that holds
 *         policies or inventory or lies in them, a name that could be read as .git, something that is no folder.
 *         output/link: a link below the root that leads out of it, or one in the way to the root that leads out of the repository
 *         (without a repository: out of `cwd`). output/unreadable: a folder below the root that cannot be listed.
 */
export function checkOutputRoot(root: string, around: RootSurroundings): readonly Diagnostic[] {
  const lexical = resolve(around.cwd, root);
  const anchor = findWorkTree(lexical) ?? (isWithin(resolve(around.cwd), lexical) ? resolve(around.cwd) : undefined);
  const refused = unsafeReason(root, lexical, anchor, around);
  if (refused !== undefined) return [unsafe(`${root} cannot be the output root: ${refused}.`)];
  const escape = anchor === undefined ? undefined : linkOnTheWay(anchor, lexical);
  if (escape !== undefined) return [linkOut(shownBelow(root, lexical, escape), 'leads out of the repository')];
  return linksBelow(root, realPath(lexical));
}

function unsafeReason(
  root: string,
  lexical: string,
  anchor: string | undefined,
  around: RootSurroundings,
): string | undefined {
  const real = realPath(lexical);
  const named = anchor === undefined ? root : relative(anchor, lexical);
  if (named.split(sep).some(isGitName)) return 'a part of its name could be read as .git';
  if (resolve(real, '..') === real) return 'it is the root of the file system';
  if (isWithin(real, realPath(homedir()))) return 'it is a home folder, or holds one';
  if ([lexical, real].some((path) => findWorkTree(path) === path)) return 'it is the root of a repository';
  const input = [...around.policyRoots, ...around.inventoryRoots].find((path) => overlaps(real, path, around.cwd));
  if (input !== undefined) return `it holds ${input}, which is input, or lies in it`;
  return kindOf(real) === 'other' ? 'it is not a folder' : undefined;
}

function overlaps(root: string, input: string, cwd: string): boolean {
  const real = realPath(resolve(cwd, input));
  return isWithin(root, real) || isWithin(real, root);
}

function kindOf(path: string): 'folder' | 'missing' | 'other' {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return 'missing';
  return stats.isDirectory() ? 'folder' : 'other';
}

/** The first link between `anchor` and `path` that leads out of `anchor`. */
function linkOnTheWay(anchor: string, path: string): string | undefined {
  const realAnchor = realPath(anchor);
  const parts = relative(anchor, path).split(sep);
  const stages = parts.map((_, index) => join(anchor, ...parts.slice(0, index + 1)));
  return stages.find((stage) => isLink(stage) && !leadsInto(realAnchor, stage));
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** A link to nothing leads nowhere safe: what it names could be made at any time. */
function leadsInto(folder: string, link: string): boolean {
  try {
    return isWithin(folder, realpathSync(link));
  } catch {
    return false;
  }
}

/** Walks the whole root, without following a link. */
function linksBelow(shown: string, root: string): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const folders = kindOf(root) === 'folder' ? [root] : [];
  for (const folder of folders) {
    for (const entry of listOrReport(shown, root, folder, diagnostics)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isSymbolicLink() && !leadsInto(root, path)) {
        diagnostics.push(linkOut(shownBelow(shown, root, path), 'leads out of the output root'));
      }
    }
  }
  return diagnostics.sort((a, b) => compareText(a.message, b.message));
}

function listOrReport(shown: string, root: string, folder: string, diagnostics: Diagnostic[]) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const name = shownBelow(shown, root, folder);
    diagnostics.push(troubleAt('output/unreadable', name, `${name} cannot be listed: ${cause}`));
    return [];
  }
}

function shownBelow(shown: string, root: string, path: string): string {
  const way = relative(root, path);
  return way === '' ? shown : join(shown, way).split(sep).join('/');
}

function unsafe(message: string): Diagnostic {
  return { code: 'output/unsafe-root', severity: 'error', message, about: ABOUT };
}

function linkOut(link: string, how: string): Diagnostic {
  return troubleAt('output/link', link, `${link} is a link that ${how}.`);
}

function troubleAt(code: 'output/link' | 'output/unreadable', file: string, message: string): Diagnostic {
  return { code, severity: 'error', message, at: { file, line: 1, column: 1 }, about: ABOUT };
}
