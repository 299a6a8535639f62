// Whatever objects hold: risks are found without an error, in their order, with groups that are there, and never with a Secret's value.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../src/model/plan.ts';
import { ruleKey } from '../../../src/model/rule-id.ts';
import { resourceKey, type Json, type Resource } from '../../../src/model/resource.ts';
import { compareRisks } from '../../../src/review/risks/gather.ts';
import { findRisks } from '../../../src/review/risks/risks.ts';
import { aReview, groupsOf } from '../../support/a-review.ts';
import { runs, SHOWN_SEED } from '../../support/property-runs.ts';
import { aRule } from '../../support/planning.ts';

const KINDS = [
  'v1/ConfigMap',
  'v1/Namespace',
  'v1/PersistentVolumeClaim',
  'v1/Pod',
  'v1/ResourceQuota',
  'v1/Secret',
  'v1/Service',
  'apps/v1/StatefulSet',
  'batch/v1/Job',
  'networking.k8s.io/v1/NetworkPolicy',
  'rbac.authorization.k8s.io/v1/ClusterRole',
  'rbac.authorization.k8s.io/v1/RoleBinding',
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration',
];
const FIELDS = [
  ...['spec', 'rules', 'roleRef', 'subjects', 'aggregationRule', 'webhooks', 'data', 'stringData', 'immutable', 'type'],
];
const KEYS = ['verbs', 'resources', 'apiGroups', 'kind', 'name', 'clusterIP', 'template', 'selector', '__proto__', ''];

const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, 1, 10n ** 20n, '', '*', 'None', 'bind', 'team-a', '1Gi', 'cluster-admin'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('json'), { maxKeys: 4 }),
  ),
}));

const CONTENT = fc.dictionary(fc.constantFrom(...FIELDS), json, { maxKeys: 5 });

const CHANGE: fc.Arbitrary<Change> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    namespace: fc.constantFrom('', 'team-a', 'team-b'),
    name: fc.constantFrom('a', 'team-a', 'x-team-b', '\u0000', '‹namespace›'),
    action: fc.constantFrom('create', 'update', 'delete', 'retain', 'hold'),
    before: CONTENT,
    after: CONTENT,
  })
  .map(({ kind: written, namespace, name, action, before, after }): Change => {
    const parts = written.split('/');
    const [kind, version] = [parts.pop()!, parts.join('/')];
    const head = { apiVersion: version, kind, metadata: { name, namespace } };
    const id = { group: parts.length > 1 ? (parts[0] ?? '') : '', kind, namespace, name };
    const [was, is]: readonly Resource[] = [
      { ...before, ...head },
      { ...after, ...head },
    ];
    const cause = { rule: ruleKey(aRule('tenants').id), trigger: resourceKey({ ...id, kind: 'Namespace' }), round: 0 };
    return {
      id,
      action,
      reason: 'rule-changed',
      path: 'a.yaml',
      ...(action === 'create' ? {} : { before: was! }),
      ...(action === 'delete' ? {} : { after: is! }),
      causes: [cause],
    };
  });

describe(`findRisks, ${SHOWN_SEED}`, () => {
  test('finds what it finds in any object, in order', () => {
    fc.assert(
      fc.property(fc.array(CHANGE, { maxLength: 12 }), fc.boolean(), (changes, folded) => {
        const { input } = aReview({});
        const groups = groupsOf(changes, folded);
        const plan = { ...input.plan, changes };
        const risks = findRisks({ ...input, plan }, groups);
        expect(risks).toEqual([...risks].sort(compareRisks));
        for (const { count, groups: concerned } of risks) {
          const members = concerned.reduce((sum, index) => sum + groups[index]!.changes.length, 0);
          expect(count).toBeLessThanOrEqual(members);
          expect(count).toBeGreaterThanOrEqual(concerned.length);
          expect(concerned).toEqual([...concerned].sort((a, b) => a - b));
        }
      }),
      runs(600),
    );
  });

  test('says nothing that a Secret holds', () => {
    const secret = fc.record({
      immutable: fc.boolean(),
      data: fc.constantFrom<Json>({ a: 'c2VjcmV0' }, { a: 's3cr3t' }, 's3cr3t', ['s3cr3t']),
      stringData: fc.constantFrom<Json>({}, { a: 's3cr3t' }, 's3cr3t', null),
    });
    fc.assert(
      fc.property(secret, secret, fc.constantFrom('create', 'update', 'delete', 'retain'), (before, after, action) => {
        const head = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'team-a' } };
        const id = { group: '', kind: 'Secret', namespace: 'team-a', name: 'a' };
        const states = { before: { ...before, ...head }, after: { ...after, ...head } };
        const causes = [{ rule: ruleKey(aRule('tenants').id), trigger: resourceKey(id), round: 0 }];
        const change: Change = { id, action, reason: 'rule-changed', path: 'a.yaml', ...states, causes };
        const { input } = aReview({});
        const told = [
          {
            code: 'plan/secret-plain',
            severity: 'warning',
            message: '',
            about: { policy: 'tenants', rule: 'generate' },
          },
        ] as const;
        const plan = { ...input.plan, changes: [change], diagnostics: told };
        const text = JSON.stringify(findRisks({ ...input, plan }, groupsOf([change], false)));
        expect(text).not.toMatch(/s3cr3t|c2VjcmV0/);
      }),
      runs(200),
    );
  });
});
