// Runs a corpus: every case of its README against what the README says of it, and every inventory. Prints one line for each that
// is not as it should be, with the reasons, then the counts. Nothing here knows a case by its name.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textAt, type Json, type JsonObject } from '../../src/model/resource.ts';
import type { ReportDiagnostic } from '../../src/report/index.ts';
import type { RunResult } from '../../src/run/index.ts';
import { celInventoriesFor, celTargets, isCelPolicy } from './cel-triggers.ts';
import { givenCases, NOTHING_GIVEN, type Given } from './given.ts';
import { filesBelow, objectsIn, withProject, type CorpusProject } from './project.ts';
import { readTables, type CaseRow, type CorpusTables } from './readme.ts';
import { testProblems } from './suites.ts';
import { earlier, generatingRules, inventoriesFor, unmeetable } from './triggers.ts';

/** Runs the cases and inventories whose names hold `only`; the exit status: 0 when all are as they should be. */
export async function runCorpus(folder: string, only: string, write: (line: string) => void): Promise<0 | 1> {
  const tables = readTables(readFileSync(join(folder, 'README.md'), 'utf8'));
  const given = givenCases();
  let passed = 0;
  let failed = 0;
  const count = (name: string, problems: readonly string[]): void => {
    if (problems.length === 0) passed++;
    else failed++;
    if (problems.length > 0) write(`${name}: ${[...new Set(problems)].join('; ')}`);
  };
  for (const row of tables.cases.filter(({ name }) => name.includes(only))) {
    const path = join(folder, 'policies', row.name);
    count(row.name, await caught(() => caseProblems(row, path, tables, given.get(row.name) ?? NOTHING_GIVEN)));
  }
  for (const name of readdirSync(join(folder, 'inventories')).filter((one) => one.includes(only))) {
    count(`inventory ${name}`, await caught(() => inventoryProblems(join(folder, 'inventories', name))));
  }
  write(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function caught(find: () => Promise<readonly string[]>): Promise<readonly string[]> {
  return find().catch((error: unknown) => [
    `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  ]);
}

async function caseProblems(
  row: CaseRow,
  folder: string,
  tables: CorpusTables,
  given: Given,
): Promise<readonly string[]> {
  const file = /^policy: *(.+)$/m.exec(readFileSync(join(folder, 'SOURCE'), 'utf8'))?.[1] ?? 'policy.yaml';
  const text = readFileSync(join(folder, file), 'utf8');
  const reasons = [...(tables.refused.get(row.name) ?? []), ...given.refused];
  const told = await withProject((project) => validateProblems(project, text, row, { ...tables, reasons }));
  const outcomes = await outcomesOf(text, given.objects);
  // What is refused generates nothing that is worth a look, but a run has to get past it.
  if (reasons.length > 0) return [...told, ...outcomes.flatMap(({ lasting }) => lasting)];
  return [...told, ...generateProblems(row, text, outcomes), ...(await testProblems(folder, given))];
}

/** What `validate` should have said and did not, and the other way round. */
async function validateProblems(
  project: CorpusProject,
  text: string,
  row: CaseRow,
  { reasons, warnings: deserved }: CorpusTables & { readonly reasons: readonly string[] },
): Promise<readonly string[]> {
  project.write('policies/policy.yaml', text);
  project.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }]);
  const { diagnostics } = (await project.validate()).report;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = deserved.filter(({ cases }) => cases.includes(row.name)).map(({ what }) => what);
  const silent = [...reasons, ...warnings].filter((what) => !isProposal(what));
  const proposals = reasons.filter(isProposal);
  const answered = (what: string): boolean => diagnostics.some((one) => answers(one, what));
  // What the README would warn about may be refused: that is the louder word.
  const unasked = errors.filter((error) => !deserved.some(({ what }) => answers(error, what)));
  return [
    ...(reasons.length === 0 ? unasked.map((error) => `refused: ${shown(error)}`) : []),
    ...(reasons.length > proposals.length && errors.length === 0 ? ['not refused'] : []),
    ...[
      ...silent.filter((what) => !answered(what)),
      ...proposals.filter((what) => !diagnostics.some((one) => namesProposed(one, what, text))),
    ].map((what) => `no word about «${what}», only: ${diagnostics.map(shown).join(' / ')}`),
    ...placeProblems(diagnostics),
  ];
}

/** What the README says of a design proposal names no field. */
function isProposal(sentence: string): boolean {
  return sentence.startsWith('from a design proposal');
}

/**
 * Whether a diagnostic speaks of a name that the README gives for a part of a proposal that never shipped, and that the policy has. One of
 * them is enough: like Kyverno, `validate` judges no expression after variables that are wrong. An unknown field is a warning, since an
 * API server drops it, and what is left may be a policy.
 */
function namesProposed({ severity, message }: ReportDiagnostic, sentence: string, policy: string): boolean {
  const names = (/\(e\.g\. (.*)\)/.exec(sentence)?.[1] ?? '').split(', ').map((name) => name.split('.').at(-1) ?? '');
  return severity !== 'notice' && names.some((name) => policy.includes(name) && message.includes(name));
}

/** Whether a diagnostic stands where a sentence of the README says, and speaks of the field it names. */
function answers(diagnostic: ReportDiagnostic, sentence: string): boolean {
  const [, place = '', what = ''] = /^\.?([\w[\].]+): *(.*)$/s.exec(sentence) ?? [];
  const steps = place
    .replace(/^(?:spec\.)?/, 'spec.')
    .replace(/\[(\d*)\]/g, (_, at: string) => `.${at === '' ? '\\d+' : at}`);
  const field = diagnostic.field ?? '';
  if (!new RegExp(`^${steps}(?:\\.|$)`).test(field)) return false;
  const word = /^(apiVersion|kind|name)\b(?= is empty)/.exec(what)?.[1];
  return word === undefined || new RegExp(`\\b${word}\\b`).test(`${field} ${diagnostic.message}`);
}

/** What comes of the rules of a case, each over an inventory of its own. */
interface Outcome {
  readonly kinds: ReadonlySet<string>;
  readonly errors: readonly string[];
  /** What has to hold of every run. */
  readonly lasting: readonly string[];
  /** No inventory can meet the rule, or it has nothing to do, and it was said so. */
  readonly isExcused: boolean;
}

/** Each rule over an inventory that fits, twice. */
async function outcomesOf(text: string, given: readonly JsonObject[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const policy of objectsIn(text)) {
    const rules = isCelPolicy(policy) ? [celRule(policy)] : classicRules(policy);
    for (const { rule, inventories } of rules) {
      for (const objects of given.length > 0 ? [given] : inventories) {
        outcomes.push(await withProject((project) => outcomeOf(project, text, rule, objects)));
      }
    }
  }
  return outcomes;
}

interface RuleToTry {
  readonly rule: Json;
  readonly inventories: readonly (readonly JsonObject[])[];
}

/** A policy in CEL is one rule. */
function celRule(policy: JsonObject): RuleToTry {
  return { rule: { ...policy, name: 'generate' }, inventories: celInventoriesFor(policy) };
}

function classicRules(policy: JsonObject): readonly RuleToTry[] {
  if (policy['kind'] !== 'ClusterPolicy' && policy['kind'] !== 'Policy') return [];
  return generatingRules(policy).map((rule) => ({ rule, inventories: inventoriesFor(policy, rule) }));
}

/** The kinds that did not come out, and the errors of the runs. */
function generateProblems(row: CaseRow, text: string, outcomes: readonly Outcome[]): readonly string[] {
  const missing = targetsOf(row, text).filter((kind) => !outcomes.some(({ kinds }) => kinds.has(kind)));
  return [
    ...outcomes.flatMap(({ errors, lasting, isExcused }) => [...(isExcused ? [] : errors), ...lasting]),
    ...(missing.length > 0 && !outcomes.some(({ isExcused }) => isExcused)
      ? [`did not come out: ${missing.join(', ')}`]
      : []),
  ];
}

/** What the row says, except for kinds that a policy in CEL only refers to; where it says «by expression» what the expressions say. */
function targetsOf(row: CaseRow, text: string): readonly string[] {
  const inCel = objectsIn(text)
    .filter(isCelPolicy)
    .flatMap((policy) => [...celTargets(policy)]);
  if (inCel.length > 0)
    return row.targets.includes('by expression') ? inCel : row.targets.filter((kind) => inCel.includes(kind));
  const kinds = row.targets.map(
    (target) =>
      target
        .replace(/^cloneList: */, '')
        .split('/')
        .at(-1) ?? '',
  );
  return kinds.filter((kind) => kind !== '');
}

async function outcomeOf(
  project: CorpusProject,
  text: string,
  rule: Json,
  objects: readonly JsonObject[],
): Promise<Outcome> {
  project.write('policies/policy.yaml', text);
  if (/oldObject|UPDATE/.test(text)) {
    project.apply(objects.map(earlier));
    await project.reconcile();
  }
  project.apply(objects);
  const { report } = await project.reconcile();
  const made = [...project.output().values()].flatMap(objectsIn).map((object) => textAt(object, 'kind'));
  const own = report.diagnostics.filter((one) => one.rule === undefined || one.rule === textAt(rule, 'name'));
  const errors = own.filter(({ severity }) => severity === 'error');
  const isNever = own.some(({ code }) => code === 'match/never' || code === 'evaluate/skipped');
  return {
    kinds: new Set(made),
    isExcused: isNever || (unmeetable(rule) !== undefined && errors.length > 0),
    errors: errors.map((error) => `error: ${shown(error)}`),
    lasting: [...placeProblems(report.diagnostics), ...(await againProblems(project))],
  };
}

async function againProblems(project: CorpusProject): Promise<readonly string[]> {
  const before = new Map(filesBelow(join(project.root, 'output')));
  await project.reconcile();
  const after = filesBelow(join(project.root, 'output'));
  const changed = after.filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
  return changed.length > 0 || after.length !== before.size ? [`a second run changes ${changed.join(', ')}`] : [];
}

/** Whatever is said of a policy says where: file, line, policy, and rule where it is about one. */
function placeProblems(diagnostics: readonly ReportDiagnostic[]): readonly string[] {
  const about = diagnostics.filter(({ code }) => /^(?:policy|match|evaluate)\//.test(code));
  return about.flatMap((one) => {
    const field = one.field ?? '';
    // What a policy in CEL matches is said of the policy: it has no rules.
    const isEvaluated = one.code.startsWith('evaluate/') && !field.startsWith('spec.matchConstraints');
    const isOfRule = isEvaluated || /^spec\.rules\.\d+\./.test(field);
    const lacking = [
      ...(one.file === undefined ? ['file'] : []),
      ...(one.line === undefined || one.line < 1 ? ['line'] : []),
      ...(one.policy === undefined ? ['policy'] : []),
      ...(isOfRule && one.rule === undefined ? ['rule'] : []),
    ];
    return lacking.length === 0 ? [] : [`${one.code} without ${lacking.join(', ')}: ${one.message}`];
  });
}

/** An inventory loads, whatever is in it: what does not is named with file and line, and the rest is read. */
async function inventoryProblems(folder: string): Promise<readonly string[]> {
  return withProject(async (project) => {
    const result = await project.reconcile({ clusterState: [folder] });
    const errors = errorsOf(result);
    const nameless = errors.filter(({ file, line }) => file === undefined || line === undefined || line < 1);
    const others = errors.filter(({ code }) => !/^load\//.test(code));
    return [...nameless, ...others].map((error) => `error: ${shown(error)}`);
  });
}

function errorsOf({ report }: RunResult): readonly ReportDiagnostic[] {
  return report.diagnostics.filter(({ severity }) => severity === 'error');
}

function shown({ code, field, line, message }: ReportDiagnostic): string {
  return `${code} line ${line ?? '?'} ${field ?? ''} ${message}`;
}
