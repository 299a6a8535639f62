// The output tree as its readers see it: which files Argo CD and Flux take, and which they stumble over, leave out, take apart or change.
// What they do with one object that Headwater makes is in kube/delivery.ts.
import { isMadeFor, type DeliveryProfile } from '../kube/index.ts';
import { compareText, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../model/resource.ts';
import { parseJson, parseYaml } from '../yaml/index.ts';

/**
 * What a reader does with a file.
 *
 * `stops`: it refuses the whole folder; `alters`: it reads the folder in another way; `skips`: it leaves the file out; `splits`: it takes an
 * object apart; `substitutes`: it may replace part of the text; `double`: the object is in another file too.
 */
export interface ReaderProblem {
  readonly path: string;
  readonly kind: 'stops' | 'alters' | 'skips' | 'splits' | 'substitutes' | 'double';
  /** As the end of a sentence about the file. */
  readonly words: string;
}

/** Most bytes of manifests that Argo CD reads for one application. */
export const MOST_OF_APPLICATION = 10_485_760;

const ARGO_FILE = /\.(?:yaml|yml|json|jsonnet)$/;
const FLUX_FILE = /\.(?:yaml|yml)$/;
/** What Flux leaves out unless it is told otherwise, as far as it has such an ending: folders and names at any depth. */
const FLUX_LEAVES_OUT =
  /(?:^|\/)(?:\.git\/|\.github\/|\.circleci\/|(?:\.travis|\.gitlab-ci|appveyor|\.drone|codeship-services|codeship-steps|\.goreleaser)\.yml$|(?:cloudbuild|\.sops|\.flux)\.yaml$)/;
const SKIP_MARKER = '+argocd:skip-file-rendering';

interface Name {
  readonly pattern: RegExp;
  readonly reader: 'argocd' | 'flux';
  readonly words: string;
}

/** Names that mean something to a reader, whatever is in the file. */
const NAMES: readonly Name[] = [
  {
    pattern: /^(?:kustomization\.ya?ml|Kustomization)$/,
    reader: 'flux',
    words: 'makes its folder a unit of its own, of which Flux reads only what it lists',
  },
  {
    pattern: /^(?:kustomization\.ya?ml|Kustomization)$/,
    reader: 'argocd',
    words: 'makes Argo CD fail, or read the folder with Kustomize',
  },
  { pattern: /^Chart\.yaml$/, reader: 'argocd', words: 'makes Argo CD read the folder as a Helm chart' },
  { pattern: /^\.argocd-source(?:-.+)?\.yaml$/, reader: 'argocd', words: 'overrides how Argo CD reads the folder' },
  { pattern: /^\.sourceignore$/, reader: 'flux', words: 'makes Flux leave out what it lists' },
  { pattern: /^\.flux\.yaml$/, reader: 'flux', words: 'is settings to Flux 1, and left out by Flux 2' },
  { pattern: /\.jsonnet$/, reader: 'argocd', words: 'is run by Argo CD as a Jsonnet program' },
];

/** Tells whether a reader takes a file of this path for a manifest or a program. */
export function isTakenBy(reader: 'argocd' | 'flux', path: string): boolean {
  return reader === 'argocd' ? ARGO_FILE.test(path) : FLUX_FILE.test(path) && !FLUX_LEAVES_OUT.test(path);
}

/**
 * What the readers of a profile would stumble over in a folder; `neutral` has none.
 *
 * Order   by path, for each first what stops a reader.
 * Source  Argo CD, directory source; Flux, kustomize-controller and source-controller.
 */
export function readerProblems(files: ReadonlyMap<string, string>, profile: DeliveryProfile): readonly ReaderProblem[] {
  const paths = [...files.keys()].sort(compareText);
  const found = paths.map((path) => readFile(path, files.get(path) ?? '', profile));
  const seen = new Map<string, string>();
  return found.flatMap(({ path, problems, objects }) => {
    const doubles = objects.flatMap((object) => doubleOf(object, path, seen));
    return [...problems, ...doubles];
  });
}

interface ReadFile {
  readonly path: string;
  readonly problems: readonly ReaderProblem[];
  /** Those that a reader of the profile takes, Lists left out. */
  readonly objects: readonly JsonObject[];
}

function readFile(path: string, text: string, profile: DeliveryProfile): ReadFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const argo = isMadeFor('argocd', profile) && isTakenBy('argocd', path);
  const flux = isMadeFor('flux', profile) && isTakenBy('flux', path);
  const named = NAMES.filter(({ pattern, reader }) => isMadeFor(reader, profile) && pattern.test(name));
  const alters = named.map(({ words }): ReaderProblem => ({ path, kind: 'alters', words }));
  if (named.length > 0 || !(argo || flux)) return { path, problems: alters, objects: [] };
  const { documents, isBroken } = documentsOf(path, text);
  const objects = documents.filter(isJsonObject);
  const stops = stopWords({ path, text, documents, isBroken, argo, flux });
  const problems = [
    ...stops.map((words): ReaderProblem => ({ path, kind: 'stops', words })),
    ...(argo ? argoProblems(path, text, objects) : []),
    ...(flux ? objects.flatMap((object) => substitution(path, object)) : []),
  ];
  return { path, problems, objects: objects.filter((object) => isManifest(object) && !isList(object)) };
}

