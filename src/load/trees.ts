// The folders and files that the command line names, read whole.
import { existsSync, statSync } from 'node:fs';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { TreeFile } from '../model/tree.ts';
import { readDirectory, readStandardInput } from './directory.ts';
import { inputTrouble } from './read-file.ts';
import { decodeText } from '../yaml/index.ts';
import { INPUT_EXTENSIONS } from './documents.ts';

/** Reads several inputs, each a folder, a file or `-` for standard input. */
export function readInputs(inputs: readonly string[]): Checked<readonly TreeFile[]> {
  const read = inputs.map(readInput);
  return { value: read.flatMap((one) => one.value), diagnostics: read.flatMap((one) => one.diagnostics) };
}

/** Those of the inputs that are there; what is no local path counts as there. */
export function presentInputs(inputs: readonly string[]): readonly string[] {
  return inputs.filter((input) => input === '-' || remoteProblem(input) !== undefined || existsSync(input));
}

/** Whether an input is a path of this machine. */
export function isLocalInput(input: string): boolean {
  return input !== '-' && remoteProblem(input) === undefined;
}

/** The text of one file that the command line names, such as a list of resource filters. */
export function readTextFile(file: string): Checked<string> {
  if (isFolder(file)) {
    return {
      value: '',
      diagnostics: [inputTrouble('load/not-a-file', file, `${file} is a folder, and one file is read.`)],
    };
  }
  const { value, diagnostics } = readDirectory(file, { shown: file, extensions: [] });
  const [found] = value.files;
  const decoded = found ? decodeText(found.bytes) : { text: '' };
  if ('text' in decoded) return { value: decoded.text, diagnostics };
  const message = decoded.problem.message;
  return { value: '', diagnostics: [{ code: 'load/encoding', severity: 'error', message, about: {} }] };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The text on standard input. */
export function readStandardInputText(): Checked<string> {
  const { value, diagnostics } = readStandardInput();
  const decoded = decodeText(value.bytes);
  if ('text' in decoded) return { value: decoded.text, diagnostics };
  const message = decoded.problem.message;
  return { value: '', diagnostics: [...diagnostics, { code: 'load/encoding', severity: 'error', message, about: {} }] };
}

/** Every file below the output root, whatever its ending; none where the root does not exist yet. */
export function readOutputRoot(root: string): Checked<readonly TreeFile[]> {
  if (!existsSync(root)) return { value: [], diagnostics: [] };
  const { value, diagnostics } = readDirectory(root, { shown: root, extensions: [''] });
  return { value: value.files, diagnostics };
}

function readInput(input: string): Checked<readonly TreeFile[]> {
  if (input === '-') return inList(readStandardInput());
  const remote = remoteProblem(input);
  if (remote) return { value: [], diagnostics: [remote] };
  const { value, diagnostics } = readDirectory(input, { shown: input, extensions: INPUT_EXTENSIONS });
  return { value: value.files, diagnostics };
}

function inList(read: Checked<TreeFile>): Checked<readonly TreeFile[]> {
  return { value: [read.value], diagnostics: read.diagnostics };
}

function remoteProblem(input: string): Diagnostic | undefined {
  if (!/^(?:git\+|live(?::|$))/.test(input)) return undefined;
  return {
    code: 'cli/usage',
    severity: 'error',
    message: `${input.startsWith('live') ? 'A live cluster' : 'A Git address'} cannot be read by this version of Headwater`,
    help: 'Check the repository out, or snapshot the cluster into a folder, and name that.',
    about: {},
  };
}
