// The rows of a suite: one for each generated object, or for each rule on each resource, that a result of the test names.
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import { describeResource, type Resource } from '../model/resource.ts';
import { resourceIdOf } from '../kube/index.ts';
import { compareGenerated, type Comparison } from './compare.ts';
import { documentsOf } from './files.ts';
import type { SuitePolicy } from './policies.ts';
import type { Prepared } from './prepare.ts';
import { resourcesIn, type SuiteResource } from './resources.ts';
import { kindsFor, runCase, type Case, type CaseOptions, type RuleOutcome } from './run-case.ts';
import { meantPolicies, meantResources, tellUnknownResources, unknownResources } from './selection.ts';
import type { Expected } from './suite.ts';

/** One row. Texts that do not apply are ''. */
export interface Row {
  readonly policy: string;
  readonly rule: string;
  /** The trigger, as people are shown it, and its name alone. */
  readonly resource: string;
  readonly resourceName: string;
  readonly operation: string;
  /** The generated object. */
  readonly generated: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly expected: string;
  readonly found: string;
  readonly reason: string;
  readonly line: number;
  readonly difference?: { readonly expected: Resource; readonly found: Resource };
}

/**
 * Runs a suite.
 *
 * Order   results as written, then resources, rules and objects in theirs.
 * Errors  suite/no-resource and suite/no-rule are warnings.
 */
export function runSuite(prepared: Prepared, options: CaseOptions): Checked<readonly Row[]> {
  const known = new Map<string, readonly RuleOutcome[]>();
  const run = (one: Case): readonly RuleOutcome[] => {
    const key = [prepared.policies.indexOf(one.policy), prepared.triggers.indexOf(one.trigger), one.operation].join(
      ' ',
    );
    const outcomes = known.get(key) ?? runCase(prepared, one, options);
    known.set(key, outcomes);
    return outcomes;
  };
  const { results } = prepared.suite;
  return {
    value: results.flatMap((expected) => rowsOf(prepared, expected, run)),
    diagnostics: results.flatMap((expected) => [
      ...tellUnknownResources(prepared, expected),
      ...tellUnknownRule(prepared, expected),
      ...tellUnread(prepared, expected),
    ]),
  };
}

type Run = (one: Case) => readonly RuleOutcome[];

function rowsOf(prepared: Prepared, expected: Expected, run: Run): readonly Row[] {
  const named = meantPolicies(prepared, expected);
  const [first] = named;
  if (first === undefined) return [whole(expected, 'failed', 'none', 'no policy of the test has this name')];
  const standing = notRun(first, expected);
  if (standing !== undefined) return [standing];
  const triggers = meantResources(prepared, expected, first.form);
  const unknown = first.form === 'generating' ? unknownResources(prepared, expected) : [];
  if (triggers.length + unknown.length === 0) return [whole(expected, 'failed', 'none', 'the test has no resources')];
  return [
    ...unknown.map((name) => notFound(expected, name)),
    ...triggers.flatMap((trigger) => {
      const outcomes = named.flatMap((policy) => run({ policy, trigger, operation: expected.operation }));
      return rowsOfCase({ prepared, expected, trigger, policies: named, first }, outcomes);
    }),
  ];
}

/** To a policy in CEL no other resource stands in for one that is not there. */
function notFound(expected: Expected, name: string): Row {
  return whole({ ...expected, resources: [name] }, 'failed', 'none', 'not found: the test has no such resource');
}

/** The one row of a result whose policy or rule is not run at all. */
function notRun({ form, kind, refused, rules }: SuitePolicy, expected: Expected): Row | undefined {
  if (form === 'generating') return undefined;
  const others = 'Headwater evaluates generating rules only';
  if (form === 'other') return whole(expected, 'skipped', 'none', `${kind}: ${others}`);
  if (refused !== undefined) return whole(expected, 'skipped', 'skip', `invalid policy: ${refused}`);
  if (!rules.some(({ generates }) => generates)) return whole(expected, 'skipped', 'none', others);
  if (expected.rule === '') return undefined;
  const rule = rules.find(({ name }) => name === expected.rule);
  if (rule === undefined && !isDerived(expected.rule)) return undefined;
  return rule?.generates ? undefined : whole(expected, 'skipped', 'none', `not a generating rule: ${others}`);
}

/** A rule for Pods is one for their controllers too, under names that Kyverno makes. */
function isDerived(rule: string): boolean {
  return /^autogen-(?:cronjob-)?/.test(rule);
}

/** To Kyverno such a result is about a rule that does not apply, so that a slip of the pen holds for ever. */
function tellUnknownRule({ policies }: Prepared, { policy, rule, at }: Expected): readonly Diagnostic[] {
  const known = policies.filter(({ form, name }) => form === 'rules' && name === policy);
  const isKnown = known.some(({ rules }) => rules.some(({ name }) => name === rule));
  if (known.length === 0 || rule === '' || isKnown || isDerived(rule)) return [];
  const message = `The policy ${policy} has no rule ${rule}, so the result tells nothing of what it generates`;
  return [{ code: 'suite/no-rule', severity: 'warning', message, at, about: { policy, rule } }];
}

/** Sources of a policy in CEL are objects of its Context or of the cluster. */
function tellUnread(prepared: Prepared, expected: Expected): readonly Diagnostic[] {
  const isInCel = meantPolicies(prepared, expected).some(({ form }) => form === 'generating');
  if (expected.cloneSource === undefined || !isInCel) return [];
  const { policy, at } = expected;
  const message = `cloneSourceResource is not looked at for ${policy}, which is a policy in CEL`;
  const help = 'Put the sources into a Context file, and name it under context.';
  return [{ code: 'suite/unread', severity: 'warning', message, help, at, about: { policy } }];
}

