import { runCases } from './cases.ts';
import { aPolicy } from './policies.ts';

const POLICY = 'apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p, namespace: team-a}';
const SECRET = 'apiVersion: v1\nkind: Secret\nname: made\nnamespace: team-a';
const any = (resources: string): string => `any: [{resources: {${resources}}}]`;

runCases('the form of match and exclude', [
  {
    name: 'any and all do not stand together',
    policy: aPolicy({
      match: 'any: [{resources: {kinds: [Namespace]}}]\nall: [{resources: {kinds: [Namespace], names: [a]}}]',
    }),
    admission: ['error policy/invalid spec.rules.0.match'],
    reconcile: ['error policy/invalid spec.rules.0.match'],
  },
  {
    name: 'any and direct resources do not stand together',
    policy: aPolicy({ rule: 'exclude: {any: [{resources: {names: [a]}}], resources: {names: [b]}}' }),
    admission: ['error policy/invalid spec.rules.0.exclude'],
    reconcile: ['error policy/invalid spec.rules.0.exclude'],
  },
  {
    name: 'an empty all beside any is nothing',
    policy: aPolicy({ match: 'any: [{resources: {kinds: [Namespace]}}]\nall: []' }),
    admission: [],
  },
  { name: 'the direct form works', policy: aPolicy({ match: 'resources: {kinds: [Namespace]}' }), admission: [] },
  {
    name: 'the direct form is not known to v2beta1',
    policy: aPolicy({
      head: 'apiVersion: kyverno.io/v2beta1\nkind: ClusterPolicy\nmetadata: {name: p}',
      match: 'resources: {kinds: [Namespace]}',
    }),
    admission: ['error policy/invalid spec.rules.0.match.resources'],
    reconcile: ['warning policy/deprecated spec.rules.0.match.resources'],
  },
  {
    name: 'match looks for something',
    policy: aPolicy({ match: 'any: [{}]' }),
    admission: ['error policy/invalid spec.rules.0.match'],
    reconcile: ['error policy/invalid spec.rules.0.match'],
  },
  {
    name: 'a rule has a match',
    policy: aPolicy({ match: '' }),
    admission: ['error policy/invalid spec.rules.0.match'],
    reconcile: ['error policy/invalid spec.rules.0.match'],
  },
  {
    name: 'each filter of match names kinds; those of exclude need not',
    policy: aPolicy({
      match: 'any: [{resources: {kinds: [Namespace]}}, {resources: {names: [a]}}]',
      rule: 'exclude: {any: [{resources: {namespaces: [kube-system]}}]}',
    }),
    admission: ['error policy/invalid spec.rules.0.match.any.1'],
    reconcile: ['error policy/invalid spec.rules.0.match.any.1'],
  },
]);

