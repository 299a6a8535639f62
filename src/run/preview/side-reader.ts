// Reads the inputs of one of the two states: those in the repository or in a submodule of it from a commit or from the work tree, all
// others (outside of it, or ignored by Git) from where they lie, once, for both states alike. What the files mean is left to the parsers.
import {
  findRepository,
  INPUT_EXTENSIONS,
  isGitAddress,
  isIgnored,
  presentInputs,
  readGitFolder,
  readIgnoredFiles,
  readInputs,
  readOutputRoot,
  submoduleCommit,
  type GitFolder,
  type GitReading,
  type GitRepository,
  type RemoteInputs,
} from '../../load/index.ts';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { compareText } from '../../model/resource.ts';
import type { TreeFile } from '../../model/tree.ts';
import { decodeText } from '../../yaml/index.ts';
import { isLocal } from '../world.ts';

/** The files of one state. Inputs are named as the user names them. */
export interface SideReader {
  /** What stands before the names of its files where people read them. */
  readonly prefix: string;
  /** It is the work tree: what lies there is what a run would find. */
  readonly isWorkTree: boolean;
  inputs(names: readonly string[]): Promise<Checked<readonly TreeFile[]>>;
  /** The text of one file. */
  text(name: string): Promise<Checked<string>>;
  /** The configuration; undefined where this state has none. */
  configuration(name: string): Promise<Checked<TreeFile | undefined>>;
  /** Every file below an output root. */
  output(root: string): Promise<Checked<readonly TreeFile[]>>;
  /** Whether an input or an output root is this state's own. */
  isOwn(name: string): boolean;
}

/** Which state, of which repository. */
export interface SideRequest {
  readonly repository: GitRepository;
  /** With what its commits are read. */
  readonly reading: GitReading;
  /** Undefined: the work tree. */
  readonly commit: string | undefined;
  readonly prefix: string;
  /** A folder that is not there is one that the other state adds, and holds nothing. */
  readonly mayMiss: boolean;
  /** What lies outside of the repository, by name: filled by whichever state asks first. */
  readonly outside: Map<string, Checked<readonly TreeFile[]>>;
  /** What reads inputs in remote repositories, which are the same for both states. */
  readonly remote: RemoteInputs;
}

/** Opens a state for reading. *Errors* those of readInputs and readGitFolder; load/missing-folder where nothing may be missing. */
export function openSide(request: SideRequest): SideReader {
  const { commit, prefix } = request;
  return {
    prefix,
    isWorkTree: commit === undefined,
    isOwn: (name) => isInside(request.repository, name),
    inputs: async (names) => {
      request.remote.begin(names);
      const read: Checked<readonly TreeFile[]>[] = [];
      for (const name of names) read.push(await readInput(request, name));
      return { value: read.flatMap((one) => one.value), diagnostics: read.flatMap((one) => one.diagnostics) };
    },
    text: async (name) => {
      const { value, diagnostics } = await readInput({ ...request, mayMiss: false }, name);
      return textIn(value[0], diagnostics);
    },
    configuration: async (name) => {
      const { value, diagnostics } = await readInput({ ...request, mayMiss: commit !== undefined }, name);
      return { value: value[0], diagnostics };
    },
    output: (root) => {
      if (isInside(request.repository, root)) return readOwnOutput(request, root);
      return once(request, `output ${root}`, () => readOutputRoot(root));
    },
  };
}

async function readInput(request: SideRequest, name: string): Promise<Checked<readonly TreeFile[]>> {
  if (isGitAddress(name)) return once(request, name, () => request.remote.read(name));
  const onDisk = (): Checked<readonly TreeFile[]> => readInputs([name]);
  if (!isInside(request.repository, name)) return (await readSubmodule(request, name)) ?? once(request, name, onDisk);
  if (request.commit === undefined) return onDisk();
  const { value, diagnostics } = await readCommitted(request, name, INPUT_EXTENSIONS);
  if (!value.found && diagnostics.length === 0 && (await isLeftOut(request, name))) return once(request, name, onDisk);
  const ignored = await ignoredBelow(request, name, value);
  if (value.submodules.length > 0) return merged(await withSubmodules(request, name, { value, diagnostics }), ignored);
  if (value.found || diagnostics.length > 0) return merged({ value: value.files, diagnostics }, ignored);
  if (ignored.value.length > 0 || ignored.diagnostics.length > 0) return ignored;
  return { value: [], diagnostics: request.mayMiss ? [] : [missing(name)] };
}

/** What Git ignores in a folder, beside files that are committed: in no state's commit, and the same for all. What a commit has wins. */
async function ignoredBelow(
  request: SideRequest,
  name: string,
  { files, submodules }: GitFolder,
): Promise<Checked<readonly TreeFile[]>> {
  const { value, diagnostics } = await once(request, `ignored ${name}`, () =>
    readIgnoredFiles(request.repository, name, { shown: name, extensions: INPUT_EXTENSIONS }),
  );
  if (value.length === 0) return { value, diagnostics };
  const committed = new Set(files.map(({ path }) => path));
  const isElsewhere = (path: string): boolean => submodules.some((inner) => path.startsWith(`${inner.path}/`));
  return { value: value.filter(({ path }) => !committed.has(path) && !isElsewhere(path)), diagnostics };
}

