// What a reviewer is told of a change: what the next run after the merge would do, folded, with what is dangerous in it. Made in
// review/ from two plans, shown by report/ in four forms, and published as the `preview` of a report: fields are only added.
import type { Action, Reason } from './plan.ts';

/** What is compared, what would change, and what to look at first. Nothing in it is a value of a Secret. */
export interface Preview {
  /** False: base or head cannot be used, the report's diagnostics say why, and there is nothing to show of changes. */
  readonly computed: boolean;
  /** The output root as the repository names it, without a closing '/'. */
  readonly output: string;
  readonly base: PreviewSide;
  readonly head: PreviewSide;
  /** The pull or merge request, where the surroundings name one. */
  readonly pullRequest?: number;
  /** The deletion guard would stop the run after the merge: nothing below would happen. */
  readonly stopped: boolean;
  /** Namespaces in which something is added, changed, removed or retained. */
  readonly namespaces: number;
  /** Downstreams managed after the change, those that stay as they are among them. */
  readonly managed: number;
  /** What the next run would do without the change, and is not shown here. */
  readonly pending: number;
  /** Files below the output root that the change itself adds, edits or removes. */
  readonly ownEdits: number;
  /** Errors of the report that are there without the change too. */
  readonly failedBefore: number;
  /** Removed first, then changed, added, retained, held; among these by policy, rule, kind and name. */
  readonly groups: readonly PreviewGroup[];
  /** Blockers first; among these those of more resources first. */
  readonly risks: readonly PreviewRisk[];
  /** Every rule of base or head, by policy and rule. */
  readonly rules: readonly PreviewRule[];
  /** By group and kind; only kinds of which something changes. */
  readonly kinds: readonly PreviewKind[];
}

/** One of the two states. */
export interface PreviewSide {
  /** Branch or reference as people name it; '' where nobody does. */
  readonly name: string;
  /** Full id. Of a merge commit made for a pull request it is the commit that was pushed. */
  readonly commit?: string;
  /** It is the work tree, which may hold more than the commit. */
  readonly workTree: boolean;
}

/** Changes that are the same but for names of places: the namespace, the trigger, and Headwater's own annotations. */
export interface PreviewGroup {
  readonly action: Exclude<Action, 'none'>;
  readonly reason: Reason;
  /** Why, as a clause; names a place, a label or a line where these are the same for all members. */
  readonly why: string;
  /** Where the cause lies in an input, where it is one place. */
  readonly at?: { readonly file: string; readonly line: number };
  /** '' where no rule is known any more. `policy` is `name` or `namespace/name`. */
  readonly policy: string;
  readonly rule: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** With `‹namespace›` and `‹trigger›` for names of places, where there is more than one member. */
  readonly name: string;
  /** Hunks of a unified diff without the lines that name files; '' where nothing is written or there is nothing to show. */
  readonly diff: string;
  /** Lines of `diff` that begin with + and with -. */
  readonly added: number;
  readonly removed: number;
  /** By namespace and name; never empty. */
  readonly members: readonly PreviewMember[];
}

/** One resource of a group. */
export interface PreviewMember {
  /** '' for a cluster-scoped kind. */
  readonly namespace: string;
  readonly name: string;
  /** Below the output root. */
  readonly path: string;
  /** A `group/Kind/namespace/name`; '' where none is known. */
  readonly trigger: string;
}

/** How loud a risk is. */
export type RiskLevel = 'blocker' | 'caution';

/** What is dangerous about a change. */
export type RiskCode =
  | 'deletion-guard'
  | 'namespace-removed'
  | 'crd-removed'
  | 'claim-removed'
  | 'stateful-set-removed'
  | 'network-policy-removed'
  | 'rbac-wildcard'
  | 'rbac-escalation'
  | 'rbac-cluster-admin'
  | 'rbac-subject'
  | 'rbac-rule'
  | 'immutable-field'
  | 'webhook-changed'
  | 'edit-refused'
  | 'edit-warned'
  | 'secret-changed'
  | 'secret-removed'
  | 'secret-clear-text'
  | 'many-removed'
  | 'retained'
  | 'triggers-policy';

/** One line of what to look at first. */
export interface PreviewRisk {
  readonly level: RiskLevel;
  readonly code: RiskCode;
  /** One sentence with the names in it, without a full stop. */
  readonly message: string;
  /** Resources that it concerns; 0 where it is none of these. */
  readonly count: number;
  /** Indexes into `groups`, ascending; empty where no row shows it. */
  readonly groups: readonly number[];
  /** What to do, in a sentence. */
  readonly help?: string;
  /** A command that helps, without a prompt in front. */
  readonly command?: string;
  readonly at?: { readonly file: string; readonly line: number };
}

/** What one rule comes to in the change. */
export interface PreviewRule {
  readonly policy: string;
  readonly rule: string;
  /** Kinds that it looks for, as policies write them: `Namespace`, `apps/v1/Deployment`. */
  readonly kinds: readonly string[];
  /** Objects of these kinds, and those that it concerned. */
  readonly looked: number;
  readonly triggers: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly retained: number;
  /** Errors about it. */
  readonly failed: number;
}

/** What of one kind changes. */
export interface PreviewKind {
  readonly group: string;
  readonly kind: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly retained: number;
}

/** How names of places are written where several changes are shown as one. */
export const NAMESPACE_MARK = '‹namespace›';
/** The same for the trigger's own name. */
export const TRIGGER_MARK = '‹trigger›';
