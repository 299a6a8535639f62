import { runCases } from './cases.ts';
import { aPolicy, TARGET } from './policies.ts';

const all = (...conditions: string[]): string => `preconditions: {all: [${conditions.join(', ')}]}`;
const at = (index: number, field = ''): string => `spec.rules.0.preconditions.all.${index}${field}`;
const BETA = 'apiVersion: kyverno.io/v2beta1\nkind: ClusterPolicy\nmetadata: {name: p}';
const foreach = (entry: string): string =>
  `foreach:\n- list: request.object.x\n  ${entry}\n  ${TARGET.replace('\nsynchronize: true', '').replaceAll('\n', '\n  ')}`;

runCases('preconditions', [
  {
    name: 'have operators that exist',
    policy: aPolicy({
      rule: all('{key: a, operator: Equals, value: b}', '{key: a, operator: Near, value: b}', '{key: a, value: b}'),
    }),
    admission: [`error policy/invalid ${at(1, '.operator')}`, `error policy/invalid ${at(2, '.operator')}`],
    reconcile: [`error policy/invalid ${at(1, '.operator')}`, `error policy/invalid ${at(2, '.operator')}`],
  },
  {
    name: 'may have operators that evaluation still reads',
    policy: aPolicy({ rule: all('{key: a, operator: Equal, value: b}', '{key: a, operator: anyin, value: b}') }),
    admission: [`error policy/invalid ${at(0, '.operator')}`, `error policy/invalid ${at(1, '.operator')}`],
    reconcile: [`warning policy/deprecated ${at(0, '.operator')}`, `warning policy/deprecated ${at(1, '.operator')}`],
  },
  {
    name: 'may have old operators',
    policy: aPolicy({
      rule: all('{key: a, operator: In, value: [b]}', '{key: 1h, operator: DurationLessThan, value: 2h}'),
    }),
    admission: [`warning policy/deprecated ${at(0, '.operator')}`, `warning policy/deprecated ${at(1, '.operator')}`],
  },
  {
    name: 'are complete; null is nothing, but an empty text is something',
    policy: aPolicy({
      rule: all(
        '{operator: Equals, value: b}',
        '{key: a, operator: Equals, value: null}',
        '{key: "", operator: Equals, value: ""}',
      ),
    }),
    admission: [`error policy/invalid ${at(0)}`, `error policy/invalid ${at(1)}`],
    reconcile: [`warning policy/invalid ${at(0)}`, `warning policy/invalid ${at(1)}`],
  },
  {
    name: 'compare the operation with operations or variables',
    policy: aPolicy({
      rule: all('{key: "{{request.operation}}", operator: AnyIn, value: [CREATE, create, "{{ request.object.x }}"]}'),
    }),
    admission: [`error policy/invalid ${at(0, '.value')}`],
    reconcile: [`warning policy/invalid ${at(0, '.value')}`],
  },
  {
    name: 'may be a bare list',
    policy: aPolicy({ rule: 'preconditions: [{key: a, operator: Equals, value: b}]' }),
    admission: ['warning policy/deprecated spec.rules.0.preconditions'],
  },
  {
    name: 'are judged in a bare list too',
    policy: aPolicy({ rule: 'preconditions: [{key: a, operator: Near, value: b}]' }),
    admission: [
      'error policy/invalid spec.rules.0.preconditions.0.operator',
      'warning policy/deprecated spec.rules.0.preconditions',
    ],
    reconcile: ['error policy/invalid spec.rules.0.preconditions.0.operator'],
  },
  {
    name: 'are no list in v2beta1',
    policy: aPolicy({ head: BETA, rule: 'preconditions: [{key: a, operator: Equals, value: b}]' }),
    admission: [
      'warning policy/deprecated spec.rules.0.preconditions',
      'error policy/wrong-type spec.rules.0.preconditions',
    ],
    reconcile: ['warning policy/deprecated spec.rules.0.preconditions'],
  },
  {
    name: 'of a foreach entry have operators that exist, and are no list',
    policy: aPolicy({ target: foreach('preconditions: [{key: a, operator: Near, value: b}]'), data: '' }),
    admission: [
      'error policy/invalid spec.rules.0.generate.foreach.0.preconditions.0.operator',
      'error policy/wrong-type spec.rules.0.generate.foreach.0.preconditions',
    ],
    reconcile: [
      'error policy/invalid spec.rules.0.generate.foreach.0.preconditions.0.operator',
      'warning policy/deprecated spec.rules.0.generate.foreach.0.preconditions',
    ],
  },
]);

