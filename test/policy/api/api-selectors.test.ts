import { describe, expect, it } from 'vitest';
import { parseFieldSelector } from '../../../src/policy/api/api-field-selector.ts';
import { parseLabelSelector } from '../../../src/policy/api/api-label-selector.ts';
import type { Json } from '../../../src/model/resource.ts';

const LABELED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  web: { app: 'web', tier: 'front', size: '5' },
  db: { app: 'db', tier: 'back', size: '50' },
  odd: { 'example.com/app': '', in: 'x' },
  bare: {},
};

function byLabels(text: string): string {
  const parsed = parseLabelSelector(text);
  if ('problem' in parsed) return 'refused';
  return Object.entries(LABELED)
    .filter(([, labels]) => parsed.matches(labels))
    .map(([name]) => name)
    .join(' ');
}

describe('label selectors', () => {
  it.each([
    ['', 'web db odd bare'],
    ['  ', 'web db odd bare'],
    ['app', 'web db'],
    ['!app', 'odd bare'],
    ['! app', 'odd bare'],
    ['app=web', 'web'],
    ['app==web', 'web'],
    ['app = web', 'web'],
    ['app!=web', 'db odd bare'],
    ['app in (web,db)', 'web db'],
    ['app in(web)', 'web'],
    ['app notin (web, x)', 'db odd bare'],
    ['app=web,tier=back', ''],
    ['app in (web,db),tier!=back', 'web'],
    ['example.com/app=', 'odd'],
    ['example.com/app', 'odd'],
    ['example.com/app in (x,)', 'odd'],
    ['in=x', 'odd'],
    ['in in (x)', 'odd'],
    ['size>5', 'db'],
    ['size<6', 'web'],
    ['app>1', ''],
  ])('%j selects %j', (text, expected) => expect(byLabels(text)).toBe(expected));

  it.each([
    'app=web,',
    ',app=web',
    'app in web',
    'app in (',
    'app in ()',
    'app in (a b)',
    'app web',
    'app=a=b',
    '=web',
    '!app=web',
    'app=w*b',
    'a b/c=x',
    'app=-x',
    'size>x',
    '-x>1',
    'app in ((a))',
    '!',
  ])('%j is refused', (text) => expect(byLabels(text)).toBe('refused'));
});

const PODS = [
  pod('a', 'p', { spec: { nodeName: 'n1', hostNetwork: true }, status: { phase: 'Running' } }),
  pod('b', 'q', { spec: { nodeName: 'n2' } }),
];

function pod(namespace: string, name: string, content: Readonly<Record<string, Json>>) {
  const resource = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name }, ...content };
  return { id: { group: '', kind: 'Pod', namespace, name }, resource };
}

function byFields(text: string, group = '', kind = 'Pod'): string {
  const parsed = parseFieldSelector(text, group, kind);
  if ('problem' in parsed) return 'refused';
  return PODS.filter((object) => parsed.matches(object))
    .map(({ id }) => id.name)
    .join(' ');
}

describe('field selectors', () => {
  it.each([
    ['', 'p q'],
    [',', 'p q'],
    ['metadata.name=p', 'p'],
    ['metadata.name==p', 'p'],
    ['metadata.name!=p', 'q'],
    ['metadata.namespace=b', 'q'],
    ['metadata.namespace=b,metadata.name=p', ''],
    ['spec.nodeName=n1', 'p'],
    ['spec.nodeName=', ''],
    ['status.phase=Pending', 'q'],
    ['status.phase!=Running', 'q'],
    ['spec.hostNetwork=true', 'p'],
    ['spec.hostNetwork=false', 'q'],
    ['metadata.name=p\\,x', ''],
    ['metadata.name!=p\\=x', 'p q'],
  ])('%j selects %j', (text, expected) => expect(byFields(text)).toBe(expected));

  it.each(['metadata.name', 'spec.containers=x', 'metadata.name=a=b', 'metadata.name=p\\', 'toString=x', '=x'])(
    '%j is refused',
    (text) => expect(byFields(text)).toBe('refused'),
  );

  it('differ by kind', () => {
    expect(byFields('type=Opaque', '', 'Secret')).toBe('p q');
    expect(byFields('type=Opaque')).toBe('refused');
    expect(byFields('status.successful=0', 'batch', 'Job')).toBe('p q');
    expect(byFields('regarding.kind=', 'events.k8s.io', 'Event')).toBe('p q');
    expect(byFields('metadata.name=q', 'example.com', 'Widget')).toBe('q');
  });
});
