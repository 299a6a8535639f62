// An expression that does not parse is told at the place inside its text, whatever the style it is written in.
import { describe, expect, it } from 'vitest';
import { checkPolicies } from '../../../src/policy/checks/index.ts';
import { aPolicy, policiesOf, someKinds } from './policies.ts';

/** What stands in the file from each place on that a broken expression is told at, to the end of its line. */
function toldAt(data: string): readonly string[] {
  const policy = aPolicy({ data });
  const lines = policy.split('\n');
  return checkPolicies(policiesOf(policy), { kinds: someKinds(), mode: 'reconcile' })
    .filter(({ code }) => code === 'policy/expression')
    .map(({ at }) => lines[at!.line - 1]!.slice(at!.column - 1));
}

describe('a broken expression is told at its place', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['in quotes', `data: {data: {k: "a {{ request.object.! }} b"}}`, ['! }} b"}}']],
    ['behind an escape', `data: {data: {k: "\\u00e9\\"{{request.object.!}}"}}`, ['!}}"}}']],
    ['in a literal block', 'data:\n  data:\n    k: |\n      a\n      b: {{ request.object.! }}\n      c', ['! }}']],
    ['in a folded block', 'data:\n  data:\n    k: >-\n      {{ request.object\n      .! }}\n      c', ['! }}']],
    ['in the second variable', `data: {data: {k: "{{ request.name }}{{- request.! }}"}}`, ['! }}"}}']],
    ['not at its like outside of braces', `data: {data: {k: 'request.! {{ request.! }}'}}`, ["! }}'}}"]],
    ['not at its like that is escaped', `data: {data: {k: '\\{{ request.! }} {{ request.! }}'}}`, ["! }}'}}"]],
    ['at the end', `data: {data: {k: '{{ request. }}'}}`, [" }}'}}"]],
  ])('%s', (_, data, places) => {
    expect(toldAt(data)).toEqual(places);
  });

  it.each<readonly [string, string, readonly string[]]>([
    ['in a key', `data: {data: {"{{ request.! }}": a}}`, ['"{{ request.! }}": a}}']],
    ['empty', `data: {data: {k: '{{ }}'}}`, ["k: '{{ }}'}}"]],
  ])('or at its field: %s', (_, data, places) => {
    expect(toldAt(data)).toEqual(places);
  });
});