runCases('names, selectors and subjects', [
  {
    name: 'name and names do not stand together',
    policy: aPolicy({ match: any('kinds: [Namespace], name: a, names: [b]') }),
    admission: ['error policy/invalid spec.rules.0.match.any.0.resources.name'],
    reconcile: ['warning policy/invalid spec.rules.0.match.any.0.resources.name'],
  },
  {
    name: 'a selector is legal',
    policy: aPolicy({
      match: any('kinds: [Namespace], selector: {matchExpressions: [{key: a, operator: Like, values: [b]}]}'),
    }),
    admission: ['error policy/invalid spec.rules.0.match.any.0.resources.selector'],
    reconcile: ['error policy/invalid spec.rules.0.match.any.0.resources.selector'],
  },
  {
    name: 'a selector may have wildcards',
    policy: aPolicy({ match: any('kinds: [Namespace], selector: {matchLabels: {"team-*": "?"}}') }),
    admission: [],
  },
  {
    name: 'a selector has a requirement',
    policy: aPolicy({ match: any('kinds: [Namespace], selector: {}') }),
    admission: ['error policy/invalid spec.rules.0.match.any.0.resources.selector'],
    reconcile: ['warning policy/invalid spec.rules.0.match.any.0.resources.selector'],
  },
  {
    name: 'a selector of namespaces is legal',
    policy: aPolicy({ match: any('kinds: [Pod], namespaceSelector: {matchExpressions: [{key: a, operator: In}]}') }),
    admission: ['warning policy/invalid spec.rules.0.match.any.0.resources.namespaceSelector'],
    reconcile: ['error policy/invalid spec.rules.0.match.any.0.resources.namespaceSelector'],
  },
  {
    name: 'subjects and roles say whom they mean',
    policy: aPolicy({
      spec: 'background: false',
      match:
        'any: [{resources: {kinds: [Namespace]}, roles: [admin, "a:b"], subjects: [{name: a}, {kind: User}, {kind: Robot, name: a}, {kind: ServiceAccount, name: a}, {kind: Group, name: a}]}]',
    }),
    admission: [
      'error policy/invalid spec.rules.0.match.any.0.subjects.0',
      'error policy/invalid spec.rules.0.match.any.0.subjects.1',
      'error policy/invalid spec.rules.0.match.any.0.subjects.2',
      'error policy/invalid spec.rules.0.match.any.0.subjects.3',
      'error policy/invalid spec.rules.0.match.any.0.roles',
    ],
    reconcile: [
      'warning policy/invalid spec.rules.0.match.any.0.subjects.0',
      'warning policy/invalid spec.rules.0.match.any.0.subjects.1',
      'warning policy/invalid spec.rules.0.match.any.0.subjects.2',
      'warning policy/invalid spec.rules.0.match.any.0.subjects.3',
      'warning policy/invalid spec.rules.0.match.any.0.roles',
    ],
  },
]);

const cancelled = {
  admission: ['error policy/invalid spec.rules.0.exclude'],
  reconcile: ['warning policy/invalid spec.rules.0.exclude'],
};

runCases('match against exclude', [
  {
    name: 'the same filter in any on both sides leaves nothing over',
    policy: aPolicy({
      match: any('kinds: [Namespace], names: [a]'),
      rule: 'exclude: {any: [{resources: {names: [a], kinds: [Namespace]}}]}',
    }),
    ...cancelled,
  },
  {
    name: 'another filter in any leaves something over',
    policy: aPolicy({
      match: any('kinds: [Namespace], names: [a*]'),
      rule: 'exclude: {any: [{resources: {names: [a], kinds: [Namespace]}}]}',
    }),
    admission: [],
  },
  {
    name: 'with all on one side nothing is compared',
    policy: aPolicy({
      match: 'all: [{resources: {kinds: [Namespace]}}]',
      rule: 'exclude: {any: [{resources: {kinds: [Namespace]}}]}',
    }),
    admission: [],
  },
  {
    name: 'direct kinds that are all excluded leave nothing over',
    policy: aPolicy({
      match: 'resources: {kinds: [Namespace]}',
      rule: 'exclude: {resources: {kinds: [Namespace, Pod]}}',
    }),
    ...cancelled,
  },
  {
    name: 'direct kinds that are excluded in one namespace leave the others over',
    policy: aPolicy({
      match: 'resources: {kinds: [Pod]}',
      rule: 'exclude: {resources: {kinds: [Pod], namespaces: [kube-system]}}',
    }),
    admission: [],
  },
  {
    name: 'a direct name that a wildcard excludes leaves nothing over',
    policy: aPolicy({
      match: 'resources: {kinds: [Namespace], name: team-a}',
      rule: 'exclude: {resources: {name: team-*}}',
    }),
    ...cancelled,
  },
  {
    name: 'one of several direct names that is excluded is enough',
    policy: aPolicy({
      match: 'resources: {kinds: [Namespace], names: [a, b]}',
      rule: 'exclude: {resources: {names: [a]}}',
    }),
    ...cancelled,
  },
  {
    name: 'a direct name that is no name of match leaves it over',
    policy: aPolicy({
      match: 'resources: {kinds: [Namespace], names: [a, b]}',
      rule: 'exclude: {resources: {names: [c]}}',
    }),
    admission: [],
  },
  {
    name: 'a direct exclude by label leaves the others over',
    policy: aPolicy({
      match: 'resources: {kinds: [Namespace]}',
      rule: 'exclude: {resources: {kinds: [Namespace], selector: {matchLabels: {a: b}}}}',
    }),
    admission: [],
  },
  {
    name: 'a direct exclude by the labels of match leaves nothing over',
    policy: aPolicy({
      match: 'resources: {kinds: [Namespace], selector: {matchLabels: {a: b}}}',
      rule: 'exclude: {resources: {kinds: [Namespace], selector: {matchLabels: {a: b, c: d}}}}',
    }),
    ...cancelled,
  },
  {
    name: 'an empty exclude takes nothing away',
    policy: aPolicy({ match: 'resources: {kinds: [Namespace]}', rule: 'exclude: {}' }),
    admission: [],
  },
  {
    name: 'a direct match beside an exclude in any is always refused',
    policy: aPolicy({
      match: 'resources: {kinds: [Namespace]}',
      rule: 'exclude: {any: [{resources: {namespaces: [kube-system]}}]}',
    }),
    ...cancelled,
  },
  {
    name: 'but not where match has a selector',
    policy: aPolicy({
      match: 'resources: {kinds: [Namespace], selector: {matchLabels: {a: b}}}',
      rule: 'exclude: {any: [{resources: {namespaces: [kube-system]}}]}',
    }),
    admission: [],
  },
  {
    name: 'a match in any beside a direct exclude is taken as it is',
    policy: aPolicy({ rule: 'exclude: {resources: {kinds: [Namespace]}}' }),
    admission: [],
  },
]);

