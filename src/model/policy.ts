// What every policy language compiles to. Nothing after policy/ knows which language a rule was written in.
import type { Digest } from './digest.ts';
import type { Diagnostic, Position } from './diagnostic.ts';
import type { Evaluation } from './downstream.ts';
import { compareText, type Json } from './resource.ts';
import type { RuleId } from './rule-id.ts';
import type { Operation, Trigger, World } from './trigger.ts';

/** How a rule's downstreams live and die, as the contract's table asks. */
export interface Lifecycle {
  readonly synchronize: boolean;
  /** Three answers: true, false, or not said. */
  readonly orphanOnPolicyDelete?: boolean;
  readonly generateExisting: boolean;
  readonly serverSideApply: boolean;
  /** The operations that the rule lists; empty when some filter lists none. A rule that fires on DELETE has it here. */
  readonly operations: readonly Operation[];
  /** Of what says which triggers are meant, where an edit of it ends what was made for those no longer meant (lifecycle `kyverno`). */
  readonly reach?: Digest;
  readonly cells: LanguageCells;
}

/** The cells of the lifecycle table that differ by policy language, as answers instead of a language to ask for. */
export interface LanguageCells {
  /** Trigger deleted while the rule lists operations without DELETE: kept (lifecycle `kyverno`). */
  readonly retainWhenDeleteUnlisted: boolean;
  /** Target renamed: the old one is kept (lifecycle `kyverno`). */
  readonly retainRenamed: boolean;
  /** A changed trigger renders an unsynchronized downstream again (lifecycle `kyverno`). */
  readonly rerenderUnsynchronized: boolean;
  /** A synchronized clone is deleted with its policy where orphaning is switched off by name (lifecycle `kyverno`; always in `desired`). */
  readonly deleteClonesWithPolicy: boolean;
  /** A synchronized rule takes over an object in the inventory that Headwater did not make. */
  readonly claimsForeign: boolean;
}

/** A kind to look for, each part with wildcards; `subresource` is '' for the resource itself. */
export interface KindPattern {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly subresource: string;
}

/**
 * Whether a rule concerns a trigger. `no` names the first reason; `unknown` could not be decided and proves nothing. `warnings` tell of
 * exceptions that would have decided otherwise, had they counted.
 */
export type Match = MatchOutcome & { readonly warnings?: readonly Diagnostic[] };

type MatchOutcome =
  | { readonly outcome: 'yes' }
  | { readonly outcome: 'no'; readonly because: Mismatch; readonly detail: string }
  /** `counts`: a report is to say that it passed, not that it was skipped. */
  | { readonly outcome: 'excepted'; readonly exception: string; readonly counts?: 'pass' }
  | { readonly outcome: 'unknown'; readonly diagnostics: readonly Diagnostic[] };

/** The exceptions that name a rule, as a trigger that is gone is asked for them: nobody else then asks whether the rule matches. */
export interface RuleExceptions {
  /** More than the trigger's identity decides, so that the ledger has to keep the object. */
  readonly needsObject: boolean;
  /** Undefined where none of them applies. */
  test(trigger: Trigger, world: World): Match | undefined;
}

/** An exception as people are told of it: `name` is `namespace/name`, `rules` the generating rules that it names. */
export interface ExceptionPresence {
  readonly name: string;
  readonly at: Position;
  readonly rules: readonly { readonly policy: string; readonly rule: string }[];
}

/** Why a rule does not concern a trigger. */
export type Mismatch =
  | 'resource-filter'
  | 'policy-namespace'
  | 'operation'
  | 'match'
  | 'exclude'
  | 'preconditions'
  | 'match-conditions'
  | 'apply-rules-one';

/**
 * A condition with the values that it compared; `error` where it could not be decided.
 *
 * Shape   one in CEL has `name`, `expression` and what that came to as `value`; any other an `operator` between `key` and `value`.
 */
export interface ShownCondition {
  readonly at: Position;
  readonly field: string;
  readonly operator?: string;
  readonly name?: string;
  readonly expression?: string;
  readonly element?: string;
  readonly key?: Json;
  readonly value?: Json;
  readonly error?: string;
}

/** One generating rule, compiled. `match` and `evaluate` are total: they never throw. */
export interface Rule {
  readonly id: RuleId;
  readonly at: Position;
  /** Position of the rule in its policy; conflicts are settled by policy name, then this. */
  readonly order: number;
  /** Of the parts that decide content: what «rule changed» means. */
  readonly digest: Digest;
  readonly lifecycle: Lifecycle;
  /** False: what Headwater makes triggers this rule too. */
  readonly skipGenerated: boolean;
  /** The rule reads the former state of its trigger, so that the ledger has to keep it. */
  readonly needsFormerObject: boolean;
  /** True: requests are not heard; there are only the resources that are there when the rule comes or changes. */
  readonly ignoresRequests?: boolean;
  /** Which resources to try at all. */
  readonly kinds: readonly KindPattern[];
  /** Only where exceptions name the rule. */
  readonly exceptions?: RuleExceptions;
  match(trigger: Trigger, world: World): Match;
  evaluate(trigger: Trigger, world: World): Evaluation;
  /**
   * The conditions that do not hold, of the rule or of elements of its lists, with what they compared: for who asks why.
   *
   * Shape   values of Secrets are shown as they are; whoever shows them to people masks them.
   */
  inspect?(trigger: Trigger, world: World): readonly ShownCondition[];
}

/** A policy as the ledger needs to know it: which of its rules are there, and whether all of it was understood. */
export interface PolicyPresence {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** False: a rule of it was set aside, so that a missing rule proves nothing. */
  readonly complete: boolean;
  readonly rules: readonly string[];
}

/** All rules of a run, in order, and the policies they came from. */
export interface CompiledPolicies {
  readonly rules: readonly Rule[];
  readonly policies: readonly PolicyPresence[];
  /** By name, then by place. */
  readonly exceptions: readonly ExceptionPresence[];
}

/** Order among rules: policy name, rule order, policy namespace, kind, rule name. The first one wins a conflict. */
export function compareRules(a: Rule, b: Rule): number {
  return (
    compareText(a.id.policy, b.id.policy) ||
    compareText(a.id.policyNamespace, b.id.policyNamespace) ||
    compareText(a.id.policyKind, b.id.policyKind) ||
    a.order - b.order ||
    compareText(a.id.rule, b.id.rule)
  );
}
