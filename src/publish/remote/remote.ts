// A repository's remote: where a branch is fetched from and delivered to. How it is asked belongs to system-remote.ts (the git program) and
// embedded-remote.ts (http and https without a program).
import type { Checked } from '../../model/diagnostic.ts';
import type { Remote } from '../branch-port.ts';
import type { Repository } from '../repository-port.ts';

/**
 * The remote of that name; without a name the one that is configured for the branch, else `origin`, else the only one. Undefined beside
 * an error.
 *
 * Errors  publish/no-remote.
 */
export function openRemote(
  repository: Repository,
  name: string | undefined,
  branch: string,
): Promise<Checked<Remote | undefined>> {
  return repository.openRemote(name, branch);
}