// ---- outcomes

interface Asked {
  readonly prepared: Prepared;
  readonly expected: Expected;
  readonly trigger: SuiteResource;
  /** Those of the name; all are of the form of the first one. */
  readonly policies: readonly SuitePolicy[];
  readonly first: SuitePolicy;
}

function rowsOfCase(asked: Asked, outcomes: readonly RuleOutcome[]): readonly Row[] {
  const { expected, first } = asked;
  if (first.form === 'generating') {
    return outcomes.length === 0 ? [excluded(asked)] : outcomes.flatMap((outcome) => rowsOfOutcome(asked, outcome));
  }
  if (outcomes.length === 0) return [unmatched(asked)];
  const named = expected.rule === '' ? outcomes : outcomes.filter(({ rule }) => rule === expected.rule);
  if (named.length === 0) {
    const row = rowFor(asked, { rule: expected.rule, found: 'none' });
    return [{ ...row, status: 'passed', reason: 'excluded: the rule does not apply to the resource' }];
  }
  return named.flatMap((outcome) => rowsOfOutcome(asked, outcome));
}

/** To Kyverno this is as it should be, whatever the result says. */
function excluded(asked: Asked): Row {
  const row = rowFor(asked, { rule: asked.first.rules[0]?.name ?? '', found: 'none' });
  return { ...row, status: 'passed', reason: 'excluded: the policy does not apply to the resource' };
}

/** To Kyverno it counts whether a rule of another type applies, which is not known here. */
function unmatched(asked: Asked): Row {
  const row = rowFor(asked, { rule: asked.expected.rule, found: 'none' });
  const reason = 'not found: no generating rule of the policy applies to the resource';
  const hasOthers = asked.policies.some(({ rules }) => rules.some(({ generates }) => !generates));
  if (!hasOthers) return { ...row, status: 'failed', reason };
  return { ...row, status: 'skipped', reason: `${reason}, and its other rules are not evaluated` };
}

function rowsOfOutcome(asked: Asked, outcome: RuleOutcome): readonly Row[] {
  const row = rowFor(asked, { rule: outcome.rule, found: outcome.outcome });
  if (outcome.generated.length > 0) {
    return outcome.generated.map((object) => rowOfObject(asked, outcome, object, row));
  }
  const judged = judge(row, outcome);
  const isUnnoticed = judged.status === 'passed' && outcome.outcome === 'pass' && asked.expected.generated.length > 0;
  if (!isUnnoticed) return [judged];
  const because = outcome.detail === '' ? '' : `${outcome.detail}: `;
  return [{ ...judged, reason: `${because}nothing was generated, so nothing was compared` }];
}

function rowOfObject(asked: Asked, outcome: RuleOutcome, object: Resource, row: Row): Row {
  const { prepared, expected, first } = asked;
  const generated = describeResource(resourceIdOf(object, kindsFor(prepared, first)));
  const comparison = comparedWith(asked, object);
  const files = expected.generated.join(', ');
  switch (comparison.outcome) {
    case 'equal':
      return { ...judge(row, outcome), generated };
    case 'missing':
      return { ...row, generated, status: 'failed', reason: `${generated} was generated and is not in ${files}` };
    case 'different': {
      const { expected: wanted, found } = comparison;
      const reason = `${generated} is not as in ${files}`;
      return { ...row, generated, status: 'failed', reason, difference: { expected: wanted, found } };
    }
  }
}

/** Without a file there is nothing to compare with; of several it has to be as in one. */
function comparedWith({ prepared, expected, first }: Asked, object: Resource): Comparison {
  const { files, suite } = prepared;
  if (expected.generated.length === 0) return { outcome: 'equal' };
  const kinds = kindsFor(prepared, first);
  // With a mocked cluster Kyverno's policies in CEL lose all annotations of what they generate.
  const isMocked = first.form === 'generating' && suite.clusterResources.length > 0;
  const annotations = isMocked ? 'where-expected' : 'compared';
  const all = expected.generated.map((name) =>
    compareGenerated(object, resourcesIn(documentsOf([name], files)).value, kinds, annotations),
  );
  const best = all.find(({ outcome }) => outcome === 'equal') ?? all.find(({ outcome }) => outcome === 'different');
  return best ?? { outcome: 'missing' };
}

function judge(row: Row, { outcome, detail }: RuleOutcome): Row {
  if (outcome === row.expected) return { ...row, status: 'passed', reason: detail };
  const reason = `expected ${row.expected}, found ${outcome}`;
  return { ...row, status: 'failed', reason: detail === '' ? reason : `${reason}: ${detail}` };
}

function rowFor({ expected, trigger }: Asked, { rule, found }: { readonly rule: string; readonly found: string }): Row {
  const { policy, operation, result, at } = expected;
  const { id } = trigger;
  return {
    policy,
    rule,
    resource: describeResource(id),
    resourceName: id.name,
    operation,
    generated: '',
    status: 'failed',
    expected: result,
    found,
    reason: '',
    line: at.line,
  };
}

/** A row about a whole result. */
function whole(expected: Expected, status: Row['status'], found: string, reason: string): Row {
  const { policy, rule, operation, result, at, resources = [] } = expected;
  const resource = resources.join(', ');
  const resourceName = resources[0] ?? '';
  const named = { policy, rule, resource, resourceName, operation, generated: '' };
  return { ...named, status, expected: result, found, reason, line: at.line };
}
