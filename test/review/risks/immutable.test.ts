// Updates that would be refused: how loud, in which words, and what helps.
import { describe, expect, test } from 'vitest';
import { inEach, riskLines, risksBetween } from '../../support/a-review.ts';

const deployment = (app: string, annotations = '{}'): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: NAMESPACE, annotations: ${annotations} }
spec: { replicas: 1, selector: { matchLabels: { app: ${app} } } }
`;

const claim = (annotations: string, mode: string): string => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: team-a, annotations: ${annotations} }
spec: { accessModes: [${mode}] }
`;

const FORCED = '{ kustomize.toolkit.fluxcd.io/force: enabled }';

describe('a field that cannot be changed', () => {
  test('is a blocker, with what to do', () => {
    const [risk] = risksBetween({ before: deployment('web'), after: deployment('api') });
    expect(risk).toEqual({
      level: 'blocker',
      code: 'immutable-field',
      message: 'Deployment web in NAMESPACE changes spec.selector, which cannot be changed',
      count: 1,
      groups: [0],
      help: 'It has to be deleted and created again; Flux does that where it is annotated kustomize.toolkit.fluxcd.io/force: enabled.',
      at: { file: 'policies/tenants.yaml', line: 7 },
    });
  });

  test('is told once for many', () => {
    const each = (app: string): string => inEach(['team-a', 'team-b', 'team-c'], deployment(app));
    expect(riskLines({ before: each('web'), after: each('api'), folded: true })).toEqual([
      'blocker immutable-field (3) Deployment web in 3 namespaces changes spec.selector, which cannot be changed',
    ]);
  });

  test('is a caution where Flux is told to create it again', () => {
    expect(riskLines({ before: deployment('web'), after: deployment('api', FORCED) })).toEqual([
      'caution immutable-field (1) Deployment web in NAMESPACE changes spec.selector, so that it is deleted and created again',
    ]);
  });

  test('stays a blocker there for what holds data', () => {
    const [risk] = risksBetween({ before: claim('{}', 'ReadWriteOnce'), after: claim(FORCED, 'ReadWriteMany') });
    expect(risk).toMatchObject({
      level: 'blocker',
      message: 'PersistentVolumeClaim data in team-a changes spec.accessModes, so that it is deleted and created again',
      help: 'It has to be deleted and created again, and may take data with it: make a copy first.',
    });
  });

  test('is none on what is new, or what goes', () => {
    const after = deployment('api');
    expect(riskLines({ after, inventoryBefore: deployment('web') })).toEqual([]);
    expect(riskLines({ before: after })).toEqual([]);
  });

  test('is none where nothing of it changes', () => {
    expect(riskLines({ before: deployment('web'), after: deployment('web', '{ a: b }') })).toEqual([]);
  });
});
