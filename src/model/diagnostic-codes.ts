// Every code a diagnostic can have, with its title and what to do about it in general. Removing or renaming one is a breaking change.

interface CodeFacts {
  readonly title: string;
  readonly help: string;
}

/** Titles and general help, by code. A code is `stage/what`. */
export const DIAGNOSTIC_CODES = {
  // load
  'load/missing-folder': { title: 'Folder missing', help: 'Create the folder, or name the right one with the flag.' },
  'load/unreadable': { title: 'File cannot be read', help: 'Check the permissions of the file.' },
  'load/link-outside': {
    title: 'Link leaves the input',
    help: 'Copy the file into the folder instead of linking to it.',
  },
  'load/not-a-file': { title: 'Neither file nor folder', help: 'Remove the device, socket or pipe from the input.' },
  'load/encoding': { title: 'Not UTF-8 text', help: 'Save the file as UTF-8.' },
  'load/syntax': { title: 'Not valid YAML or JSON', help: 'Correct the file at the line named.' },
  'load/duplicate-key': { title: 'Key given twice', help: 'Keep one of the two.' },
  'load/limit': { title: 'Input over a limit', help: 'Split the file, or raise the limit that is named.' },
  'load/list-item': { title: 'List item is no object', help: 'Make every item of the List a Kubernetes object.' },
  'load/not-kubernetes': { title: 'Not a Kubernetes object', help: 'Nothing, if the file is not meant as inventory.' },
  'load/invalid-object': {
    title: 'Object without a usable identity',
    help: 'Give it an apiVersion, a kind and metadata.name.',
  },
  'load/duplicate-object': { title: 'Object given twice', help: 'Keep one of the two.' },
  'load/kind-unknown': { title: 'Kind not known', help: 'Add its CustomResourceDefinition to the inventory.' },
  'load/empty-inventory': { title: 'Inventory without an object', help: 'Check the snapshot, or pass --allow-empty.' },
  'load/git-reference': { title: 'Git reference not found', help: 'Name a branch, a tag or a commit that is here.' },
  'load/git-object': { title: 'Git object not in the clone', help: 'Fetch it: git fetch --unshallow' },
  'load/git-repository': {
    title: 'Repository of a form that cannot be read',
    help: 'Check the reference out into a folder and name that.',
  },
  'load/no-common-history': {
    title: 'No common history with the base',
    help: 'Fetch more of it: git fetch --unshallow, or fetch-depth: 0 for actions/checkout.',
  },
  'load/git-address': {
    title: 'Git address refused',
    help: 'Write git+https://HOST/REPOSITORY[//PATH][@REF], or git+ssh://git@HOST/….',
  },
  'load/git-fetch': {
    title: 'Git repository cannot be fetched',
    help: 'Check the address, the credentials and the network.',
  },
  'load/submodule': { title: 'Submodule not read', help: 'Nothing, if it holds no input.' },
  'load/not-at-reference': { title: 'Folder not there at the reference', help: 'Nothing, if the folder is new.' },
  'load/no-digest-key': { title: 'No key for digests of secret values', help: 'Set HEADWATER_DIGEST_KEY.' },
  // ledger and output
  'ledger/missing': { title: 'Ledger missing', help: 'Rebuild it with `headwater adopt --from-output`.' },
  'ledger/broken': { title: 'Ledger cannot be read', help: 'Rebuild it with `headwater adopt --from-output`.' },
  'ledger/merge-conflict': {
    title: 'Ledger with conflict markers',
    help: 'Rebuild it with `headwater adopt --from-output`.',
  },
  'ledger/newer': { title: 'Ledger of a newer version', help: 'Update Headwater.' },
  'ledger/path-outside': {
    title: 'Ledger names a path outside the output root',
    help: 'Rebuild it with `headwater adopt --from-output`.',
  },
  'ledger/other-cluster': { title: 'Ledger of another cluster', help: 'Point --output at the folder of this cluster.' },
  'output/unsafe-root': { title: 'Output root refused', help: 'Give the output a folder of its own.' },
  'output/link': { title: 'Link in the output root', help: 'Replace the link by a folder.' },
  'output/unreadable': { title: 'File in output cannot be read', help: 'Check the file and its permissions.' },
  'output/double': { title: 'Object in two files of output', help: 'Remove one of the two files.' },
  'output/foreign-file': {
    title: 'File in output that is not Headwater’s',
    help: 'Move it elsewhere, or leave it: it is not touched.',
  },
  // adopt
  'adopt/could-not-tell': {
    title: 'Manifests that could not be told',
    help: 'Remove them, or move them elsewhere: the next run makes those anew that the policies want.',
  },
  'adopt/retained': {
    title: 'Manifests kept out of management',
    help: 'Nothing: a policy that wants them takes them up again. Remove those that nobody needs.',
  },
  'adopt/marks-disagree': {
    title: 'Marks that were not believed',
    help: 'Nothing: the next run writes the marks anew.',
  },
  'adopt/missing': {
    title: 'Downstreams taken for deleted by somebody',
    help: 'To have one made after all, put synchronize: true into its rule for one run.',
  },
  'adopt/history': {
    title: 'Git’s history could not be used',
    help: 'Fetch more of it, and run the command again: git fetch --unshallow',
  },
  'adopt/pending': { title: 'What the next run has to do', help: 'See it with `headwater diff`.' },
  'adopt/not-committed': { title: 'Not committed', help: 'Commit the output root.' },
  // policies
  'policy/unknown-version': { title: 'Policy API version not known', help: 'Use a version that Kyverno serves.' },
  'policy/not-evaluated': {
    title: 'Part of a policy not evaluated yet',
    help: 'What the policy made is left as it is.',
  },
  'policy/unknown-field': { title: 'Unknown field', help: 'Correct or remove it; the cluster drops it.' },
  'policy/wrong-type': { title: 'Field of the wrong type', help: 'Write the type that the message names.' },
  'policy/not-repeatable': {
    title: 'Value that differs from run to run',
    help: 'Nothing, if that is meant: the value first used is kept while nothing it depends on changes.',
  },
  'policy/not-generating': { title: 'Rule does not generate', help: 'Nothing: Headwater leaves it to Kyverno.' },
  'policy/duplicate-policy': { title: 'Policy defined twice', help: 'Rename or remove one of the two.' },
  'policy/duplicate-rule': { title: 'Rule name used twice', help: 'Rename one of the two.' },
  'policy/invalid': { title: 'Rule refused', help: 'Correct the policy; Kyverno refuses it too.' },
  'policy/deprecated': { title: 'Old spelling', help: 'Write the newer form that the message names.' },
  'policy/api-version-inferred': {
    title: 'apiVersion inferred',
    help: 'Write the apiVersion: today’s Kyverno refuses a generate without one.',
  },
  'policy/exception-without-rule': {
    title: 'Exception names nothing that there is',
    help: 'Correct the names, or remove the exception.',
  },
  'policy/own-kind': {
    title: 'Rule makes the kind that it looks for',
    help: 'Narrow match so that it cannot feed itself.',
  },
  'policy/expression': { title: 'Expression cannot be parsed', help: 'Correct the expression.' },
  'policy/cel-check': {
    title: 'CEL that Kyverno would refuse',
    help: 'Correct the expression; until then it is evaluated without the check.',
  },
  'policy/refused-change': {
    title: 'Change that Kyverno refuses',
    help: 'Delete the policy and create it again, or undo the change.',
  },
  'policy/warned-change': {
    title: 'Change that Kyverno warns about',
    help: 'Check what happens to the downstreams that exist.',
  },
  'policy/accepted-change': { title: 'Change that Kyverno accepts', help: 'Nothing: it is told so that it is seen.' },
  'policy/change-effects': {
    title: 'What a change does to downstreams',
    help: 'Look at the manifests with headwater diff.',
  },
  'policy/effects-unknown': {
    title: 'Effects of changes not known',
    help: 'Name the inventory and the output root of the last run.',
  },
  // match
  'match/namespace-unknown': {
    title: 'Namespace not in the inventory',
    help: 'Add the Namespace to the inventory: its labels decide.',
  },
  'match/exception-undecided': {
    title: 'Whether an exception applies is not known',
    help: 'What the trigger has is left as it is for as long as the exception is there.',
  },
  'match/never': { title: 'Filter that nothing can meet', help: 'Match what an inventory holds.' },
  // evaluate
  'evaluate/variable': {
    title: 'Variable not resolved',
    help: "Give a default with `|| '…'`, or make the trigger carry the field.",
  },
  'evaluate/preconditions': {
    title: 'Preconditions cannot be evaluated',
    help: 'Correct the condition that is named.',
  },
  'evaluate/context': { title: 'Context entry cannot be loaded', help: 'Check the entry, or give it a default.' },
  'evaluate/expression': { title: 'Expression failed', help: 'Correct the expression, or exclude the trigger.' },
  'evaluate/foreach': { title: 'foreach element failed', help: 'Check the element that is named.' },
  'evaluate/invalid-target': { title: 'Target is no legal object', help: 'Check the expression that gives the name.' },
  'evaluate/confined': { title: 'Namespaced policy reaches outside its namespace', help: 'Use a ClusterPolicy.' },
  'evaluate/source-missing': { title: 'Clone source missing', help: 'Add the source to the inventory.' },
  'evaluate/source-refused': {
    title: 'Clone source refused',
    help: 'Such a Secret belongs to one cluster or tool; create a Secret of your own.',
  },
  'evaluate/kind-unknown': { title: 'Kind not known', help: 'Add its CustomResourceDefinition to the inventory.' },
  'evaluate/limit': { title: 'Evaluation over a limit', help: 'Make the rule ask for less.' },
  'evaluate/data-evaluated': {
    title: 'Variables in data evaluated',
    help: 'Write {{- … }} for data that is to stay as it is.',
  },
  'evaluate/skipped': { title: 'Left out on purpose', help: 'Nothing.' },
  // plan
  'plan/conflict': {
    title: 'Two rules want one target',
    help: 'Give one of them another name, or exclude the trigger from one.',
  },
  'plan/foreign-file': {
    title: 'Target is taken by a file of somebody else',
    help: 'Remove the file, or take it up with `headwater adopt --from-output`.',
  },
  'plan/claims-foreign': { title: 'Object of somebody else will be replaced', help: 'Nothing, if that is meant.' },
  'plan/namespace-missing': { title: 'Target namespace is nowhere', help: 'Add the Namespace to the inventory.' },
  'plan/secret-refused': { title: 'Secret refused', help: 'Choose how Secrets go into Git with --secrets.' },
  'plan/secret-plain': { title: 'Secret written in clear text', help: 'Prefer another --secrets mode than plain.' },
  'plan/cycle': {
    title: 'Rules trigger each other without end',
    help: 'Break the cycle with exclude, or with skipBackgroundRequests.',
  },
  'plan/max-deletions': {
    title: 'Too many deletions',
    help: 'Check the inventory; to let this run through, pass the flag that the message names.',
  },
  'plan/source-deleted': { title: 'Clone source deleted', help: 'Nothing, if that is meant.' },
  'plan/matched-nothing': {
    title: 'Rule that matched nothing',
    help: '`headwater explain KIND/NAME` says why a trigger was left out.',
  },
  'plan/tampered': { title: 'Manifest was changed into another object', help: 'Restore the file, or remove it.' },
  // delivery
  'delivery/too-large': { title: 'Object too large for a cluster', help: 'Make the rule write less into one object.' },
  'delivery/substituted': {
    title: 'Text that Flux may replace',
    help: 'Use --delivery flux or both, or write $${…} where Flux substitutes.',
  },
  'delivery/large': {
    title: 'Manifest too large for client-side apply',
    help: 'Nothing where it is applied by the server; else make it smaller.',
  },
  'delivery/list': { title: 'Object that Argo CD takes for a List', help: 'Give the field another name.' },
  'delivery/tracked': {
    title: 'Tracking mark of Argo CD in a manifest',
    help: 'Leave it out: Argo CD sets it itself.',
  },
  'delivery/total-size': {
    title: 'Output over what Argo CD reads at once',
    help: 'Give each folder of output an Application of its own, with an ApplicationSet.',
  },
  'delivery/foreign-file': {
    title: 'File in output that a reader stumbles over',
    help: 'Move it out of the output root.',
  },
  'plan/marks-left': {
    title: 'Marks of Headwater in a file that it does not touch',
    help: 'Take the label and the annotations out by hand, or leave them: they do nothing.',
  },
  // publish
  'publish/failed': { title: 'Writing failed', help: 'Run again: the next run repairs what this one left.' },
  'publish/commit-failed': {
    title: 'Commit failed',
    help: 'Run again when the cause is mended: the files are written.',
  },
  'publish/ignored': {
    title: 'Output ignored by Git',
    help: 'Take the output out of .gitignore: other tools leave ignored files out.',
  },
  'publish/pull-request-failed': {
    title: 'Pull request not opened or updated',
    help: 'Run again when the cause is mended: the branch is pushed.',
  },
  'publish/no-repository': { title: 'Not in a Git repository', help: 'Pass --no-commit, or run inside a repository.' },
  'publish/no-remote': {
    title: 'No remote to push to',
    help: 'Name one with --remote, or add one: git remote add origin ADDRESS',
  },
  'publish/no-branch': { title: 'No branch to push to', help: 'Name it with --branch.' },
  'publish/bad-branch': {
    title: 'Not a name that a branch can have',
    help: 'Name a branch as Git does, without refs/heads/: main, or headwater/update.',
  },
  'publish/uncommitted-inputs': {
    title: 'Inputs that are not committed',
    help: 'Commit them or put them aside (git stash): what is pushed is computed from a commit.',
  },
  'publish/unpushed-commits': {
    title: 'Commits here that the remote has not',
    help: 'Bring the two together first (git pull --rebase), and run again.',
  },
  'publish/fetch-failed': {
    title: 'Fetching failed',
    help: 'Check the address of the remote, the network, and that this job may read it.',
  },
  'publish/push-lost': {
    title: 'Others pushed first, again and again',
    help: 'Run again. Let the jobs that push to one branch wait for each other (concurrency, resource_group).',
  },
  'publish/push-refused': {
    title: 'Push refused by the other side',
    help: 'Do what it says: a hook or a rule that protects the branch decides. For a protected branch, push to another one and let a pull request be opened: --branch headwater/update --base main --pull-request github',
  },
  'publish/push-failed': {
    title: 'Push failed',
    help: 'Check the network and that this job may write to the remote, then run again: nothing was pushed.',
  },
  'publish/follow-failed': {
    title: 'Checkout not brought to what was pushed',
    help: 'Nothing is lost: the remote has the commit. Bring the checkout there with git pull.',
  },
  'publish/not-followed': {
    title: 'Files of the checkout left as they are',
    help: 'The remote has the commit. These files were edited here: git diff HEAD shows how they differ from it.',
  },
  'publish/merged': {
    title: 'Commits of this clone merged',
    help: 'Nothing: they were pushed together with the run.',
  },
  'publish/put-back': {
    title: 'Edits of the branch that are put back',
    help: 'Commit them to the branch that is proposed to: policies and inventory count as they are there.',
  },
  'publish/metrics': {
    title: 'Metrics not written or not sent',
    help: 'Nothing else is concerned: what the run did stands, and so does its exit status.',
  },
  // forge
  'forge/request-failed': { title: 'Forge did not do as asked', help: 'Run again when the cause is mended.' },
  'forge/no-access': {
    title: 'No access to the forge',
    help: 'Set the variables that a runner of the forge sets, and a token.',
  },
  'forge/pull-request-edited': {
    title: 'Pull request with a text of its own',
    help: 'Nothing. To have its text kept up to date again, put the hidden first line back, or close it: the next run opens another.',
  },
  'forge/comment-not-allowed': {
    title: 'Comments cannot be written here',
    help: 'Let a second workflow write it with `headwater preview --from REPORT.json`.',
  },
  'forge/no-pull-request': {
    title: 'Pull request not known',
    help: 'Run in a workflow of a pull request, or in a pipeline of a merge request.',
  },
  'forge/head-differs': {
    title: 'Report of another commit',
    help: 'Nothing, if something was pushed since: its own run will comment.',
  },
  'forge/report-invalid': {
    title: 'Report that cannot be used',
    help: 'Make it with `headwater preview --json FILE`, of the same version.',
  },
  // suite
  'suite/invalid': { title: 'Test file that cannot be understood', help: 'Correct the field at the line named.' },
  'suite/deprecated': { title: 'Old form of a test file', help: 'Write it in the form of today.' },
  'suite/unread': { title: 'Part of a test that is not looked at', help: 'Express it as results.' },
  'suite/url': { title: 'Address in a test', help: 'Download the file and name it by its path.' },
  'suite/duplicate-resource': { title: 'Resource given twice', help: 'Keep one of the two.' },
  'suite/no-resource': { title: 'Result for a resource that is not there', help: 'Name a resource of the test.' },
  'suite/no-rule': { title: 'Result for a rule that is not there', help: 'Name a rule of the policy.' },
  'suite/no-tests': { title: 'No tests', help: 'Name a folder that has tests, or leave out --require-tests.' },
  // preview
  'preview/base-unusable': {
    title: 'State before the change cannot be used',
    help: 'Nothing, if the change is what mends it.',
  },
  'preview/no-requests': {
    title: 'No request made for a fork',
    help: 'Preview the change in a branch of this repository to have services asked.',
  },
  'preview/settings-of-fork': {
    title: 'Settings of a fork that do not count',
    help: 'Give what is to be shown, written and posted on the command line.',
  },
  'preview/path-of-fork': {
    title: 'Path of a fork that leads out of the repository',
    help: 'Keep inputs in the repository, or name the path on the command line or in the configuration of the base.',
  },
  // who applies manifests
  'delivery/applies-policies': {
    title: 'Policies would be applied',
    help: 'Leave the policies out of what is applied: Kyverno would go on generating.',
  },
  'delivery/applies-inventory': {
    title: 'The inventory would be applied',
    help: 'Leave the inventory out of what is applied.',
  },
  'delivery/applies-configuration': {
    title: 'headwater.yaml would be applied',
    help: 'Leave it out of what is applied: it is no Kubernetes object.',
  },
  'delivery/covers-nothing': {
    title: 'Nobody applies the output',
    help: 'Point an Application or a Kustomization at the output root.',
  },
  'delivery/covers-partly': {
    title: 'Nobody applies a part of the output',
    help: 'Add a definition for the folders that are named.',
  },
  'delivery/keeps-removed': {
    title: 'Removed manifests stay in the cluster',
    help: 'Let the reader prune.',
  },
  'delivery/untold': {
    title: 'What is applied cannot be told',
    help: 'See to it that policies, inventory and headwater.yaml are left out.',
  },
  'delivery/unreadable': {
    title: 'Definition that cannot be read',
    help: 'Nothing, if it is a template that is filled in elsewhere.',
  },
  'delivery/left-alone': { title: 'Folder left alone', help: 'Nothing, if it is looked after elsewhere.' },
  'delivery/no-definition': {
    title: 'No definition of who applies the output',
    help: 'Nothing, if it lies in another repository; docs/delivery-readers.md says how it should look.',
  },
  // cli
  'cli/usage': { title: 'Unusable arguments', help: 'See `headwater --help`.' },
} as const satisfies Record<string, CodeFacts>;

