// Copies of the worked example at the root of this repository.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder, shell } from './cli.ts';

/** The root of this repository. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** A temporary folder with a copy of these folders of the repository; it is removed when the test is over. */
export function copyOfExample(...folders: readonly ('policies' | 'cluster-state' | 'output')[]): string {
  const copy = aFolder();
  for (const folder of folders) cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
  return copy;
}

/** Makes a folder a Git repository with all it holds in one commit. */
export function commitAll(folder: string): void {
  const commit = "git -c user.name=User -c user.email=user@example.com commit -qm 'The example'";
  const { status, stderr } = shell(folder, `git init -q -b main && git add . && ${commit}`);
  if (status !== 0) throw new Error(stderr);
}
