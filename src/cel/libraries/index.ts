// Which functions and variables an expression may name: the environment of generating policies, and that of admission webhooks.
import { functionTable, type CelEnvironment, type FunctionTable } from '../environment.ts';
import type { Overload } from '../overload.ts';
import { DYN, message, type Type } from '../type.ts';
import type { CelObject } from '../value.ts';
import { AUTHORIZER } from './authorizer.ts';
import { CLOCK } from './clock.ts';
import { ENCODERS } from './encoders.ts';
import { FORMAT_TEXT } from './format-text.ts';
import { GENERATOR, GENERATOR_NAMESPACED, generatorNamespacedLenient } from './generator.ts';
import { GLOBAL_CONTEXT } from './global-context.ts';
import { GZIP } from './gzip.ts';
import { HASH } from './hash.ts';
import { HTTP } from './http.ts';
import { IMAGE } from './image.ts';
import { IP } from './ip.ts';
import { JSON } from './json.ts';
import { KYVERNO_MATH } from './kyverno-math.ts';
import { LISTS } from './lists.ts';
import { MATH } from './math.ts';
import { NAMED_FORMAT } from './named-format.ts';
import { OPTIONAL } from './optional.ts';
import { QUANTITY } from './quantity.ts';
import { RANDOM } from './random.ts';
import { REGEX } from './regex.ts';
import { RESOURCE, resourceNamespaced, resourceNamespacedLenient } from './resource.ts';
import { SEMVER } from './semver.ts';
import { SETS } from './sets.ts';
import { STANDARD } from './standard.ts';
import { STRINGS } from './strings.ts';
import { TRANSFORM } from './transform.ts';
import { URL_LIBRARY } from './url.ts';
import { DATA_VARIABLES, LIBRARY_VARIABLES } from './variables.ts';
import { X509 } from './x509.ts';
import { YAML } from './yaml.ts';

/** What the checker knows, and what an evaluation takes: an evaluation also takes calls that a check refuses. */
export interface CelEnvironments {
  readonly checking: CelEnvironment;
  readonly running: CelEnvironment;
}

/** CEL with its extensions, and Kubernetes' own. */
const KUBERNETES: readonly Overload[] = [
  ...STANDARD,
  ...OPTIONAL,
  ...STRINGS,
  ...FORMAT_TEXT,
  ...LISTS,
  ...SETS,
  ...MATH,
  ...ENCODERS,
  ...REGEX,
  ...QUANTITY,
  ...URL_LIBRARY,
  ...IP,
  ...SEMVER,
  ...NAMED_FORMAT,
];

/** Kyverno's, but for those that differ by the policy's scope. */
const KYVERNO: readonly Overload[] = [
  ...GLOBAL_CONTEXT,
  ...HTTP,
  ...IMAGE,
  ...JSON,
  ...YAML,
  ...HASH,
  ...KYVERNO_MATH,
  ...RANDOM,
  ...CLOCK,
  ...TRANSFORM,
  ...GZIP,
  ...X509,
];

const CLUSTER_WIDE: FunctionTable = functionTable([...KUBERNETES, ...KYVERNO, ...RESOURCE, ...GENERATOR]);
const ADMISSION: FunctionTable = functionTable([...KUBERNETES, ...AUTHORIZER]);

/** A policy's own part of its environment. */
export interface PolicyScope {
  /** The namespace of a namespaced policy. */
  readonly namespace?: string;
  /** The types of its variables, in declared order; undefined where `variables` has no field at all. */
  readonly variables: ReadonlyMap<string, Type>;
}

/** What a policy of a namespace is told that names `http`. */
export const HTTP_REFUSED = 'http.* is not allowed in namespaced policies';

/** The environments of the expressions of a generating policy. */
export function generatingEnvironment({ namespace, variables }: PolicyScope): CelEnvironments {
  const declared: Type = { kind: 'message', name: 'kyverno.Variables', fields: variables };
  const known = new Map<string, Type>([...policyVariables(), ['variables', declared]]);
  if (namespace === undefined) {
    const both = { variables: known, functions: CLUSTER_WIDE };
    return { checking: both, running: both };
  }
  const checked = [...KUBERNETES, ...KYVERNO, ...resourceNamespaced(namespace), ...GENERATOR_NAMESPACED];
  const run = [
    ...KUBERNETES,
    ...KYVERNO,
    ...resourceNamespacedLenient(namespace),
    ...generatorNamespacedLenient(namespace),
  ];
  return {
    checking: {
      variables: known,
      functions: functionTable(checked),
      refused: new Map([['http', HTTP_REFUSED]]),
    },
    running: { variables: known, functions: functionTable(run) },
  };
}

function policyVariables(): readonly (readonly [string, Type])[] {
  return [...DATA_VARIABLES, ...[...LIBRARY_VARIABLES].map(([name, { type }]): [string, Type] => [name, type])];
}

/** The environment of match conditions of a webhook: what Kubernetes itself offers them. */
export function admissionEnvironment(): CelEnvironments {
  const request = DATA_VARIABLES.get('request') ?? message('kubernetes.AdmissionRequest', {});
  const variables = new Map<string, Type>([
    ['object', DYN],
    ['oldObject', DYN],
    ['request', request],
    ['authorizer', DYN],
  ]);
  const both = { variables, functions: ADMISSION };
  return { checking: both, running: both };
}

/** The values of the variables that stand for libraries: `resource`, `generator`, `http` … */
export function libraryValues(): ReadonlyMap<string, CelObject> {
  return LIBRARY_VARIABLES;
}
