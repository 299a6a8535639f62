// The sentences that planning has to say about one downstream.
import { isMadeFor, type DeliveryConcern, type DeliveryProfile } from '../kube/index.ts';
import type { Diagnostic, Position } from '../model/diagnostic.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import { parseRuleKey, policyLabel, type RuleId } from '../model/rule-id.ts';
import { describeResource, parseResourceKey, type ResourceKey } from '../model/resource.ts';
import type { Want } from './conflicts.ts';

/** A file without a ledger entry lies where a rule wants to write. */
export function tellForeignFile(target: ResourceKey, want: Want, at: Position): Diagnostic {
  return {
    code: 'plan/foreign-file',
    severity: 'error',
    message: `${nameOf(target)} is in ${at.file}, which Headwater did not write, so it is left alone`,
    help: 'Remove the file, or take it up with `headwater adopt --from-output`.',
    ...aboutWant(target, want),
  };
}

/** A synchronized rule replaces an object of the inventory that Headwater did not make. */
export function tellTaken(target: ResourceKey, want: Want): Diagnostic {
  return {
    code: 'plan/claims-foreign',
    severity: 'notice',
    message: `${nameOf(target)} is in the inventory and was not made by Headwater; the synchronized rule replaces it`,
    help: 'If that is not meant, give the downstream another name or exclude the trigger.',
    ...aboutWant(target, want),
  };
}

/** The file of a downstream is not what the ledger says. */
export function tellTampered(
  target: ResourceKey,
  path: string,
  want: Want | undefined,
  entry: LedgerEntry | undefined,
): Diagnostic {
  const message = entry
    ? `${path} should hold ${nameOf(target)} alone and does not, so it is left alone`
    : `${path} is taken by a file that Headwater did not write, so ${nameOf(target)} is not written`;
  const help = entry
    ? 'Restore the file from Git, or move what was added to a file of its own.'
    : 'Move the file elsewhere, or take it up with `headwater adopt --from-output`.';
  const code = entry ? 'plan/tampered' : 'plan/foreign-file';
  return want
    ? { code, severity: 'error', message, help, ...aboutWant(target, want) }
    : { code, severity: 'error', message, help, about: aboutEntry(target, entry) };
}

/** The marks of a manifest were to go, and its file is not Headwater's to write. */
export function tellMarksLeft(target: ResourceKey, at: Position, entry: LedgerEntry | undefined): Diagnostic {
  const why = entry ? 'which holds more than what Headwater wrote' : 'which Headwater does not look after';
  return {
    code: 'plan/marks-left',
    severity: 'warning',
    message: `${nameOf(target)} still carries Headwater’s marks: it is in ${at.file}, ${why}`,
    at,
    about: aboutEntry(target, entry),
  };
}

/** Another cause of the downstream could not be evaluated, so that this one does not take its place yet. */
export function tellKeptForOther(target: ResourceKey, want: Want, entry: LedgerEntry): Diagnostic {
  const [first] = entry.causes;
  const owner = first ? parseRuleKey(first.rule) : undefined;
  return {
    code: 'plan/conflict',
    severity: 'error',
    message: `${nameOf(target)} belongs to ${owner ? ruleName(owner) : 'another rule'}, which could not be evaluated; it is left as it is`,
    help: 'Mend the other rule first; or give one of the two another name.',
    ...aboutWant(target, want),
  };
}

/** The namespace of a downstream is nowhere. */
export function tellNamespaceMissing(target: ResourceKey, want: Want, written: boolean): Diagnostic {
  const namespace = want.desired.id.namespace;
  return {
    code: 'plan/namespace-missing',
    severity: 'warning',
    message: `Namespace ${namespace} is neither in the inventory nor in output${written ? '' : `; ${nameOf(target)} is not created`}`,
    help: 'Add the Namespace to the inventory, or check the expression that names it.',
    ...aboutWant(target, want),
  };
}

