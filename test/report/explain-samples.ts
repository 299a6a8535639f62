// An explanation with something of everything, for the tests of reports.
import type { DownstreamExplanation, Explanation } from '../../src/model/explanation.ts';
import { resourceKey } from '../../src/model/resource.ts';

const NAMESPACE = { group: '', kind: 'Namespace', namespace: '', name: 'team-a' };
const SETTINGS = { group: '', kind: 'ConfigMap', namespace: 'team-a', name: 'settings' };
const at = (file: string, line: number) => ({ file, line, column: 3 });

const NAMESPACE_FROM: DownstreamExplanation = {
  id: NAMESPACE,
  path: '_cluster/namespace_team-a.yaml',
  state: 'new',
  next: { action: 'create', reason: 'new' },
  causes: [],
};

export const EXPLAINED: Explanation = {
  id: SETTINGS,
  at: at('cluster-state/settings.yaml', 7),
  beingDeleted: true,
  downstream: {
    id: SETTINGS,
    path: 'team-a/configmap_settings.yaml',
    state: 'managed',
    next: { action: 'update', reason: 'source-changed', refused: true },
    causes: [
      {
        rule: {
          policy: 'share',
          rule: 'copy',
          policyAt: at('policies/share.yaml', 1),
          ruleAt: at('policies/share.yaml', 8),
        },
        standing: 'undecided',
        because: 'the label tier is not there',
        trigger: resourceKey(NAMESPACE),
        triggerAt: at('cluster-state/team-a.yaml', 1),
        triggerFrom: NAMESPACE_FROM,
        element: 'foreach[0]/2',
        mode: 'clone',
        synchronize: true,
        source: {
          key: resourceKey({ ...SETTINGS, namespace: 'default' }),
          at: at('cluster-state/settings.yaml', 1),
          present: true,
          removed: ['metadata.uid', 'status'],
        },
      },
    ],
  },
  rules: [
    {
      rule: { policy: 'share', rule: 'watch', ruleAt: at('policies/share.yaml', 30) },
      outcome: 'does-not-match',
      because: 'preconditions',
      detail: 'spec.rules.1.preconditions.all.0 (Equals) does not hold',
      conditions: [
        {
          at: at('policies/share.yaml', 36),
          field: 'spec.rules.1.preconditions.all.0',
          operator: 'Equals',
          element: 'foreach[0]/1',
          key: { size: 12n },
          value: 'gold',
          error: 'it cannot be compared',
        },
        {
          at: at('policies/share.yaml', 38),
          field: 'spec.matchConditions.0.expression',
          name: 'gold-only',
          expression: "object.metadata.name\n  == 'gold'",
          value: false,
        },
      ],
      downstreams: [
        { key: resourceKey(SETTINGS), path: 'team-a/configmap_settings.yaml', action: 'none', reason: 'up-to-date' },
      ],
      remarks: ['one element is left out'],
    },
    {
      rule: { policy: 'share', rule: 'pods' },
      outcome: 'other-kind',
      detail: '',
      conditions: [],
      downstreams: [],
      remarks: [],
    },
  ],
};
