// The published schema of headwater.yaml and the reader of it know the same keys and take the same values for them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  METRICS_FLAGS,
  PLAN_FLAGS,
  PREVIEW_FLAGS,
  PUBLISH_FLAGS,
  REPORT_FLAGS,
  SHARED_FLAGS,
  TEST_FLAGS,
  VALIDATE_FLAGS,
} from '../../src/cli/flags.ts';
import { readSettings } from '../../src/cli/options.ts';

interface Property {
  readonly description: string;
  readonly enum?: readonly string[];
  readonly type?: 'boolean' | 'object';
  readonly examples?: readonly unknown[];
}

const path = new URL('../../schemas/headwater.schema.json', import.meta.url);
const { properties } = JSON.parse(readFileSync(path, 'utf8')) as { properties: Readonly<Record<string, Property>> };

/** What the reader says about a file with this one setting. */
function problems(key: string, value: unknown): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-configuration-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'headwater.yaml');
  writeFileSync(file, JSON.stringify({ [key]: value }));
  return readSettings({ config: file }, { cwd: folder, env: {} }).diagnostics.map(({ message }) => message);
}

/** Values that a property allows by what the schema says of it. */
function allowed({ enum: choices, type, examples }: Property): readonly unknown[] {
  return choices ?? (type === 'boolean' ? [true, false] : (examples ?? []));
}

const camelCase = (flag: string): string => flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

test.each(Object.entries(properties))('%s is described, and taken as the schema says', (key, property) => {
  expect(property.description).not.toBe('');
  expect(allowed(property).length).toBeGreaterThan(0);
  for (const value of allowed(property)) expect(problems(key, value), JSON.stringify(value)).toEqual([]);
  const wrong = property.type === 'object' ? 'text' : { not: 'a value of any setting' };
  expect(problems(key, wrong)).not.toEqual([]);
  if (property.enum) expect(problems(key, 'none of them')).not.toEqual([]);
});

test('the reader takes a flag as a key exactly where the schema has it', () => {
  const flags = [
    ...Object.keys({ ...SHARED_FLAGS, ...PLAN_FLAGS, ...PREVIEW_FLAGS, ...TEST_FLAGS, ...REPORT_FLAGS }),
    ...Object.keys(VALIDATE_FLAGS),
    ...Object.keys({ ...PUBLISH_FLAGS, ...METRICS_FLAGS }),
    'help',
  ];
  const names = [...new Set([...flags.map(camelCase), 'author', 'limits', 'nonsense'])];
  const taken = names.filter((name) => !problems(name, null).some((message) => message.includes('no setting')));
  expect(taken.sort()).toEqual(Object.keys(properties).sort());
});
