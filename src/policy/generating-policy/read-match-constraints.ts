// Reads matchConstraints. What its rules mean, and which of them can mean nothing, is for match-constraints.ts.
import { selectorProblem, type LabelSelector } from '../../match/index.ts';
import { isJsonList, child, type JsonObject } from '../../model/resource.ts';
import type { Finding } from '../checks/check.ts';
import type { FieldPath } from '../trouble.ts';
import type { FieldReader } from '../cluster-policy/fields.ts';
import { readSelector } from '../cluster-policy/read-filters.ts';
import type { MatchConstraints, ResourceRule } from './document.ts';
import { isGiven, required, type Read } from './read-lists.ts';

const PATH: FieldPath = ['spec', 'matchConstraints'];
const NEEDED = 'a matchConstraints with at least one resource rule is required';

/**
 * The constraints of a spec.
 *
 * Errors  no resource rule, and a selector that no API server takes.
 */
export function readMatchConstraints(reader: FieldReader, spec: JsonObject): Read<MatchConstraints> {
  const raw = reader.object(spec, ['spec'], 'matchConstraints') ?? {};
  const namespaceSelector = readSelector(reader, raw, PATH, 'namespaceSelector');
  const objectSelector = readSelector(reader, raw, PATH, 'objectSelector');
  const value: MatchConstraints = {
    resourceRules: readRules(reader, raw, 'resourceRules'),
    excludeResourceRules: readRules(reader, raw, 'excludeResourceRules'),
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
    ...(objectSelector === undefined ? {} : { objectSelector }),
  };
  return {
    value,
    findings: [
      ...(hasNoRules(spec, raw) ? [required(PATH, 'List under resourceRules what the policy is for.', NEEDED)] : []),
      ...checkSelector(namespaceSelector, 'namespaceSelector'),
      ...checkSelector(objectSelector, 'objectSelector'),
    ],
  };
}

/** Where something of the wrong type stands there instead, that is what is said. */
function hasNoRules(spec: JsonObject, constraints: JsonObject): boolean {
  if (!isGiven(spec, 'matchConstraints')) return true;
  if (child(spec, 'matchConstraints') !== constraints) return false;
  const rules = child(constraints, 'resourceRules');
  return !isGiven(constraints, 'resourceRules') || (isJsonList(rules) && rules.length === 0);
}

function readRules(reader: FieldReader, raw: JsonObject, key: string): readonly ResourceRule[] {
  const listed = reader.objects(raw, PATH, key) ?? [];
  return listed.map(({ index, value }) => readRule(reader, value, [...PATH, key, index]));
}

function readRule(reader: FieldReader, raw: JsonObject, path: FieldPath): ResourceRule {
  const texts = (key: string): readonly string[] => reader.texts(raw, path, key) ?? [];
  return {
    path,
    apiGroups: texts('apiGroups'),
    apiVersions: texts('apiVersions'),
    resources: texts('resources'),
    operations: texts('operations'),
    resourceNames: texts('resourceNames'),
    scope: reader.text(raw, path, 'scope') ?? '*',
  };
}

function checkSelector(selector: LabelSelector | undefined, key: string): readonly Finding[] {
  const problem = selector && selectorProblem(selector, 'literal');
  if (problem === undefined) return [];
  const message = `the ${key} is invalid: ${problem}`;
  return [{ path: [...PATH, key], message, help: 'Write a label selector as Kubernetes takes it.' }];
}
