// Runs files of language vectors (lists of JSON cases) against the packages: prints each case that differs, then the counts.
// The kind of a file is told by its name; a new kind is one line in KINDS.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Capabilities, JmesValue } from '../src/jmespath/index.ts';
import { compileExpression, compileTemplate, isExpressionError, isTemplateError } from '../src/jmespath/index.ts';
import type { RenderMode } from '../src/jmespath/index.ts';
import { evaluateOperator } from '../src/policy/cluster-policy/operators.ts';
import { runCelCase, type CelCase, type CelOutcome } from './vectors-cel.ts';
import { matchingCase, type MatchingCase } from './vectors-matching.ts';

/** A case as it stands in a file. */
type Case = { readonly [field: string]: JmesValue };

/** What came of a case: a value, or a failure and why. */
type Outcome = { readonly value: JmesValue } | { readonly failure: string };

/** How `parse_yaml` reads, where the caller knows. */
type ParseYaml = Capabilities['parseYaml'];

function capabilities(parseYaml: ParseYaml): Capabilities {
  return { now: '2026-01-02T03:04:05Z', seed: 'vectors', ...(parseYaml === undefined ? {} : { parseYaml }) };
}

/** What runs the cases of a file, by the name of the file without `.json`. */
const KINDS: Readonly<Record<string, (test: Case, offered: Capabilities) => Outcome>> = {
  jmespath: runExpression,
  matching: runMatching,
  preconditions: runPrecondition,
  substitution: runSubstitution,
};

/** Runs the files and writes what differs; the exit status: 0 when every case passed. */
export function runFiles(files: readonly string[], write: (line: string) => void, parseYaml?: ParseYaml): number {
  const offered = capabilities(parseYaml);
  let passed = 0;
  let failed = 0;
  let lenient = 0;
  for (const file of files) {
    if (CEL_FILES.has(basename(file, '.json'))) {
      const counts = runCelFile(file, write);
      passed += counts.passed;
      failed += counts.failed;
      lenient += counts.lenient;
      continue;
    }
    const run = KINDS[basename(file, '.json')];
    if (run === undefined) {
      write(`${file}: no such kind of vectors; there are ${[...Object.keys(KINDS), ...CEL_FILES].join(', ')}`);
      return 2;
    }
    // The files are lists of flat cases by their description.
    for (const test of JSON.parse(readFileSync(file, 'utf8')) as readonly Case[]) {
      const outcome = run(test, offered);
      if (agrees(test, outcome)) passed++;
      else {
        failed++;
        write(difference(test, outcome));
      }
    }
  }
  if (lenient > 0) write(`${lenient} of those that passed took the outcome of an evaluation without a check`);
  write(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Files whose cases are of CEL. */
const CEL_FILES: ReadonlySet<string> = new Set(['cel', 'templates']);

function runCelFile(file: string, write: (line: string) => void): Record<'passed' | 'failed' | 'lenient', number> {
  const counts = { passed: 0, failed: 0, lenient: 0 };
  for (const test of JSON.parse(readFileSync(file, 'utf8')) as readonly (Case & CelCase)[]) {
    const outcome = runCelCase(test);
    const isGood = celAgrees(test, outcome);
    counts[isGood ? 'passed' : 'failed']++;
    if (!isGood) write(celDifference(test, outcome));
    // The checker is always asked here; this counts what only an unchecked evaluation would give.
    if (isGood && test['error'] === true && !('failure' in outcome)) counts.lenient++;
  }
  return counts;
}

/** With an error expected any error will do, and also exactly what an evaluation without a check gives. */
function celAgrees(test: Case & CelCase, outcome: CelOutcome): boolean {
  const expectsError = test['error'] === true;
  if ('failure' in outcome) return expectsError;
  if (expectsError) return 'lenient' in test && isDeepStrictEqual(plain(outcome.value), plain(test['lenient'] ?? null));
  const sameValue = isDeepStrictEqual(plain(outcome.value), plain(test['result'] ?? null));
  const sameType = test.type === undefined || test.type === outcome.type;
  const { generated } = test;
  const sameObjects = generated === undefined || isDeepStrictEqual(plain(outcome.generated), plain(generated));
  return sameValue && sameType && sameObjects;
}

function celDifference(test: Case & CelCase, outcome: CelOutcome): string {
  const expected =
    test['error'] === true
      ? `an error (${text(test, 'phase')})`
      : JSON.stringify({ value: test['result'], type: test.type, generated: test['generated'] });
  const came = 'failure' in outcome ? `an error (${outcome.phase}): ${outcome.failure}` : JSON.stringify(outcome);
  const given = JSON.stringify(test.expr ?? test.template?.value);
  return `${text(test, 'id')}: ${text(test, 'about')}\n  given    ${given}\n  expected ${expected}\n  came     ${came}`;
}

function agrees(test: Case, outcome: Outcome): boolean {
  if (test['error'] === true) return 'failure' in outcome;
  return 'value' in outcome && isDeepStrictEqual(plain(outcome.value), plain(test['result'] ?? null));
}

/** Without what JSON does not tell apart, such as -0 and 0. */
function plain(value: JmesValue): unknown {
  return JSON.parse(JSON.stringify(value));
}

function difference(test: Case, outcome: Outcome): string {
  const hidden = new Set(['id', 'about', 'input', 'result', 'error']);
  const shown = Object.keys(test).filter((field) => !hidden.has(field));
  const given = Object.fromEntries(shown.map((field) => [field, test[field]]));
  const expected = test['error'] === true ? 'an error' : JSON.stringify(test['result']);
  const came = 'value' in outcome ? JSON.stringify(outcome.value) : `an error: ${outcome.failure}`;
  return `${text(test, 'id') || text(test, 'about')}\n  given    ${JSON.stringify(given)}\n  expected ${expected}\n  came     ${came}`;
}

function text(test: Case, field: string): string {
  const value = test[field];
  return typeof value === 'string' ? value : '';
}

function runExpression(test: Case, offered: Capabilities): Outcome {
  return evaluate(text(test, 'expr'), test['input'] ?? null, offered);
}

function evaluate(expression: string, input: JmesValue, offered: Capabilities): Outcome {
  const compiled = compileExpression(expression);
  const result = isExpressionError(compiled) ? compiled : compiled.evaluate(input, offered);
  return isExpressionError(result) ? { failure: result.message } : { value: result };
}

function runPrecondition(test: Case): Outcome {
  const result = evaluateOperator(text(test, 'operator'), test['key'] ?? null, test['value'] ?? null);
  return typeof result === 'boolean' ? { value: result } : { failure: result.error };
}

function runMatching(test: Case): Outcome {
  // The file is read as flat cases of any kind; those of this file have the fields that their `what` says.
  const { got } = matchingCase(test as unknown as MatchingCase);
  const value = got as JmesValue;
  return isErrorCase(value) ? { failure: 'the selector is not legal' } : { value };
}

function isErrorCase(value: JmesValue): boolean {
  return typeof value === 'object' && value !== null && 'error' in value;
}

function runSubstitution(test: Case, offered: Capabilities): Outcome {
  const rendered = compileTemplate(test['document'] ?? null).render(
    (expression) => {
      const compiled = compileExpression(expression);
      return isExpressionError(compiled) ? compiled : compiled.evaluate(test['input'] ?? null, offered);
    },
    { substitution: 'kyverno', operation: operationOf(test) },
  );
  return isTemplateError(rendered) ? { failure: rendered.message } : { value: rendered };
}

function operationOf(test: Case): RenderMode['operation'] {
  const named = (['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const).find((name) => name === test['operation']);
  return named ?? 'CREATE';
}
