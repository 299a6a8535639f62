// Webhook configurations and Secrets: what of them is told, and that nothing of a Secret is.
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { aReview, inEach, lineOf, riskLines, risksBetween, type States } from '../../support/a-review.ts';
import { findRisks } from '../../../src/review/risks/risks.ts';

const webhook = (kind: string, webhooks: string, labels = '{}'): string => `
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}
metadata: { name: checks, labels: ${labels} }
webhooks: ${webhooks}
`;

const KINDS = [['ValidatingWebhookConfiguration'], ['MutatingWebhookConfiguration']] as const;

describe('a webhook configuration', () => {
  test.each(KINDS)('is a blocker where a %s is new or changes', (kind) => {
    const [before, after] = [webhook(kind, '[{ name: a, failurePolicy: Ignore }]'), webhook(kind, '[{ name: a }]')];
    expect(riskLines({ after })).toEqual([`blocker webhook-changed (1) ${kind} checks is new`]);
    expect(riskLines({ before, after })).toEqual([`blocker webhook-changed (1) ${kind} checks changes`]);
    expect(risksBetween({ before, after })[0]?.help).toContain('requests are refused');
    expect(risksBetween({ before: after, after: before })[0]?.help).not.toContain('requests are refused');
  });

  test.each(KINDS)('is a caution where a %s goes away', (kind) => {
    expect(riskLines({ before: webhook(kind, '[]') })).toEqual([
      `caution webhook-changed (1) ${kind} checks goes away`,
    ]);
  });

  test.each(KINDS)('is no risk where only labels of a %s change', (kind) => {
    expect(
      riskLines({ before: webhook(kind, '[{ name: a }]'), after: webhook(kind, '[{ name: a }]', '{ a: b }') }),
    ).toEqual([]);
  });

  test('is no risk where it is another kind of that group', () => {
    expect(riskLines({ after: webhook('ValidatingAdmissionPolicy', '[]') })).toEqual([]);
  });
});

const VALUE = 'aHVudGVyMg==';
const secret = (fields: string, labels = '{}'): string => `
apiVersion: v1
kind: Secret
metadata: { name: regcred, namespace: NAMESPACE, labels: ${labels} }
${fields}
`;

const PLAIN: Diagnostic = {
  code: 'plan/secret-plain',
  severity: 'warning',
  message: 'This rule writes Secrets in clear text',
  about: { policy: 'tenants', rule: 'generate' },
};

/** The risks where a rule of this name writes Secrets in clear text. */
function plainLines(states: States, rule = 'generate'): readonly string[] {
  const { input, groups } = aReview(states);
  const diagnostics = [{ ...PLAIN, about: { policy: 'tenants', rule } }];
  return findRisks({ ...input, plan: { ...input.plan, diagnostics } }, groups).map(lineOf);
}

describe('a Secret', () => {
  test('is a caution where what it holds changes', () => {
    const each = (value: string): string => inEach(['team-a', 'team-b'], secret(`data: { password: ${value} }`));
    expect(riskLines({ before: each('b2xk'), after: each(VALUE), folded: true })).toEqual([
      'caution secret-changed (2) Secret regcred changes in 2 namespaces',
    ]);
    expect(riskLines({ before: secret('type: Opaque'), after: secret('data: { a: YQ== }') })).toEqual([
      'caution secret-changed (1) Secret regcred changes in NAMESPACE',
    ]);
  });

  test.each([
    ['new', undefined, secret(`data: { password: ${VALUE} }`)],
    ['changed in a label', secret(`data: { password: ${VALUE} }`), secret(`data: { password: ${VALUE} }`, '{ a: b }')],
    [
      'written in another way',
      secret(`data: { password: ${VALUE} }`),
      secret('stringData: { password: hunter2 }\ntype: Opaque'),
    ],
    ['another’s', secret('').replace('v1', 'acme.io/v1'), secret(`data: { a: ${VALUE} }`).replace('v1', 'acme.io/v1')],
  ])('is no risk where it is %s', (_what, before, after) => {
    expect(riskLines({ ...(before === undefined ? {} : { before }), after })).toEqual([]);
  });

  test('is a caution where it goes away', () => {
    expect(riskLines({ before: secret(`data: { password: ${VALUE} }`) })).toEqual([
      'caution secret-removed (1) A Secret goes away: NAMESPACE/regcred',
    ]);
    expect(riskLines({ before: inEach(['team-a', 'team-b'], secret('')) })).toEqual([
      'caution secret-removed (2) A Secret goes away in 2 namespaces: regcred',
    ]);
  });

  test('is a blocker where it comes to lie in Git in clear text', () => {
    const [before, after] = [secret('data: { password: b2xk }'), secret(`data: { password: ${VALUE} }`)];
    const clear = 'blocker secret-clear-text (1) Secret regcred lies in Git in clear text in NAMESPACE';
    expect(plainLines({ after })).toEqual([clear]);
    expect(plainLines({ before, after })).toEqual([
      clear,
      'caution secret-changed (1) Secret regcred changes in NAMESPACE',
    ]);
  });

  test('is none where nothing of it is new in Git, or another rule writes in clear text', () => {
    const after = secret(`data: { password: ${VALUE} }`);
    expect(plainLines({ before: after, after: secret(`data: { password: ${VALUE} }`, '{ a: b }') })).toEqual([]);
    expect(plainLines({ after }, 'other')).toEqual([]);
  });

  test('shows nothing of what it holds', () => {
    const { input, groups } = aReview({
      before: secret('data: { password: b2xk }'),
      after: secret(`stringData: { password: hunter2 }`),
    });
    const text = JSON.stringify(findRisks({ ...input, plan: { ...input.plan, diagnostics: [PLAIN] } }, groups));
    for (const value of ['b2xk', 'hunter2', VALUE, 'old']) expect(text).not.toContain(value);
  });
});
