import { describe, expect, test } from 'vitest';
import { guessPlural } from '../../src/kube/index.ts';
import { BUILT_IN_KINDS } from '../../src/kube/built-in-kinds.ts';

describe('a plural', () => {
  test.each([
    { kind: 'Widget', plural: 'widgets' },
    { kind: 'BackupPolicy', plural: 'backuppolicies' },
    { kind: 'Gateway', plural: 'gateways' },
    { kind: 'Class', plural: 'classes' },
    { kind: 'Mailbox', plural: 'mailboxes' },
    { kind: 'Branch', plural: 'branches' },
    { kind: 'Mesh', plural: 'meshes' },
  ])('of $kind is guessed as $plural', ({ kind, plural }) => {
    expect(guessPlural(kind)).toBe(plural);
  });

  test('is guessed right for every built-in kind but one', () => {
    const wrong = BUILT_IN_KINDS.filter(({ kind, plural }) => guessPlural(kind) !== plural).map(({ kind }) => kind);
    expect(wrong).toEqual(['Endpoints']);
  });
});
