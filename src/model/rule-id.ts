// Which rule of which policy, and its printed form.

/** Which rule: the policy's kind, namespace ('' for cluster-wide policies) and name, and the rule's name in it. */
export interface RuleId {
  readonly policyKind: string;
  readonly policyNamespace: string;
  readonly policy: string;
  readonly rule: string;
}

/** A printed RuleId, `Kind/namespace/policy/rule`. Map key and sort key. */
export type RuleKey = string & { readonly brand: 'RuleKey' };

/** Prints a rule's identity. */
export function ruleKey(id: RuleId): RuleKey {
  return [id.policyKind, id.policyNamespace, id.policy, id.rule].map(encodeURIComponent).join('/') as RuleKey;
}

/** Reads a rule key back; undefined where the text is none. */
export function parseRuleKey(text: string): RuleId | undefined {
  const parts = text.split('/');
  const [policyKind, policyNamespace, policy, rule] = parts.map(decodePart);
  if (parts.length !== 4 || !policyKind || policyNamespace === undefined || !policy || rule === undefined)
    return undefined;
  return { policyKind, policyNamespace, policy, rule };
}

/** How people are shown a policy: `name`, or `namespace/name`. */
export function policyLabel(id: RuleId): string {
  return id.policyNamespace === '' ? id.policy : `${id.policyNamespace}/${id.policy}`;
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