function documentsOf(path: string, text: string): { readonly documents: readonly Json[]; readonly isBroken: boolean } {
  const parsed = path.endsWith('.json') ? parseJson(text) : parseYaml(text);
  const documents = parsed.documents.map(({ value }): Json => value).filter((value) => value !== null);
  return { documents, isBroken: parsed.problems.length > 0 };
}

interface FileFacts {
  readonly path: string;
  readonly text: string;
  readonly documents: readonly Json[];
  readonly isBroken: boolean;
  readonly argo: boolean;
  readonly flux: boolean;
}

function stopWords({ path, text, documents, isBroken, argo, flux }: FileFacts): readonly string[] {
  const isWhole = !isBroken && documents.every(isManifest);
  if (path.endsWith('.json')) {
    const isOne = isWhole && documents.length === 1;
    return isOne ? [] : ['is not exactly one Kubernetes object, at which Argo CD stops for the whole folder'];
  }
  if (isWhole) return [];
  const readers = [...(argo && stopsArgo(text) ? ['Argo CD'] : []), ...(flux ? ['Flux'] : [])];
  if (readers.length === 0) return [];
  const [one, other] = readers;
  const named = other === undefined ? `${one} stops` : `${one} and ${other} stop`;
  return [`holds something that is no Kubernetes object, at which ${named} for the whole folder`];
}

/** Argo CD lets a YAML file pass that looks like no manifest. */
function stopsArgo(text: string): boolean {
  return ['apiVersion:', 'kind:', 'metadata:'].every((word) => text.includes(word));
}

function isManifest(value: Json): boolean {
  if (!isJsonObject(value) || textAt(value, 'apiVersion') === '' || textAt(value, 'kind') === '') return false;
  return textAt(value['metadata'], 'name') !== '' || isList(value) || textAt(value['metadata'], 'generateName') !== '';
}

/** What is named a list and is one, so that taking it apart is what is meant. */
function isList(object: JsonObject): boolean {
  return textAt(object, 'kind').endsWith('List') && isJsonList(object['items']);
}

function argoProblems(path: string, text: string, objects: readonly JsonObject[]): readonly ReaderProblem[] {
  const splits = objects.filter((object) => isJsonList(object['items']) && !isList(object));
  return [
    ...(text.includes(SKIP_MARKER)
      ? [{ path, kind: 'skips', words: `holds ${SKIP_MARKER}, so that Argo CD leaves it out` } as const]
      : []),
    ...splits.map(
      () => ({ path, kind: 'splits', words: 'has a list `items` at its top, which Argo CD takes apart' }) as const,
    ),
  ];
}

const SUBSTITUTE = 'kustomize.toolkit.fluxcd.io/substitute';

function substitution(path: string, object: JsonObject): readonly ReaderProblem[] {
  const metadata = object['metadata'];
  const maps = isJsonObject(metadata) ? [metadata['annotations'], metadata['labels']] : [];
  const isOff = maps.some((map) => textAt(map, SUBSTITUTE) === 'disabled');
  if (isOff || !JSON.stringify(object, withoutBigInts).includes('${')) return [];
  return [{ path, kind: 'substitutes', words: 'holds ${…}, which Flux may replace' }];
}

function withoutBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? 0 : value;
}

function doubleOf(object: JsonObject, path: string, seen: Map<string, string>): readonly ReaderProblem[] {
  const metadata = object['metadata'];
  const apiVersion = textAt(object, 'apiVersion');
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const id = [group, textAt(object, 'kind'), textAt(metadata, 'namespace'), textAt(metadata, 'name')].join(' ');
  const other = seen.get(id);
  if (other === undefined) seen.set(id, path);
  return other === undefined ? [] : [{ path, kind: 'double', words: `holds an object that ${other} holds too` }];
}