runCases('kinds to look for', [
  {
    name: 'are not all kinds',
    policy: aPolicy({ match: any('kinds: ["*"]') }),
    admission: ['error policy/invalid spec.rules.0.match.any.0.resources.kinds'],
    reconcile: ['warning policy/invalid spec.rules.0.match.any.0.resources.kinds'],
  },
  {
    name: 'may have wildcards, versions, groups and subresources',
    policy: aPolicy({
      match: any('kinds: ["*Set", apps/*/Deployment, v1/Namespace, Pod/status, batch/v1/Job, example.com/v1/Queue]'),
    }),
    admission: ['warning match/never spec.rules.0.match.any.0.resources.kinds.3'],
    reconcile: ['warning match/never spec.rules.0.match.any.0.resources.kinds.3'],
  },
  {
    name: 'are known, and where they are not validation ends',
    policy: aPolicy({
      match: any('kinds: [Secrets, example.com/v9/Queue, apps/v1/Pod]'),
      rule: 'preconditions: {all: [{key: a, operator: Near, value: b}]}',
    }),
    admission: [
      'warning evaluate/kind-unknown spec.rules.0.match.any.0.resources.kinds.0',
      'warning evaluate/kind-unknown spec.rules.0.match.any.0.resources.kinds.1',
      'warning evaluate/kind-unknown spec.rules.0.match.any.0.resources.kinds.2',
    ],
    reconcile: [
      'warning evaluate/kind-unknown spec.rules.0.match.any.0.resources.kinds.0',
      'warning evaluate/kind-unknown spec.rules.0.match.any.0.resources.kinds.1',
      'warning evaluate/kind-unknown spec.rules.0.match.any.0.resources.kinds.2',
      'error policy/invalid spec.rules.0.preconditions.all.0.operator',
    ],
  },
  {
    name: 'are not, in a direct match, the kind that is made',
    policy: aPolicy({ match: 'resources: {kinds: [ConfigMap]}' }),
    admission: ['error policy/invalid spec.rules.0.generate.kind'],
    reconcile: ['warning policy/invalid spec.rules.0.generate.kind'],
  },
  {
    name: 'may be, in any, the kind that is made',
    policy: aPolicy({ match: any('kinds: [ConfigMap]') }),
    admission: ['warning policy/own-kind spec.rules.0.generate.kind'],
  },
  {
    name: 'live, for a Policy, in its namespace',
    policy: aPolicy({ head: POLICY, target: SECRET, match: any('kinds: [Node, ConfigMap, example.com/v1/Tenant]') }),
    admission: [
      'error policy/invalid spec.rules.0.match.any.0.resources.kinds.0',
      'error policy/invalid spec.rules.0.match.any.0.resources.kinds.2',
    ],
    reconcile: [
      'warning policy/invalid spec.rules.0.match.any.0.resources.kinds.0',
      'warning policy/invalid spec.rules.0.match.any.0.resources.kinds.2',
    ],
  },
  {
    name: 'are not looked for, by a Policy, in namespaces that it names',
    policy: aPolicy({ head: POLICY, target: SECRET, match: any('kinds: [ConfigMap], namespaces: [team-a]') }),
    admission: ['error policy/invalid spec.rules.0.match.any.0.resources.namespaces'],
    reconcile: ['warning policy/invalid spec.rules.0.match.any.0.resources.namespaces'],
  },
]);

