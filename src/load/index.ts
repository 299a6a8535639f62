// Entry of load/: everything that comes in, from disk and from services.
export { readLedgerRemains, readManifests, type LedgerRemains } from './adopt-output.ts';
export { parseAllowedHost, type AllowedHost } from './egress/allow-list.ts';
export { INPUT_EXTENSIONS } from './documents.ts';
export { findConfiguration, parseConfiguration, readConfiguration, type Configuration } from './configuration.ts';
export { openEgress, type AskService } from './egress/external.ts';
export { isGitAddress } from './git-address/address.ts';
export {
  addressProblem,
  NO_REMOTE_INPUTS,
  openRemoteInputs,
  type FetchOptions,
  type InputSource,
  type RemoteInputs,
} from './git-address/remote-inputs.ts';
export { shownInput } from './git-address/shown.ts';
export { currentBranch, defaultBranch } from './git/default-branch.ts';
export {
  findRepository,
  isWrittenInside,
  readGitFolder,
  readGitFolders,
  type GitFolder,
  type GitFolderRequest,
  type GitFoldersRequest,
  type GitReading,
  type GitRepository,
  type RepositoryPath,
  submoduleCommit,
} from './git/git.ts';
export { commitOf, isShallow, mergeBase, partingOf, type CommitFacts, type Parting } from './git/history.ts';
export { isIgnored } from './git/ignored.ts';
export { ignoredPaths, readIgnoredFiles } from './git/ignored-files.ts';
export { differingPaths } from './git/tree-difference.ts';
export {
  ledgersInHistory,
  unfinishedIn,
  type FormerLedger,
  type LedgerHistory,
  type Unfinished,
} from './git/ledger-history.ts';
export { readInventory } from './inventory.ts';
export { memoryTree } from './memory-tree.ts';
export { readOutputTree, type OutputName, type OutputTree } from './output.ts';
export { readPolicies } from './policies.ts';
export { readReportFile } from './report-file.ts';
export { pathBelow, readRepository, repositoryPath } from './repository-files.ts';
export { readTestFile, readTests } from './suites.ts';
export {
  isLocalInput,
  presentInputs,
  readAllInputs,
  readInputs,
  readOutputRoot,
  readStandardInputText,
  readTextFile,
} from './trees.ts';
