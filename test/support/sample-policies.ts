// A few policies and objects as users write them, for tests that are about something else.

/** Denies all traffic in every namespace; synchronized. */
export const DENY_ALL = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: default-deny
spec:
  rules:
  - name: deny-all
    match:
      any:
      - resources:
          kinds: [Namespace]
    generate:
      synchronize: true
      generateExisting: true
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      name: deny-all
      namespace: "{{request.object.metadata.name}}"
      data:
        spec:
          podSelector: {}
          policyTypes: [Ingress]
`;

/** Copies the ConfigMap default/trust into every namespace that is labelled; fails where the label names no tier. */
export const COPY_TRUST = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: trust
spec:
  rules:
  - name: copy
    match:
      any:
      - resources:
          kinds: [Namespace]
          selector:
            matchLabels: {trust: "true"}
    generate:
      synchronize: true
      apiVersion: v1
      kind: ConfigMap
      name: "trust-{{request.object.metadata.labels.tier}}"
      namespace: "{{request.object.metadata.name}}"
      clone:
        namespace: default
        name: trust
`;

/** The source of that copy. */
export const TRUST = `apiVersion: v1
kind: ConfigMap
metadata:
  name: trust
  namespace: default
data:
  ca.crt: certificate
`;

/** A Namespace, with labels as flow YAML. */
export function namespaceText(name: string, labels = '{}'): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n  labels: ${labels}\n`;
}
