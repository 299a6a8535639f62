// A deterministic project for measuring: N namespaces, each with a few workloads, and one policy of each common form. A namespace
// depends on its own number only, so that the project of N + 1 namespaces is the project of N and one more.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TIERS = ['gold', 'silver', 'bronze'];

/** Writes DIR/policies and DIR/cluster-state with `count` namespaces. */
export function writeWorkload(dir, count) {
  for (const folder of ['policies', 'cluster-state']) mkdirSync(join(dir, folder), { recursive: true });
  for (const [name, text] of Object.entries(POLICIES)) writeFileSync(join(dir, 'policies', `${name}.yaml`), text);
  writeFileSync(join(dir, 'cluster-state', 'shared.yaml'), SHARED);
  for (let index = 0; index < count; index += 1) writeNamespace(dir, index);
}

/** Writes one namespace more. */
export function writeNamespace(dir, index) {
  const name = `team-${String(index).padStart(5, '0')}`;
  writeFileSync(join(dir, 'cluster-state', `${name}.yaml`), namespaceText(name, index));
}

function namespaceText(name, index) {
  const workloads = [0, 1, 2].map((number) => deployment(name, number, (index + number) % 4));
  return [namespace(name, index), ...workloads].join('---\n');
}

function namespace(name, index) {
  return `apiVersion: v1
kind: Namespace
metadata:
  annotations:
    example.com/items: one,two,item-${index % 7}
    example.com/owner: owner-${index % 50}@example.com
  creationTimestamp: "2024-03-01T08:00:00Z"
  labels:
    kubernetes.io/metadata.name: ${name}
    shared: "${index % 2 === 0}"
    tier: ${TIERS[index % TIERS.length]}
  name: ${name}
  resourceVersion: "${100000 + index}"
  uid: 00000000-0000-4000-a000-${String(index).padStart(12, '0')}
status:
  phase: Active
`;
}

function deployment(namespaceName, number, replicas) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app.kubernetes.io/name: app-${number}
  name: app-${number}
  namespace: ${namespaceName}
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app.kubernetes.io/name: app-${number}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-${number}
    spec:
      containers:
      - args:
        - --listen=:8080
        image: registry.example.com/app-${number}:1.2.${number}
        name: app
        ports:
        - containerPort: 8080
          name: http
        resources:
          limits:
            memory: 512Mi
          requests:
            cpu: 100m
`;
}

const SHARED = ['default', 'platform']
  .map((name) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`)
  .concat(
    [0, 1, 2].map(
      (number) => `apiVersion: v1
kind: ConfigMap
metadata:
  labels:
    copy: "true"
  name: settings-${number}
  namespace: platform
data:
  region: eu-west-${number}
  settings.yaml: |
    tracing: on
    sampling: 0.${number}
`,
    ),
  )
  .join('---\n');

function policy(name, kinds, generate, more = '') {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: ${name}
spec:
  rules:
  - name: ${name}
    match:
      any:
      - resources:
          kinds: [${kinds}]
    exclude:
      any:
      - resources:
          namespaces: [platform]
${more}    generate:
      synchronize: true
      generateExisting: true
${generate}`;
}

const POLICIES = {
  data: policy(
    'default-deny',
    'Namespace',
    `      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      name: default-deny
      namespace: "{{request.object.metadata.name}}"
      data:
        spec:
          podSelector: {}
          policyTypes: [Ingress, Egress]
`,
  ),
  expression: policy(
    'quota',
    'Namespace',
    `      apiVersion: v1
      kind: ResourceQuota
      name: "{{ request.object.metadata.labels.tier || 'none' }}-quota"
      namespace: "{{request.object.metadata.name}}"
      data:
        metadata:
          annotations:
            example.com/owner: "{{ to_upper(request.object.metadata.annotations.\\"example.com/owner\\" || 'nobody') }}"
        spec:
          hard:
            pods: "{{ pods }}"
`,
    `    context:
    - name: pods
      variable:
        jmesPath: length(request.object.metadata.name) || '10'
`,
  ),
  clone: policy(
    'copy-settings',
    'Namespace',
    `      apiVersion: v1
      kind: ConfigMap
      name: settings
      namespace: "{{request.object.metadata.name}}"
      clone:
        namespace: platform
        name: settings-0
`,
  ),
  'clone-list': policy(
    'copy-all-settings',
    'Namespace',
    `      namespace: "{{request.object.metadata.name}}"
      cloneList:
        namespace: platform
        kinds: [v1/ConfigMap]
        selector:
          matchLabels: {copy: "true"}
`,
    `    preconditions:
      all:
      - key: "{{ request.object.metadata.labels.shared || '' }}"
        operator: Equals
        value: "true"
`,
  ),
  foreach: policy(
    'items',
    'Namespace',
    `      foreach:
      - list: split(request.object.metadata.annotations."example.com/items" || 'none', ',')
        apiVersion: v1
        kind: ConfigMap
        name: "item-{{element}}-{{elementIndex}}"
        namespace: "{{request.object.metadata.name}}"
        data:
          data:
            element: "{{element}}"
`,
  ),
  workload: policy(
    'disruption-budget',
    'Deployment',
    `      apiVersion: policy/v1
      kind: PodDisruptionBudget
      name: "{{request.object.metadata.name}}"
      namespace: "{{request.object.metadata.namespace}}"
      data:
        spec:
          minAvailable: 1
          selector: "{{request.object.spec.selector}}"
`,
    `    preconditions:
      all:
      - key: "{{ request.object.spec.replicas }}"
        operator: GreaterThan
        value: 1
`,
  ),
};