function merged(one: Checked<readonly TreeFile[]>, other: Checked<readonly TreeFile[]>): Checked<readonly TreeFile[]> {
  const diagnostics = [...one.diagnostics, ...other.diagnostics];
  if (other.value.length === 0) return { value: one.value, diagnostics };
  return { value: [...one.value, ...other.value].sort((a, b) => compareText(a.path, b.path)), diagnostics };
}

/** What a submodule held at this state; undefined where the input lies in none, or not in a submodule of this state. */
async function readSubmodule(
  { repository, commit, prefix }: SideRequest,
  name: string,
): Promise<Checked<readonly TreeFile[]> | undefined> {
  const found = isLocal(name) ? findRepository(name) : undefined;
  if (commit === undefined || found === undefined) return undefined;
  const pinned = await submoduleCommit(repository, found.repository, { reference: commit });
  if (pinned.value === undefined) return undefined;
  const folder = { path: found.path, shown: `${prefix}${name}`, extensions: INPUT_EXTENSIONS };
  const read = await readGitFolder(found.repository, { reference: pinned.value, ...folder });
  return { value: read.value.files, diagnostics: read.diagnostics };
}

/** A folder with what the submodules in it held; of those that are not checked out there is nothing on disk either. */
async function withSubmodules(
  { prefix }: SideRequest,
  name: string,
  { value, diagnostics }: Checked<GitFolder>,
): Promise<Checked<readonly TreeFile[]>> {
  const files = [...value.files];
  const told = [...diagnostics];
  for (const { path, commit } of value.submodules) {
    const inner = findRepository(`${name}/${path}`);
    if (inner?.path !== '') continue;
    const folder = { path: '', shown: `${prefix}${name}/${path}`, extensions: INPUT_EXTENSIONS };
    const read = await readGitFolder(inner.repository, { reference: commit, ...folder });
    files.push(...read.value.files.map((file) => ({ ...file, path: `${path}/${file.path}` })));
    told.push(...read.diagnostics);
  }
  return {
    value: files.sort((one, other) => compareText(one.path, other.path)),
    diagnostics: told.filter(({ code }) => code !== 'load/submodule'),
  };
}

async function readOwnOutput(request: SideRequest, root: string): Promise<Checked<readonly TreeFile[]>> {
  if (request.commit === undefined) return readOutputRoot(root);
  const { value, diagnostics } = await readCommitted(request, root, ['']);
  if (value.found || !(await isLeftOut(request, root))) return { value: value.files, diagnostics };
  return once(request, `output ${root}`, () => readOutputRoot(root));
}

function readCommitted(
  { repository, reading: { git, env }, commit = '', prefix }: SideRequest,
  name: string,
  extensions: readonly string[],
): Promise<Checked<GitFolder>> {
  const path = findRepository(name)?.path ?? '';
  return readGitFolder(repository, { git, env, reference: commit, path, shown: `${prefix}${name}`, extensions });
}

/** What Git ignores, such as a snapshot that is made before each run, is in no commit and the same for both states. */
async function isLeftOut({ repository }: SideRequest, name: string): Promise<boolean> {
  return presentInputs([name]).length > 0 && isIgnored(repository, findRepository(name)?.path ?? '');
}

/** Standard input ends when it was read, and a folder elsewhere may change: both states get the same. */
async function once(
  { outside }: SideRequest,
  name: string,
  read: () => Checked<readonly TreeFile[]> | Promise<Checked<readonly TreeFile[]>>,
): Promise<Checked<readonly TreeFile[]>> {
  const files = outside.get(name) ?? (await read());
  outside.set(name, files);
  return files;
}

/** In this repository, and not behind a link or in a submodule that leads out of it. */
function isInside({ root }: GitRepository, name: string): boolean {
  if (!isLocal(name)) return false;
  return [name, `${name}/x`].every((path) => findRepository(path)?.repository.root === root);
}

function textIn(file: TreeFile | undefined, diagnostics: readonly Diagnostic[]): Checked<string> {
  if (file === undefined) return { value: '', diagnostics };
  const decoded = decodeText(file.bytes);
  if ('text' in decoded) return { value: decoded.text, diagnostics };
  const trouble = { code: 'load/encoding', severity: 'error', message: decoded.problem.message } as const;
  return { value: '', diagnostics: [...diagnostics, { ...trouble, about: {} }] };
}

function missing(name: string): Diagnostic {
  return { code: 'load/missing-folder', severity: 'error', message: `${name} does not exist.`, about: {} };
}
