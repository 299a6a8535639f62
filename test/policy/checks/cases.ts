// The one way a table of checks is run: each policy in both modes, compared by severity, code and field.
import { describe, expect, it } from 'vitest';
import { found } from './policies.ts';

/** A policy, and what is found in it: `severity code field`, in order. Without `reconcile` nothing is found there. */
export interface CheckCase {
  readonly name: string;
  readonly policy: string;
  readonly admission: readonly string[];
  readonly reconcile?: readonly string[];
}

/** Runs a table. */
export function runCases(title: string, cases: readonly CheckCase[]): void {
  describe(title, () => {
    it.each(cases)('at admission: $name', ({ policy, admission }) => {
      expect(found(policy, 'admission')).toEqual(admission);
    });
    it.each(cases)('in reconcile: $name', ({ policy, reconcile }) => {
      expect(found(policy, 'reconcile')).toEqual(reconcile ?? []);
    });
  });
}