/** A closed union of all codes. */
export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

/** Codes of policies that make the whole input unusable: what they leave open could be taken for an absence. */
const UNUSABLE_POLICIES: ReadonlySet<DiagnosticCode> = new Set([
  'policy/unknown-version',
  'policy/duplicate-policy',
  'policy/duplicate-rule',
]);

/** Codes of a report of another job that nothing may be shown or posted of. */
const UNUSABLE_REPORT: ReadonlySet<DiagnosticCode> = new Set(['forge/head-differs', 'forge/report-invalid']);

/** Codes of a change that names what it may not. */
const UNUSABLE_CHANGE: ReadonlySet<DiagnosticCode> = new Set(['preview/path-of-fork']);

/** Codes of an output root that nothing may be written to. */
const UNUSABLE_OUTPUT: ReadonlySet<DiagnosticCode> = new Set([
  'output/unsafe-root',
  'output/link',
  'output/unreadable',
]);

/** Codes of a push that is refused before anything is computed. */
const UNUSABLE_PUSH: ReadonlySet<DiagnosticCode> = new Set([
  'publish/no-remote',
  'publish/no-branch',
  'publish/bad-branch',
  'publish/uncommitted-inputs',
]);

/** Tells whether an error of this code means exit status 2, nothing written. */
export function isUnusableInput(code: DiagnosticCode): boolean {
  const [stage] = code.split('/');
  const isInput = stage === 'load' || stage === 'ledger' || stage === 'cli';
  if (UNUSABLE_CHANGE.has(code) || UNUSABLE_PUSH.has(code)) return true;
  return isInput || UNUSABLE_OUTPUT.has(code) || UNUSABLE_POLICIES.has(code) || UNUSABLE_REPORT.has(code);
}
