// A folder for what is fetched, which is gone when the program is: also where it is interrupted.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenInterrupted } from './interruption.ts';

/** A folder of our own. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes it with all that is in it; nothing where it is gone already. */
  remove(): void;
}

/** Makes a folder that nobody else can read. *Errors* throws what the system says where there is no room or no right. */
export function temporaryFolder(): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-fetched-')));
  // A program that was just ended may still write the last of its files.
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  const forget = whenInterrupted(remove);
  return {
    path,
    remove: () => {
      forget();
      remove();
    },
  };
}
