// Copies of the worked example at the root of this repository.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT } from './program.ts';

/** A temporary folder with a copy of these folders of the repository; it is removed when the test is over. */
export function copyOfExample(...folders: readonly ('policies' | 'cluster-state' | 'output')[]): string {
  const copy = mkdtempSync(join(tmpdir(), 'headwater-example-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  for (const folder of folders) cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
  return copy;
}
