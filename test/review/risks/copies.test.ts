// Values of Secrets that a change would put into objects that are none: told as a blocker, and never in any words.
import { describe, expect, test } from 'vitest';
import { foldChanges } from '../../../src/review/fold.ts';
import { findRisks } from '../../../src/review/risks/risks.ts';
import { aReview, objectsOf, riskLines } from '../../support/a-review.ts';
import { anOutput } from '../../support/planning.ts';
import type { ReviewInput } from '../../../src/review/index.ts';

const VALUE = 'correct-horse-battery';
const SECRET = `apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: team-a}\nstringData: {password: ${VALUE}}\n`;
const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n';

function configMap(value: string, name = 'copy'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: team-a}\ndata: {a: "${value}"}\n`;
}

const TOLD = (what: string): string =>
  `blocker secret-clear-text (1) ConfigMap ${what} holds a value of a Secret in clear text in team-a`;

describe('a value of a Secret in another object', () => {
  test.each([
    ['as it is', VALUE],
    ['within a text', `postgres://me:${VALUE}@db/x`],
    ['in base64', btoa(VALUE)],
  ])('%s is a blocker', (_, value) => {
    expect(riskLines({ after: configMap(value), inventoryBefore: SECRET })).toEqual([TOLD('copy')]);
  });

  test('is one where it comes into an object, and none where it was there, or where the trigger shows it', () => {
    const labelled = NAMESPACE.replace('name: team-a', `name: team-a, labels: {a: ${VALUE}}`);
    expect(riskLines({ before: configMap('x'), after: configMap(VALUE), inventoryAfter: SECRET })).toEqual([
      TOLD('copy'),
    ]);
    expect(
      riskLines({
        before: configMap(VALUE),
        after: `${configMap(VALUE).trimEnd().slice(0, -1)}, b: y}\n`,
        inventoryBefore: SECRET,
      }),
    ).toEqual([]);
    expect(riskLines({ after: configMap(VALUE), inventoryBefore: `${SECRET}---\n${labelled}` })).toEqual([]);
    expect(riskLines({ after: configMap('correct'), inventoryBefore: SECRET })).toEqual([]);
  });

  test('is told where it is the name, without it', () => {
    expect(riskLines({ after: configMap('x', `x-${VALUE}`), inventoryBefore: SECRET })).toEqual([
      TOLD('x-‹secret 21 bytes›'),
    ]);
  });

  const NESTED = {
    'JSON in base64 in JSON': JSON.stringify({ auths: { r: { auth: btoa(`robot:${VALUE}`) } } }),
    'JSON in JSON': JSON.stringify({ inner: JSON.stringify({ deep: [VALUE] }) }),
    'base64 twice': btoa(VALUE),
    'an address': `url: postgres://me:${VALUE}@db/x`,
    'lines of a file': `USER=me\nDB_PASSWORD="${VALUE}"\n`,
    'a kubeconfig': `users:\n- name: me\n  user:\n    token: ${VALUE}\n`,
  };

  test.each(Object.entries(NESTED))('that lies in %s is found, in a diff as in a risk', (_, value) => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: team-a}\ndata: {x: ${btoa(value)}}\n`;
    const { input } = aReview({ after: configMap(`x ${VALUE} y`), inventoryBefore: secret });
    expect(foldChanges(input)[0]?.group.diff).toContain('x ‹secret 21 bytes› y');
    expect(riskLines({ after: configMap(VALUE), inventoryBefore: secret })).toEqual([TOLD('copy')]);
  });

  test('of a Secret that lies in output, or that the run writes, is hidden too', () => {
    const { input } = aReview({ after: `${configMap(VALUE)}---\n${SECRET}` });
    const inOutput: ReviewInput = {
      ...aReview({ after: configMap(VALUE) }).input,
      output: anOutput(...objectsOf(SECRET)),
    };
    for (const one of [input, inOutput]) {
      const told = JSON.stringify([foldChanges(one).map(({ group }) => group), findRisks(one, foldChanges(one))]);
      expect(told).not.toContain(VALUE);
      expect(told).toContain('holds a value of a Secret');
    }
  });

  test('that repeats the name of a Namespace hides no name', () => {
    const secret = SECRET.replace(VALUE, 'team-alpha-one');
    const namespace = NAMESPACE.replace('team-a', 'team-alpha-one');
    const inventoryBefore = `${secret}---\n${namespace}`;
    const { input } = aReview({ after: configMap('team-alpha-one'), inventoryBefore });
    expect(foldChanges(input)[0]?.group.diff).toContain('a: team-alpha-one');
    expect(riskLines({ after: configMap('team-alpha-one'), inventoryBefore })).toEqual([]);
  });
});

test('no sentence about RBAC repeats one', () => {
  const role = `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r, namespace: team-a}\nrules: [{apiGroups: [""], resources: [secrets], resourceNames: ["${VALUE}"], verbs: [get, "${VALUE}"]}]\n`;
  const binding = `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: team-a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: "${VALUE}"}\nsubjects: [{kind: User, name: "${VALUE}"}]\n`;
  const lines = riskLines({ after: `${role}---\n${binding}`, inventoryBefore: SECRET });
  expect(lines.length).toBe(4);
  expect(lines.join('\n')).not.toContain(VALUE);
});
