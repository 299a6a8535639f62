// What is checked, and what of the repository counts as what: policies, inventory, output. Paths are relative to the repository's root.
import type { DeliveryProfile } from '../kube/index.ts';
import type { RepositoryView } from '../model/repository.ts';
import { isJsonList, isJsonObject, type Json } from '../model/resource.ts';
import { isWithin, plainPath } from './paths.ts';

/** What is checked. */
export interface DeliveryRequest {
  readonly view: RepositoryView;
  readonly profile: DeliveryProfile;
  /** Folders and files in the repository. */
  readonly policies: readonly string[];
  readonly inventory: readonly string[];
  /** Undefined where it lies outside of the repository. */
  readonly output: string | undefined;
  readonly configuration: { readonly path: string; readonly text: string } | undefined;
}

/** The files of one kind; `areThere` is false where they only stand for what will lie there. */
export interface Files {
  readonly files: readonly string[];
  readonly areThere: boolean;
}

/** The files of the request by what they are. */
export interface Roles {
  readonly policies: Files;
  readonly inventory: Files;
  readonly output: Files;
}

const MANIFEST = /\.ya?ml$/;
const INPUT = /\.(?:ya?ml|json)$/;

/** Tells the files apart. */
export function rolesOf({ view, policies, inventory, output }: DeliveryRequest): Roles {
  const isOutput = (path: string): boolean => output !== undefined && isWithin(output, path);
  const inputsOf = (roots: readonly string[]): Files =>
    orStandIns(
      view.paths.filter((path) => INPUT.test(path) && !isOutput(path) && roots.some((root) => isWithin(root, path))),
      // What Git leaves out never gets to those who apply.
      roots
        .map((root) => (INPUT.test(root) ? root : below(root, 'example.yaml')))
        .filter((path) => !view.isIgnored(path)),
    );
  const policyFiles = inputsOf(policies);
  const manifests = view.paths.filter((path) => MANIFEST.test(path) && isOutput(path));
  return {
    policies: { ...policyFiles, files: policyFiles.files.filter((path) => !view.notGenerating.has(path)) },
    inventory: inputsOf(inventory),
    output: output === undefined ? { files: [], areThere: true } : orStandIns(manifests, standIns(output, view)),
  };
}

function orStandIns(files: readonly string[], others: readonly string[]): Files {
  return files.length > 0 ? { files, areThere: true } : { files: others, areThere: false };
}

/** Before the first run: a namespace, what belongs to none, and every folder of output that a definition names. */
function standIns(output: string, { documents }: RepositoryView): readonly string[] {
  const named = documents
    .flatMap(({ value }) => pathsIn(value))
    .map((path) => plainPath(path.replaceAll('*', 'example')))
    .filter((path) => path !== undefined && path !== output && isWithin(output, path) && !/[{$]/.test(path));
  const folders = new Set([below(output, 'example'), below(output, '_cluster'), ...named]);
  return [...folders].map((folder) => below(folder ?? '', 'example.yaml'));
}

/** Every text under the key `path`. */
function pathsIn(value: Json): readonly string[] {
  if (isJsonList(value)) return value.flatMap(pathsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'path' && typeof item === 'string' ? [item] : pathsIn(item),
  );
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
