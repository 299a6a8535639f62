// A PolicyException for policies in CEL as written, and what of it does not count.
import { describe, expect, it } from 'vitest';
import { isPartialException, readCelException } from '../../../src/policy/generating-policy/exception-document.ts';
import { theDocument, told } from './policies.ts';

const REFS = 'policyRefs: [{name: quotas, kind: GeneratingPolicy}]';

function anException(
  spec: string,
  { version = 'v1', metadata = '{name: skip-a, namespace: exceptions}' } = {},
): string {
  const lines = spec.split('\n').map((line) => `  ${line}`);
  return [
    `apiVersion: policies.kyverno.io/${version}`,
    'kind: PolicyException',
    `metadata: ${metadata}`,
    'spec:',
    ...lines,
    '',
  ].join('\n');
}

describe('an exception', () => {
  it('is read with everything that it says', () => {
    const text = anException(
      [
        REFS,
        'matchConditions: [{name: team, expression: "object.metadata.name == \'a\'"}]',
        'images: [ghcr.io/a/*]',
        'allowedValues: [a, b]',
        'reportResult: pass',
        "expiresAt: '2030-01-01T00:00:00+01:00'",
        'properties: {owner: ada}',
      ].join('\n'),
      { metadata: '{name: skip-a, namespace: exceptions, labels: {polex.kyverno.io/priority: "12"}}' },
    );
    const { value, diagnostics } = readCelException(theDocument(text));
    const { place, placeWithin, ...read } = value;
    expect(told(diagnostics)).toEqual([]);
    expect(read).toEqual({
      label: 'exceptions/skip-a',
      name: 'skip-a',
      namespace: 'exceptions',
      at: { file: 'policies/a.yaml', line: 1, column: 1 },
      isSound: true,
      policyRefs: [{ path: ['spec', 'policyRefs', 0], name: 'quotas', kind: 'GeneratingPolicy' }],
      matchConditions: [
        { name: 'team', text: "object.metadata.name == 'a'", path: ['spec', 'matchConditions', 0, 'expression'] },
      ],
      images: ['ghcr.io/a/*'],
      allowedValues: ['a', 'b'],
      reportResult: 'pass',
      expiresAt: { nanoseconds: 1_893_452_400_000_000_000n, offset: 3600 },
      priority: 12,
    });
    expect(place(['spec', 'reportResult']).line).toBe(9);
    expect(placeWithin(['spec', 'reportResult'], 0).line).toBe(9);
    expect(isPartialException(value)).toBe(true);
  });

  it('needs nothing but policies, and is a full one then', () => {
    const { value, diagnostics } = readCelException(theDocument(anException(REFS, { metadata: '{name: e}' })));
    expect(diagnostics).toEqual([]);
    expect(value).toMatchObject({ label: 'default/e', isSound: true, reportResult: 'skip', matchConditions: [] });
    expect(value).not.toHaveProperty('expiresAt');
    expect(value).not.toHaveProperty('priority');
    expect(isPartialException(value)).toBe(false);
  });

  it.each([
    {
      name: 'no policies',
      spec: 'images: []',
      says: 'policyRefs: PolicyException exceptions/skip-a: spec.policyRefs: Required value',
    },
    {
      name: 'an empty list',
      spec: 'policyRefs: []',
      says: 'policyRefs: PolicyException exceptions/skip-a: spec.policyRefs: Required value',
    },
    {
      name: 'a policy without kind',
      spec: 'policyRefs: [{name: quotas}]',
      says: 'policyRefs.0.kind: PolicyException exceptions/skip-a: spec.policyRefs[0].kind: Required value',
    },
    {
      name: 'a policy with an empty name',
      spec: 'policyRefs: [{name: "", kind: GeneratingPolicy}]',
      says: 'policyRefs.0.name: PolicyException exceptions/skip-a: spec.policyRefs[0].name: Required value',
    },
  ])('with $name may be for any policy, and is an error', ({ spec, says }) => {
    const { value, diagnostics } = readCelException(theDocument(anException(spec)));
    expect(told(diagnostics)).toEqual([`error policy/invalid spec.${says}`]);
    expect(value).toMatchObject({ isSound: false, policyRefs: undefined });
  });

  it.each([
    {
      spec: 'reportResult: fail',
      field: 'reportResult',
      says: 'reportResult is "fail", which is neither skip nor pass',
    },
    {
      spec: "expiresAt: '2030-13-01T00:00:00Z'",
      field: 'expiresAt',
      says: 'expiresAt is "2030-13-01T00:00:00Z", which is no date and time',
    },
    {
      spec: "expiresAt: '2030-01-01'",
      field: 'expiresAt',
      says: 'expiresAt is "2030-01-01", which is no date and time',
    },
    {
      spec: 'matchConditions: [{name: a, expression: "true"}, {name: a, expression: "false"}]',
      field: 'matchConditions.1.name',
      says: 'matchConditions has "a" twice',
    },
  ])('with $spec is an error that leaves known which policies are meant', ({ spec, field, says }) => {
    const { value, diagnostics } = readCelException(theDocument(anException(`${REFS}\n${spec}`)));
    expect(told(diagnostics)).toEqual([
      `error policy/invalid spec.${field}: PolicyException exceptions/skip-a: ${says}`,
    ]);
    expect(value.isSound).toBe(false);
    expect(value.policyRefs).toHaveLength(1);
  });

  it('with a field of the wrong type is an error that names no policy', () => {
    const { value, diagnostics } = readCelException(theDocument(anException(`${REFS}\nimages: all`)));
    expect(told(diagnostics)).toEqual([
      'error policy/wrong-type spec.images: PolicyException exceptions/skip-a: spec.images must be a list of texts',
    ]);
    expect(diagnostics[0]?.about.policy).toBeUndefined();
    expect(value.isSound).toBe(false);
  });

  it.each(['"0"', '"-3"', 'high', '""', '5'])('has no priority with the label %s, and a warning', (priority) => {
    const metadata = `{name: e, labels: {polex.kyverno.io/priority: ${priority}}}`;
    const { value, diagnostics } = readCelException(theDocument(anException(REFS, { metadata })));
    expect(told(diagnostics)).toEqual([
      'warning policy/invalid metadata.labels.polex.kyverno.io/priority: PolicyException default/e: the label polex.kyverno.io/priority is no positive integer and does not count',
    ]);
    expect(value.isSound).toBe(true);
    expect(value).not.toHaveProperty('priority');
  });

  it('of v1alpha1, or with fields that a cluster drops, warns', () => {
    const { value, diagnostics } = readCelException(
      theDocument(anException(`${REFS}\nexpires: soon`, { version: 'v1alpha1' })),
    );
    expect(told(diagnostics)).toEqual([
      expect.stringMatching(/^warning policy\/deprecated apiVersion: /),
      'warning policy/unknown-field spec.expires: PolicyException exceptions/skip-a: spec has no field expires',
    ]);
    expect(value.isSound).toBe(true);
  });
});
