import { runCases } from './cases.ts';
import { aPolicy, TARGET } from './policies.ts';

const data = (text: string): string => `data: {data: {k: ${JSON.stringify(text)}}}`;
const AT = 'spec.rules.0.generate.data.data.k';

runCases('the user of a request', [
  {
    name: 'is not known in the background',
    policy: aPolicy({ data: data('{{ request.userInfo.username }} {{ serviceAccountName }}') }),
    admission: [`error policy/invalid ${AT}`, `error policy/invalid ${AT}`],
    reconcile: [`warning policy/invalid ${AT}`, `warning policy/invalid ${AT}`],
  },
  {
    name: 'is known where background is false',
    policy: aPolicy({ spec: 'background: false', data: data('{{ request.userInfo.username }}') }),
    admission: [],
  },
  {
    name: 'is meant only where an identifier begins',
    policy: aPolicy({ data: data('{{ request.object.spec.serviceAccountName }}') }),
    admission: [],
  },
  {
    name: 'is looked for in annotations of the policy too',
    policy: aPolicy({
      head: 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: p, annotations: {about: "{{ request.roles }}"}}',
    }),
    admission: ['error policy/invalid metadata.annotations.about'],
    reconcile: ['warning policy/invalid metadata.annotations.about'],
  },
  {
    name: 'cannot be matched in the background',
    policy: aPolicy({
      match: 'any: [{resources: {kinds: [Namespace]}, clusterRoles: [admin]}]',
      rule: 'exclude: {subjects: [{kind: User, name: jo}]}',
    }),
    admission: [
      'error policy/invalid spec.rules.0.match.any.0.clusterRoles',
      'error policy/invalid spec.rules.0.exclude.subjects',
    ],
    reconcile: [
      'warning policy/invalid spec.rules.0.match.any.0.clusterRoles',
      'warning policy/invalid spec.rules.0.exclude.subjects',
    ],
  },
  {
    name: 'can be matched where background is false',
    policy: aPolicy({
      spec: 'background: false',
      match: 'any: [{resources: {kinds: [Namespace]}, roles: ["team-a:admin"]}]',
    }),
    admission: [],
  },
]);

runCases('variables', [
  {
    name: 'are refused in match and exclude',
    policy: aPolicy({
      match: 'any: [{resources: {kinds: [Namespace], names: ["{{ request.object.metadata.name }}"]}}]',
      rule: 'exclude: {any: [{resources: {annotations: {"{{ request.namespace }}": x}}}]}',
    }),
    admission: [
      'error policy/invalid spec.rules.0.match.any.0.resources.names.0',
      'error policy/invalid spec.rules.0.exclude.any.0.resources.annotations.{{ request.namespace }}',
    ],
    reconcile: [
      'error policy/invalid spec.rules.0.match.any.0.resources.names.0',
      'error policy/invalid spec.rules.0.exclude.any.0.resources.annotations.{{ request.namespace }}',
    ],
  },
  {
    name: 'must parse',
    policy: aPolicy({ data: data('{{ request.object[ }}') }),
    admission: [`error policy/expression ${AT}`],
    reconcile: [`error policy/expression ${AT}`],
  },
  {
    name: 'must not be empty',
    policy: aPolicy({ data: data('{{ }}') }),
    admission: [`error policy/expression ${AT}`],
    reconcile: [`error policy/expression ${AT}`],
  },
  {
    name: 'must begin from something known',
    policy: aPolicy({ data: data('{{ nowhere.at.all }}') }),
    admission: [`error policy/invalid ${AT}`],
    reconcile: [`warning policy/invalid ${AT}`],
  },
  {
    name: 'may begin from an entry of context, from a function or from an image',
    policy: aPolicy({
      rule: 'context: [{name: team, variable: {value: a}}]',
      data: data("{{ team.x }} {{ random('[a-z]{4}') }} {{ images.containers }}"),
    }),
    admission: [],
  },
  {
    name: 'may begin from an entry of a ConfigMap only by data and metadata',
    policy: aPolicy({
      rule: 'context: [{name: cm, configMap: {name: a, namespace: b}}]',
      data: data('{{ cm.data.k }} {{ cm.metadata.name }} {{ cm.kind }}'),
    }),
    admission: [`error policy/invalid ${AT}`],
    reconcile: [`warning policy/invalid ${AT}`],
  },
  {
    name: 'in the background need more than the bare request',
    policy: aPolicy({ data: data('{{ request }}') }),
    admission: [`error policy/invalid ${AT}`],
    reconcile: [`warning policy/invalid ${AT}`],
  },
  {
    name: 'that hold variables are judged by what is left',
    policy: aPolicy({ data: data("{{ request.object.metadata.labels.{{ request.namespace }} || 'x' }}") }),
    admission: [],
  },
  {
    name: 'named element stand in foreach',
    policy: aPolicy({ data: data('{{ element.name }}') }),
    admission: [`error policy/invalid ${AT}`],
    reconcile: [`warning policy/invalid ${AT}`],
  },
  {
    name: 'named element are found in foreach, not beside it',
    policy: aPolicy({
      rule: 'context: [{name: x, variable: {value: "{{ elementIndex }}"}}]',
      target:
        'foreach:\n- list: request.object.spec.items\n  apiVersion: v1\n  kind: Secret\n  name: "{{ element }}"\n  namespace: b',
      data: '',
    }),
    admission: ['error policy/invalid spec.rules.0.context.0.variable.value'],
    reconcile: ['warning policy/invalid spec.rules.0.context.0.variable.value'],
  },
]);

runCases('references and lists', [
  {
    name: 'a reference leads to a text',
    policy: aPolicy({ data: 'data: {data: {a: x, b: "$(./../a)", c: "$(./../missing)"}}' }),
    admission: ['error policy/invalid spec.rules.0.generate.data.data.c'],
    reconcile: ['warning policy/invalid spec.rules.0.generate.data.data.c'],
  },
  {
    name: 'a reference may lead from the pattern or from the rule',
    policy: aPolicy({ data: 'data: {data: {a: x, b: "$(/data/data/a)", c: "$(/generate/data/data/a)"}}' }),
    admission: [],
  },
  {
    name: 'an escaped reference is text',
    policy: aPolicy({ data: data('\\$(date)') }),
    admission: [],
  },
  {
    name: 'the list of a foreach entry parses',
    policy: aPolicy({
      target: `foreach:\n- list: "request.object["\n  ${TARGET.replaceAll('\n', '\n  ').replace('  synchronize: true', '')}`,
      data: '',
    }),
    admission: ['warning policy/expression spec.rules.0.generate.foreach.0.list'],
    reconcile: ['error policy/expression spec.rules.0.generate.foreach.0.list'],
  },
  {
    name: 'a foreach entry has a list',
    policy: aPolicy({ target: 'foreach: [{apiVersion: v1, kind: Secret, name: a, namespace: b}]', data: '' }),
    admission: ['warning policy/invalid spec.rules.0.generate.foreach.0'],
    reconcile: ['error policy/invalid spec.rules.0.generate.foreach.0'],
  },
]);