/** A rule writes a kind that is neither built in nor taught by the inventory. */
export function tellKindUnknown({ rule, desired }: Want): Diagnostic {
  const kind = `${desired.id.kind} (${desired.content.apiVersion})`;
  return {
    code: 'evaluate/kind-unknown',
    severity: 'warning',
    message: `${kind} is not known, and is taken to live in a namespace`,
    help: `Add the CustomResourceDefinition of ${kind} to the inventory.`,
    at: rule.at,
    about: { policy: policyLabel(rule.id), rule: rule.id.rule },
  };
}

/** A Secret that no secrets mode was chosen for. */
export function tellSecretRefused(target: ResourceKey, want: Want): Diagnostic {
  return {
    code: 'plan/secret-refused',
    severity: 'error',
    message: `${nameOf(target)} would lie in Git in clear text, so it is not written`,
    help: 'Choose how Secrets go into Git with --secrets (external-secret, sops, sops-copy, sealed-secret, reference), or name plain to accept clear text.',
    ...aboutWant(target, want),
  };
}

/** A rule writes Secrets in clear text because the user said so. */
export function tellSecretPlain({ rule }: Want): Diagnostic {
  return {
    code: 'plan/secret-plain',
    severity: 'warning',
    message: 'This rule writes Secrets in clear text, as --secrets plain says: whoever reads the repository reads them',
    help: 'Prefer another --secrets mode; what is in Git’s history stays there.',
    at: rule.at,
    about: { policy: policyLabel(rule.id), rule: rule.id.rule },
  };
}

/** A reader would do with a manifest what was not meant. */
export function tellConcern(
  concern: DeliveryConcern,
  target: ResourceKey,
  want: Want,
  profile: DeliveryProfile,
): Diagnostic {
  const words = concernWords(concern, profile);
  const message = `${nameOf(target)} ${words.message}`;
  return { code: `delivery/${concern}`, severity: 'warning', message, help: words.help, ...aboutWant(target, want) };
}

function concernWords(concern: DeliveryConcern, profile: DeliveryProfile): { message: string; help: string } {
  switch (concern) {
    case 'substituted':
      return {
        message: 'holds ${…}, which Flux replaces, by nothing where it knows no such variable',
        help: isMadeFor('flux', profile)
          ? 'It was written without the annotation `kustomize.toolkit.fluxcd.io/substitute: disabled` and is left as it is: add it to the manifest.'
          : 'Where Flux substitutes, use --delivery flux or both, which switches it off for such a manifest.',
      };
    case 'large':
      return {
        message: 'is over 256 KiB, which client-side apply cannot store in its annotation',
        help: isMadeFor('argocd', profile)
          ? 'Argo CD is told to have the server apply it: ServerSideApply=true. kubectl needs --server-side.'
          : 'Apply it with --server-side, or with ServerSideApply=true in Argo CD.',
      };
    case 'list':
      return {
        message: 'has a list `items` at its top, so that Argo CD takes it for a List and applies the items instead',
        help: 'Give the field another name, or apply this one with Flux.',
      };
    case 'tracked':
      return {
        message: 'carries `argocd.argoproj.io/tracking-id`, so that Argo CD may neither compare nor prune it',
        help: 'Leave the annotation out: Argo CD sets it itself.',
      };
  }
}

/** How people are shown a key. */
export function nameOf(key: ResourceKey): string {
  const id = parseResourceKey(key);
  return id ? describeResource(id) : key;
}

function aboutWant(downstream: ResourceKey, { rule, triggerKey }: Want): Pick<Diagnostic, 'at' | 'about'> {
  return {
    at: rule.at,
    about: { policy: policyLabel(rule.id), rule: rule.id.rule, trigger: triggerKey, downstream },
  };
}

function aboutEntry(downstream: ResourceKey, entry: LedgerEntry | undefined): Diagnostic['about'] {
  const [cause] = entry?.causes ?? [];
  const id = cause ? parseRuleKey(cause.rule) : undefined;
  return cause && id ? { policy: policyLabel(id), rule: id.rule, trigger: cause.trigger, downstream } : { downstream };
}

function ruleName(id: RuleId): string {
  return `${policyLabel(id)}/${id.rule}`;
}