runCases('filters that nothing in an inventory can meet', [
  {
    name: 'a subresource',
    policy: aPolicy({ match: any('kinds: [Pod/exec, v1/Pod.status, Pod, "*/*"]') }),
    admission: [
      'warning match/never spec.rules.0.match.any.0.resources.kinds.0',
      'warning match/never spec.rules.0.match.any.0.resources.kinds.1',
    ],
    reconcile: [
      'warning match/never spec.rules.0.match.any.0.resources.kinds.0',
      'warning match/never spec.rules.0.match.any.0.resources.kinds.1',
    ],
  },
  {
    name: 'CONNECT alone',
    policy: aPolicy({ match: any('kinds: [Pod], operations: [CONNECT]') }),
    admission: ['warning match/never spec.rules.0.match.any.0.resources.operations'],
    reconcile: ['warning match/never spec.rules.0.match.any.0.resources.operations'],
  },
  {
    name: 'CONNECT among others, and none at all, are met',
    policy: aPolicy({ match: any('kinds: [Pod], operations: [CONNECT, DELETE]') }),
    admission: [],
  },
  {
    name: 'a namespaceSelector of Namespaces alone',
    policy: aPolicy({ match: any('kinds: [v1/Namespace], namespaceSelector: {matchLabels: {a: b}}') }),
    admission: ['warning match/never spec.rules.0.match.any.0.resources.namespaceSelector'],
    reconcile: ['warning match/never spec.rules.0.match.any.0.resources.namespaceSelector'],
  },
  {
    name: 'a namespaceSelector that is also for others is met',
    policy: aPolicy({ match: any('kinds: [Namespace, Pod], namespaceSelector: {matchLabels: {a: b}}') }),
    admission: [],
  },
]);

runCases('the kind that a rule makes', [
  {
    name: 'found by any or all, with its version too, may set the rule off again',
    policy: aPolicy({ match: any('kinds: [v1/ConfigMap]') }),
    admission: ['warning policy/own-kind spec.rules.0.generate.kind'],
  },
  {
    name: 'found by a name with a wildcard',
    policy: aPolicy({ match: any('kinds: [ConfigMap], names: [a, "b-*"]') }),
    admission: ['warning policy/own-kind spec.rules.0.generate.kind'],
  },
  {
    name: 'found by names said outright',
    policy: aPolicy({ match: any('kinds: [ConfigMap], names: [a, b]') }),
    admission: [],
  },
  { name: 'is another one', policy: aPolicy({ match: any('kinds: [Secret]') }), admission: [] },
]);
