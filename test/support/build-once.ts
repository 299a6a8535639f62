// Bundles the program once before all tests, so that those of the command line run what is in src/.
import { execFileSync } from 'node:child_process';
import process from 'node:process';

/** Builds dist/. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
