// The places inside the texts of documents, as load hands them on: with the file, and through Lists.
import { describe, expect, it } from 'vitest';
import { memoryTree, readPolicies } from '../../src/load/index.ts';
import type { SourceDocument } from '../../src/model/document.ts';

function documentsOf(path: string, text: string): readonly SourceDocument[] {
  const { value, diagnostics } = readPolicies(memoryTree({ [path]: text }));
  expect(diagnostics).toEqual([]);
  return value;
}

describe('placeWithin', () => {
  it('is a place inside the text of a field', () => {
    const text =
      'spec:\n  variables:\n    - name: a\n      expression: >-\n        object.metadata.name\n          + nosuch\n';
    const [document] = documentsOf('policies/a.yaml', text);
    const path = ['spec', 'variables', 0, 'expression'];
    const within = 'object.metadata.name\n  + '.length;
    expect(document?.placeWithin(path, within)).toEqual({ file: 'policies/a.yaml', line: 6, column: 13 });
    expect(document?.placeWithin([...path, 'x'], within)).toEqual(document?.place(path));
  });

  it('leads through a List', () => {
    const item = (name: string): string => `- kind: Policy\n  metadata:\n    name: "\\u0061${name}"\n`;
    const [, second] = documentsOf('policies/a.yaml', `kind: List\nitems:\n${item('b')}${item('c')}`);
    expect(second?.placeWithin(['metadata', 'name'], 1)).toEqual({ file: 'policies/a.yaml', line: 8, column: 18 });
  });

  it('is the same for JSON', () => {
    const [document] = documentsOf('policies/a.json', '{"metadata":\n {"name": "\\u0061b"}}');
    expect(document?.placeWithin(['metadata', 'name'], 1)).toEqual({ file: 'policies/a.json', line: 2, column: 18 });
  });
});
