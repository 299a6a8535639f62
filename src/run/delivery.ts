// The check of what Argo CD and Flux are told in the repository: reads it, and says which of its files are whose. What is wrong is decided by
// delivery/.
import { checkDelivery } from '../delivery/index.ts';
import { isLocalInput, repositoryPath, readRepository, readTextFile } from '../load/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { RunOptions } from './options.ts';

/** What is checked: the paths of a run, and the configuration file that it was given by. */
export interface DeliveryCheck extends Pick<
  RunOptions,
  'cwd' | 'policies' | 'clusterState' | 'output' | 'delivery' | 'progress'
> {
  readonly configuration: string | undefined;
}

/** What is wrong with the definitions in the repository around the working folder, which need not be one of Git. */
export async function checkRepository(check: DeliveryCheck): Promise<readonly Diagnostic[]> {
  const { cwd, configuration } = check;
  check.progress('reading the repository');
  const pathOf = (given: string): string | undefined => repositoryPath(cwd, given);
  const inputs = (given: readonly string[]): readonly string[] =>
    given.filter(isLocalInput).flatMap((input) => pathOf(input) ?? []);
  const path = configuration === undefined ? undefined : pathOf(configuration);
  return checkDelivery({
    view: await readRepository(cwd),
    profile: check.delivery,
    policies: inputs(check.policies),
    inventory: inputs(check.clusterState),
    output: pathOf(check.output),
    configuration:
      path === undefined || configuration === undefined ? undefined : { path, text: readTextFile(configuration).value },
  });
}
