// What init is asked to do.
import type { RunOptions } from './options.ts';

/** What a project is begun with. */
export interface InitOptions extends Pick<
  RunOptions,
  'cwd' | 'policies' | 'clusterState' | 'output' | 'delivery' | 'cluster' | 'version' | 'progress'
> {
  /** The configuration file that is there already. */
  readonly configuration: string | undefined;
  /** Nothing is written. */
  readonly dryRun: boolean;
}
