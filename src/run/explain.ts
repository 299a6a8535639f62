// headwater explain: where a manifest comes from, and what rules made of a trigger. The same computation as diff; nothing is written.
import { namedObjects, nearNames } from '../kube/index.ts';
import type { Diagnostic, Position } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import { describeResource, parseResourceKey, textAt, type ResourceKey } from '../model/resource.ts';
import type { RuleId } from '../model/rule-id.ts';
import { explainableKeys, startExplaining, type ExplainInput } from '../plan/index.ts';
import { pathInWorkTree } from '../publish/index.ts';
import { buildReport } from '../report/index.ts';
import { compute, type Computed } from './compute.ts';
import type { RunOptions } from './options.ts';
import type { RunResult } from './result.ts';

/**
 * Explains what `name` stands for: a manifest's or an inventory's file, or an object by its name.
 *
 * Errors  cli/usage, exit 2, where nothing has the name, with names that are near; where several objects in several places have it.
 */
export async function runExplain(options: RunOptions, name: string): Promise<RunResult> {
  const computed = await compute({ ...options, secrets: 'plain', maxDeletions: { percent: 100 } }, { keepTrace: true });
  const { planned } = computed;
  if (planned?.trace === undefined) return unusable(options, computed.diagnostics);
  const input: ExplainInput = {
    plan: planned.plan,
    trace: planned.trace,
    diagnostics: computed.diagnostics,
    cloneMetadata: options.cloneMetadata,
    refusesSecrets: options.secrets === 'refuse',
    policyAt: (id) => policyAt(planned.world.documents, id),
  };
  const found = findSubjects(options, planned, input, name);
  if ('problem' in found) return unusable(options, [found.problem]);
  const explained = found.keys.map(startExplaining(input));
  const report = buildReport({ ...identity(options), diagnostics: found.diagnostics, explained });
  return { report, status: 0 };
}

function unusable(options: RunOptions, diagnostics: readonly Diagnostic[]): RunResult {
  return { report: buildReport({ ...identity(options), diagnostics }), status: 2 };
}

function identity({ version, cluster }: RunOptions) {
  return { kind: 'ExplainReport', version, cluster } as const;
}

function policyAt(
  documents: readonly SourceDocument[],
  { policyKind, policyNamespace, policy }: RuleId,
): Position | undefined {
  const found = documents.find(({ value }) => {
    const metadata = value['metadata'];
    const namespace = policyNamespace === '' ? '' : textAt(metadata, 'namespace') || 'default';
    return value['kind'] === policyKind && textAt(metadata, 'name') === policy && namespace === policyNamespace;
  });
  return found?.place([]);
}

// ---- what is asked about

type Planned = NonNullable<Computed['planned']>;

type Found =
  | { readonly keys: readonly ResourceKey[]; readonly diagnostics: readonly Diagnostic[] }
  | { readonly problem: Diagnostic };

function findSubjects(options: RunOptions, planned: Planned, input: ExplainInput, name: string): Found {
  const path = belowOutput(options, name);
  const inFile = [...keysOfManifest(planned, path), ...keysOfInventoryFile(options, planned, name)];
  if (inFile.length > 0) return { keys: [...new Set(inFile)], diagnostics: [] };
  if (planned.world.output.files.has(path)) return { keys: [], diagnostics: [foreignFile(name)] };
  const keys = explainableKeys(input);
  const named = namedObjects(name, keys, planned.world.inventory.kinds);
  if (named.length === 1) return { keys: named, diagnostics: [] };
  return { problem: named.length > 1 ? ambiguous(name, named) : unknown(name, keys) };
}

/** The path below the output root, '' where it is none. */
function belowOutput({ cwd, output }: RunOptions, name: string): string {
  const root = pathInWorkTree(cwd, output);
  const path = pathInWorkTree(cwd, name);
  if (root === '') return path;
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : '';
}

function keysOfManifest({ world, plan }: Planned, path: string): readonly ResourceKey[] {
  const found = [...world.output.manifests].filter(([, manifest]) => manifest.path === path).map(([key]) => key);
  const known = [...world.ledger.downstreams.values(), ...plan.ledger.downstreams.values()];
  return [...found, ...known.filter((entry) => entry.path === path).map(({ key }) => key)];
}

function keysOfInventoryFile({ cwd }: RunOptions, { world }: Planned, name: string): readonly ResourceKey[] {
  const asked = pathInWorkTree(cwd, name);
  const objects = [...world.inventory.objects];
  const files = new Set(objects.map(([, { at }]) => at.file));
  const same = new Set([...files].filter((file) => pathInWorkTree(cwd, file) === asked));
  return objects.filter(([, { at }]) => same.has(at.file)).map(([key]) => key);
}

function foreignFile(name: string): Diagnostic {
  const message = `${name} is foreign: no object can be read from it, it has no entry in the ledger, and Headwater leaves it alone`;
  return { code: 'output/foreign-file', severity: 'warning', message, about: {} };
}

function ambiguous(name: string, keys: readonly ResourceKey[]): Diagnostic {
  const shown = keys.slice(0, 10).map(fullName);
  const more = keys.length > shown.length ? ', …' : '';
  return usage(`${name} stands for ${keys.length} objects: ${shown.join(', ')}${more}`, 'Name one of them.');
}

function unknown(name: string, keys: readonly ResourceKey[]): Diagnostic {
  const near = nearNames(name, keys.map(shortName));
  const message = `Nothing is called ${name} in inventory, output or ledger, and no rule makes it`;
  if (near.length > 0) return usage(message, `Did you mean ${near.join(', ')}?`);
  return usage(message, 'Give a file, or a name like ConfigMap/payments/settings or ns/payments.');
}

function shortName(key: ResourceKey): string {
  const id = parseResourceKey(key);
  return id ? describeResource(id) : key;
}

function fullName(key: ResourceKey): string {
  const id = parseResourceKey(key);
  if (id === undefined) return key;
  return describeResource({ ...id, kind: id.group === '' ? id.kind : `${id.kind}.${id.group}` });
}

function usage(message: string, help: string): Diagnostic {
  return { code: 'cli/usage', severity: 'error', message, help, about: {} };
}
