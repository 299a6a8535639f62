// Webhooks that the API server asks before it takes a request: one that does not answer stops whatever it is asked about.
import { canonicalJson } from '../../model/digest.ts';
import { child, isJsonList, type Json, type Resource } from '../../model/resource.ts';
import type { Family, Places } from './finding.ts';

const KINDS: ReadonlySet<string> = new Set(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']);

/** Webhook configurations that come, change in what they do, or go away. */
export const findWebhooks: Family = ({ change, before, after }) => {
  const { group, kind, name } = change.id;
  if (group !== 'admissionregistration.k8s.io' || !KINDS.has(kind)) return [];
  if (change.action === 'delete') {
    const help = 'What it checked or changed in requests is let through as it comes.';
    return [{ level: 'caution', code: 'webhook-changed', say: saying(kind, name, 'goes away'), help }];
  }
  if (after === undefined || (before !== undefined && webhooksOf(before) === webhooksOf(after))) return [];
  const help = refusesUnasked(after)
    ? 'Where it cannot be reached, requests are refused: see that it leaves out the namespaces it needs itself, and try failurePolicy Ignore first.'
    : 'See that it asks for no more than it needs, and that its service is there first.';
  const verb = before === undefined ? 'is new' : 'changes';
  return [{ level: 'blocker', code: 'webhook-changed', say: saying(kind, name, verb), help }];
};

function saying(kind: string, name: string, verb: string): (places: Places) => string {
  return ({ show }) => `${kind} ${show(name)} ${verb}`;
}

function webhooksOf(configuration: Resource): string {
  return canonicalJson(child(configuration, 'webhooks') ?? null);
}

/** Fail is what holds where nothing is said. */
function refusesUnasked(configuration: Resource): boolean {
  const webhooks: Json = child(configuration, 'webhooks') ?? [];
  return isJsonList(webhooks) && webhooks.some((webhook) => (child(webhook, 'failurePolicy') ?? 'Fail') === 'Fail');
}