const entry = (text: string): string => aPolicy({ rule: `context: [${text}]` });
const ENTRY = 'spec.rules.0.context.0';
const both = (field: string, code = 'policy/invalid') => ({
  admission: [`error ${code} ${field}`],
  reconcile: [`error ${code} ${field}`],
});

runCases('context', [
  { name: 'an entry has a name', policy: entry('{variable: {value: a}}'), ...both(ENTRY) },
  {
    name: 'an entry has a name of its own',
    policy: entry('{name: request.mine, variable: {value: a}}'),
    ...both(`${ENTRY}.name`),
  },
  { name: 'a name may begin with such a word', policy: entry('{name: requests, variable: {value: a}}'), admission: [] },
  { name: 'an entry has a source', policy: entry('{name: a}'), ...both(ENTRY) },
  {
    name: 'an entry has one source',
    policy: entry('{name: a, variable: {value: a}, configMap: {name: a, namespace: b}}'),
    ...both(ENTRY),
  },
  {
    name: 'a variable has a value or an expression',
    policy: entry('{name: a, variable: {}}'),
    ...both(`${ENTRY}.variable`),
  },
  { name: 'an empty text is a value', policy: entry('{name: a, variable: {value: ""}}'), admission: [] },
  {
    name: 'a default belongs to an expression',
    policy: entry('{name: a, variable: {value: a, default: b}}'),
    ...both(`${ENTRY}.variable`),
  },
  {
    name: 'a configMap has a name',
    policy: entry('{name: a, configMap: {namespace: b}}'),
    ...both(`${ENTRY}.configMap`),
  },
  {
    name: 'a configMap has a namespace',
    policy: entry('{name: a, configMap: {name: b}}'),
    admission: [`error policy/invalid ${ENTRY}.configMap`],
    reconcile: [`warning policy/invalid ${ENTRY}.configMap`],
  },
  {
    name: 'an apiCall goes to one place',
    policy: entry('{name: a, apiCall: {urlPath: /api/v1/nodes, service: {url: "https://a"}}}'),
    ...both(`${ENTRY}.apiCall`),
  },
  {
    name: 'a globalReference has a name',
    policy: entry('{name: a, globalReference: {jmesPath: b}}'),
    ...both(`${ENTRY}.globalReference`),
  },
  {
    name: 'an imageRegistry has a reference',
    policy: entry('{name: a, imageRegistry: {jmesPath: b}}'),
    ...both(`${ENTRY}.imageRegistry`),
  },
  {
    name: 'a bare expression parses',
    policy: entry('{name: a, variable: {jmesPath: "a["}}'),
    ...both(`${ENTRY}.variable.jmesPath`, 'policy/expression'),
  },
  {
    name: 'a bare expression with variables is judged when they are put in',
    policy: entry('{name: a, variable: {jmesPath: "a[{{ request.namespace }}"}}'),
    admission: [],
  },
  {
    name: 'of a foreach entry is judged by Kyverno only when it runs',
    policy: aPolicy({ target: foreach('context: [{name: element, variable: {value: a}}, {name: b}]'), data: '' }),
    admission: [
      'warning policy/invalid spec.rules.0.generate.foreach.0.context.0.name',
      'warning policy/invalid spec.rules.0.generate.foreach.0.context.1',
    ],
    reconcile: [
      'error policy/invalid spec.rules.0.generate.foreach.0.context.0.name',
      'error policy/invalid spec.rules.0.generate.foreach.0.context.1',
    ],
  },
]);
