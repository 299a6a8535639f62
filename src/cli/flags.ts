// The flags that commands share, with their texts for --help. Which values they may have is checked here; what they mean is not.
import type { Options } from 'yargs';

/** Flags of inputs and outputs. */
export const SHARED_FLAGS = {
  policies: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Folder or file of policies, or git+URL[//PATH][@REF]; repeatable (default: policies)',
  },
  'cluster-state': {
    type: 'string',
    array: true,
    requiresArg: true,
    describe:
      'Folder or file of the inventory, git+URL[//PATH][@REF], or - for standard input; repeatable (default: cluster-state)',
  },
  config: { type: 'string', requiresArg: true, describe: 'Configuration file (default: headwater.yaml, if it exists)' },
  format: { choices: ['text', 'json'], describe: 'text for people, json for programs (default: text)' },
  cluster: { type: 'string', requiresArg: true, describe: 'Name of the cluster, for the ledger and the commit' },
  verbose: { alias: 'v', type: 'boolean', describe: 'Show every change and every notice' },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of commands that compute manifests. */
export const PLAN_FLAGS = {
  output: { type: 'string', requiresArg: true, describe: 'Output root (default: output)' },
  lifecycle: {
    choices: ['desired', 'kyverno'],
    describe:
      'desired: output follows policies and inventory; kyverno: as the engine does, event by event (default: desired)',
  },
  provenance: {
    choices: ['headwater', 'kyverno', 'none'],
    describe: 'Which marks manifests carry (default: headwater)',
  },
  secrets: {
    choices: ['refuse', 'sops', 'sops-copy', 'external-secret', 'sealed-secret', 'reference', 'plain'],
    describe: 'How Secrets go into Git; this version knows refuse and plain (default: refuse)',
  },
  delivery: {
    choices: ['both', 'argocd', 'flux', 'neutral'],
    describe: 'Readers that manifests are made for and checked for (default: both)',
  },
  'clone-metadata': {
    choices: ['clean', 'keep'],
    describe: 'clean: leave server-set and GitOps metadata out of copies; keep: as Kyverno does (default: clean)',
  },
  substitution: {
    choices: ['once', 'kyverno'],
    describe: 'once: text from data is not evaluated; kyverno: it is searched again (default: once)',
  },
  'resource-filters': {
    type: 'string',
    requiresArg: true,
    describe: "Triggers no rule looks at: default (Kyverno's own list), none, or a file (default: default)",
  },
  'max-deletions': {
    type: 'string',
    requiresArg: true,
    describe: 'Stop when a run would delete more: a number or a percentage',
  },
  'allow-empty': { type: 'boolean', describe: 'Accept an inventory without one object' },
  'allow-http': {
    type: 'string',
    array: true,
    requiresArg: true,
    describe:
      'HOST[:PORT] or network that apiCall.service may ask, as api.example.org, *.example.org:8443, 10.0.0.0/8; repeatable (default: none, no request is made)',
  },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of publishing. */
export const PUBLISH_FLAGS = {
  commit: { type: 'boolean', describe: 'Commit what was written; --no-commit leaves it out (default: true)' },
  push: {
    type: 'boolean',
    describe: 'Commit on top of the branch and push; a lost race is computed again on the new tip (default: false)',
  },
  branch: {
    type: 'string',
    requiresArg: true,
    describe: 'Branch that is pushed to; implies --push (default: the one checked out, else the CI’s)',
  },
  base: {
    type: 'string',
    requiresArg: true,
    describe: 'With --branch: the branch that it is meant for, and whose policies and inventory count',
  },
  remote: {
    type: 'string',
    requiresArg: true,
    describe: 'Remote that is pushed to (default: the branch’s own, else origin)',
  },
  'push-via': {
    choices: ['git', 'github'],
    describe: 'git: git push; github: GitHub’s API, for a signed commit without a key (default: git)',
  },
  'pull-request': {
    choices: ['github', 'gitlab'],
    describe: 'Open a pull request from --branch into --base, or update it; implies --push',
  },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of metrics. */
export const METRICS_FLAGS = {
  'metrics-file': {
    type: 'string',
    requiresArg: true,
    describe: 'Also write metrics to this file, for the textfile collector of the node exporter',
  },
  'metrics-push': {
    type: 'string',
    requiresArg: true,
    describe: 'Also send metrics to this group of a Pushgateway, as https://HOST/metrics/job/headwater',
  },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of adopt. */
export const ADOPT_FLAGS = {
  'from-output': {
    type: 'boolean',
    describe: 'Rebuild the ledger from the manifests in output and from Git’s history',
  },
  'dry-run': { type: 'boolean', describe: 'Write nothing: show what would be taken up' },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of init. */
export const INIT_FLAGS = {
  'dry-run': { type: 'boolean', describe: 'Write nothing: show what would be written' },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of previews. */
export const PREVIEW_FLAGS = {
  base: {
    type: 'string',
    requiresArg: true,
    describe:
      'Branch, tag or commit that the change goes into; compared is where the two part (default: the first parent of a merge commit in a workflow, else the default branch)',
  },
  head: {
    type: 'string',
    requiresArg: true,
    describe: 'Branch, tag or commit of the change (default: the work tree as it is)',
  },
  json: { type: 'string', requiresArg: true, describe: 'Write the report to this file; - is standard output' },
  markdown: { type: 'string', requiresArg: true, describe: 'Write the comment to this file; - is standard output' },
  html: { type: 'string', requiresArg: true, describe: 'Write the page to this file; - is standard output' },
  comment: {
    choices: ['github', 'gitlab'],
    describe: 'Leave a comment on the pull request, or edit the one that is there',
  },
  'comment-key': {
    type: 'string',
    requiresArg: true,
    describe: 'Tells several comments of one pull request apart (default: the output root)',
  },
  'comment-mode': {
    choices: ['update', 'new', 'hide-and-new'],
    describe: 'Edit the comment that is there, write a new one, or also hide the older ones (default: update)',
  },
  'comment-when': {
    choices: ['changed', 'always', 'failed'],
    describe: 'When to create a comment; one that is there is always edited (default: changed)',
  },
  'comment-overflow': {
    choices: ['artifact', 'split'],
    describe: 'What does not fit: left to the page, or into further comments (default: artifact)',
  },
  from: {
    type: 'string',
    requiresArg: true,
    describe: 'Compute nothing: show the report that another job wrote with --json',
  },
  'fail-on': {
    choices: ['never', 'blockers', 'cautions'],
    describe: 'Exit with 1 where there is something of this kind (default: never)',
  },
  'exit-code': { type: 'boolean', describe: 'Exit with 3 where there are changes' },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of tests. */
export const TEST_FLAGS = {
  'file-name': {
    alias: 'f',
    type: 'string',
    requiresArg: true,
    describe: 'Name of the test files, at any depth (default: kyverno-test.yaml)',
  },
  'test-case-selector': {
    alias: 't',
    type: 'string',
    requiresArg: true,
    describe: 'Which results, with wildcards: policy=…,rule=…,resource=…',
  },
  'fail-only': { type: 'boolean', describe: 'Show failed results only' },
  'require-tests': { type: 'boolean', describe: 'Exit with 1 where no test is found' },
  junit: { type: 'string', requiresArg: true, describe: 'Also write the results to this file, as JUnit XML' },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of further forms of the result, for other programs. */
export const REPORT_FLAGS = {
  'sarif-file': { type: 'string', requiresArg: true, describe: 'Also write what is wrong to this file, as SARIF' },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of the check of what Argo CD and Flux are told; the flag may stand alone, so that its values are checked later. */
export const READERS_FLAGS = {
  delivery: {
    type: 'string',
    describe:
      'Also check what Argo CD and Flux are told in the repository; both, argocd, flux or neutral (default: as configured, else both)',
  },
} as const satisfies Readonly<Record<string, Options>>;

/** Flags of validate. */
export const VALIDATE_FLAGS = {
  base: {
    type: 'string',
    requiresArg: true,
    describe:
      'The policies as they were, to judge the edits by: a folder, or a branch, tag or commit of their repository',
  },
  junit: {
    type: 'string',
    requiresArg: true,
    describe: 'Also write a test case for each policy to this file, as JUnit XML',
  },
  'code-quality-file': {
    type: 'string',
    requiresArg: true,
    describe: 'Also write what is wrong to this file, as a code quality report of GitLab',
  },
} as const satisfies Readonly<Record<string, Options>>;
