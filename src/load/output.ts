// What lies in the output root: manifests by identity, files of others, and the ledger's own files.
import { hasHeadwaterProvenance, resourceIdOf } from '../kube/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import { digestOf } from '../model/digest.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { BEYOND_REPAIR, parseLedgerFiles, REBUILD_COMMAND } from '../model/ledger-file.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import type { Output, OutputManifest } from '../model/output.ts';
import { describeResource, groupOf, parseResourceKey, resourceKey, textAt, type Resource } from '../model/resource.ts';
import type { ResourceId, ResourceKey } from '../model/resource.ts';
import type { TreeFile } from '../model/tree.ts';
import { decodeText } from '../yaml/index.ts';
import { flattenLists, INPUT_EXTENSIONS, readDocuments } from './documents.ts';
import { isResource } from './inventory.ts';

/** Folder of Headwater's own files below the output root. */
const OWN_FOLDER = '.headwater/';

/** The texts of Headwater's own files, by path below the output root. */
export function ownFiles(files: readonly TreeFile[]): ReadonlyMap<string, string> {
  return new Map(files.filter(({ path }) => path.startsWith(OWN_FOLDER)).map((file) => [file.path, textOf(file)]));
}

/** An output root as it was found. */
export interface OutputTree {
  readonly ledger: Ledger;
  readonly output: Output;
  /** Headwater's own files, by path. */
  readonly own: ReadonlyMap<string, string>;
}

/** How to name an output root, and whose it should be; `cluster` is '' for any. */
export interface OutputName {
  readonly shown: string;
  readonly cluster: string;
  /** The command that rebuilds the ledger here, as it can be pasted; undefined: where everything has its usual place. */
  readonly rebuild?: string;
}

/**
 * The ledger and the manifests of an output root.
 *
 * Errors  those of parseLedgerFiles and readOutput; ledger/missing where there is none and manifests carry Headwater's provenance.
 */
export function readOutputTree(
  files: readonly TreeFile[],
  kinds: KindCatalog,
  { shown, cluster, rebuild }: OutputName,
): Checked<OutputTree> {
  const own = ownFiles(files);
  const ledger = parseLedgerFiles(own, `${shown}/`, cluster);
  const output = readOutput(files, ledger.value.downstreams.values(), kinds);
  const ofLedger = [...ledger.diagnostics, ...missingLedger(own, output.value, shown)];
  return {
    value: { ledger: ledger.value, output: output.value, own },
    diagnostics: [...ofLedger.map((trouble) => withRemedy(trouble, rebuild)), ...output.diagnostics],
  };
}

/** Names the command that mends a ledger, where it is one to be mended. */
function withRemedy(trouble: Diagnostic, rebuild: string | undefined): Diagnostic {
  const isMendable = !BEYOND_REPAIR.has(trouble.code);
  return isMendable ? { ...trouble, help: `Rebuild the ledger: \`${rebuild ?? REBUILD_COMMAND}\`` } : trouble;
}

/** The manifests carry Headwater's marks, and there is no ledger; nothing where there is one, however broken. */
export function missingLedger(own: ReadonlyMap<string, string>, output: Output, shown: string): readonly Diagnostic[] {
  if ([...own.keys()].some((path) => path.endsWith('.jsonl'))) return [];
  const orphans = [...output.manifests.values()].filter(({ resource }) => hasHeadwaterProvenance(resource));
  const [first] = orphans;
  if (first === undefined) return [];
  const message = `${orphans.length} manifests carry Headwater's marks and there is no ledger in ${shown}/${OWN_FOLDER}`;
  return [{ code: 'ledger/missing', severity: 'error', message, at: first.at, about: {} }];
}

/**
 * The manifests of an output root. `entries` are the ledger's: they tell the scope of kinds that the inventory does not know.
 *
 * Errors  output/double for an object in two files: the ledger's file counts, else the first.
 */
export function readOutput(
  files: readonly TreeFile[],
  entries: Iterable<LedgerEntry>,
  kinds: KindCatalog,
): Checked<Output> {
  const known = new Map([...entries].map((entry) => [entry.path, entry]));
  const theirs = files.filter(({ path }) => !path.startsWith(OWN_FOLDER));
  const manifests = new Map<ResourceKey, OutputManifest>();
  const diagnostics: Diagnostic[] = [];
  for (const file of theirs) {
    const found = manifestsOf(file, known.get(file.path), kinds);
    for (const manifest of found) addManifest(manifests, manifest, known, diagnostics);
  }
  const texts = new Map(theirs.map((file) => [file.path, textOf(file)]));
  return { value: { manifests, files: texts }, diagnostics };
}

function addManifest(
  manifests: Map<ResourceKey, OutputManifest>,
  manifest: OutputManifest,
  known: ReadonlyMap<string, LedgerEntry>,
  diagnostics: Diagnostic[],
): void {
  const key = resourceKey(manifest.id);
  const former = manifests.get(key);
  if (former === undefined) {
    manifests.set(key, manifest);
    return;
  }
  const isOwn = known.get(manifest.path)?.key === key;
  if (isOwn) manifests.set(key, manifest);
  const [kept, other] = isOwn ? [manifest, former] : [former, manifest];
  diagnostics.push({
    code: 'output/double',
    severity: 'error',
    message: `${describeResource(manifest.id)} is in ${kept.at.file} too; Flux and kustomize refuse an object that is there twice`,
    help: `Remove ${other.at.file}.`,
    at: other.at,
    about: { downstream: key },
  });
}

function manifestsOf(file: TreeFile, entry: LedgerEntry | undefined, kinds: KindCatalog): readonly OutputManifest[] {
  if (!INPUT_EXTENSIONS.some((extension) => file.path.endsWith(extension))) return [];
  const documents = readDocuments(file).value;
  const objects = documents.flatMap((document) => flattenLists(document).value);
  return objects.flatMap(({ value, place }): OutputManifest[] => {
    if (!isResource(value)) return [];
    const id = identityOf(value, entry, kinds);
    const shared = objects.length > 1;
    return [
      {
        id,
        path: file.path,
        resource: value,
        // Few ask for it, and it costs more than reading the file.
        get digest() {
          return digestOf(value);
        },
        shared,
        at: place([]),
      },
    ];
  });
}

/** A kind that the inventory does not know (any more) keeps the scope under which its manifest was written. */
function identityOf(resource: Resource, entry: LedgerEntry | undefined, kinds: KindCatalog): ResourceId {
  const id = resourceIdOf(resource, kinds);
  const written = entry ? parseResourceKey(entry.key) : undefined;
  const isSame =
    written?.kind === resource.kind &&
    written.group === groupOf(resource.apiVersion) &&
    written.name === resource.metadata.name &&
    written.namespace === textAt(resource.metadata, 'namespace');
  return isSame ? written : id;
}

function textOf(file: TreeFile): string {
  const decoded = decodeText(file.bytes);
  return 'text' in decoded ? decoded.text : '';
}
