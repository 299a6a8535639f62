// Everything that puts results on disk and into Git. What the files hold is decided before (render/), when it happens by run/.
export { adoptMessage, type AdoptFacts } from './adopt-message.ts';
export type { BranchCommit, Deepening, Delivered, Remote, TreeChange } from './branch-port.ts';
export { isBranchName } from './branch-name.ts';
export { checkOutputRoot, type RootSurroundings } from './disk/check-root.ts';
export {
  commitMessage,
  type CommitFacts,
  type CommitTrailers,
  type Counts,
  type PolicyCounts,
} from './commit-message.ts';
export { isGitName } from './git-names.ts';
export { openRemote } from './remote/remote.ts';
export { openRepository, pathInRepository, type OpenOptions } from './repository.ts';
export {
  DEFAULT_AUTHOR,
  type Commit,
  type CommitRequest,
  type Head,
  type Person,
  type Repository,
  type RepositoryKind,
} from './repository-port.ts';
export { pushgatewayProblem, pushMetrics } from './push-metrics.ts';
export { liesBelow, readModestFile, replaceFile } from './disk/replace-file.ts';
export { pathInWorkTree } from './disk/work-tree.ts';
export { writeStarters, type StarterFile } from './disk/starter-files.ts';
export { writeOutput, type WriteHooks, type WriteSteps, type Written } from './disk/write.ts';
export { writeReportFile } from './disk/write-report.ts';
