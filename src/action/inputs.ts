// The inputs of the action: which there are, and the arguments that they become. An input becomes the value of its own flag and nothing
// else, whatever is in it; what values mean is checked by the program.
import type { Environment } from '../model/environment.ts';

/** How an input is read: one value, one a line, or true and false. */
export type InputKind = 'text' | 'list' | 'switch';

/** Inputs that are flags of the same name. */
export const FLAG_INPUTS = {
  policies: 'list',
  'cluster-state': 'list',
  output: 'text',
  base: 'text',
  head: 'text',
  lifecycle: 'text',
  provenance: 'text',
  secrets: 'text',
  delivery: 'text',
  'clone-metadata': 'text',
  substitution: 'text',
  'resource-filters': 'text',
  'max-deletions': 'text',
  'allow-empty': 'switch',
  'allow-http': 'list',
  config: 'text',
  cluster: 'text',
  commit: 'switch',
  push: 'switch',
  branch: 'text',
  remote: 'text',
  'push-via': 'text',
  'pull-request': 'text',
  'metrics-file': 'text',
  'metrics-push': 'text',
  'exit-code': 'switch',
  verbose: 'switch',
  from: 'text',
  'comment-key': 'text',
  'comment-mode': 'text',
  'comment-when': 'text',
  'comment-overflow': 'text',
  'fail-on': 'text',
  'file-name': 'text',
  'test-case-selector': 'text',
  'fail-only': 'switch',
  'require-tests': 'switch',
  junit: 'text',
} as const satisfies Readonly<Record<string, InputKind>>;

/** Inputs of the action itself. */
export const OWN_INPUTS = [
  ...(['command', 'paths', 'args', 'comment', 'page-address', 'token', 'working-directory'] as const),
] as const;

/** The commands that the action runs. */
export const COMMANDS = ['preview', 'reconcile', 'diff', 'validate', 'test'] as const;

/** One of them. */
export type ActionCommand = (typeof COMMANDS)[number];

/** What the inputs say. */
export interface Inputs {
  readonly command: ActionCommand;
  /** Behind the command's name, without what the action adds of its own. */
  readonly args: readonly string[];
  readonly comments: boolean;
  /** The report comes from another run, maybe a fork's. */
  readonly isForeign: boolean;
  /** Where the page of a preview will be found; '' where nobody said. */
  readonly pageAddress: string;
  /** '' where there is none. */
  readonly token: string;
  /** Relative to the workspace. */
  readonly workingDirectory: string;
  readonly verbose: boolean;
}

/** Thrown for inputs that cannot be used; its message is for people, and names no value of a token. */
export class InputError extends Error {}

/** Reads the inputs from the runner's variables. *Errors* InputError. */
export function readInputs(env: Environment): Inputs {
  const text = (name: string): string => oneLine(name, env[variableOf(name)] ?? '');
  const command = commandOf(text('command'), env['GITHUB_EVENT_NAME']);
  const flags = Object.entries<InputKind>(FLAG_INPUTS).flatMap(([name, kind]) =>
    flagArguments(name, kind, env[variableOf(name)] ?? ''),
  );
  const paths = linesOf('paths', env[variableOf('paths')] ?? '').map((path) =>
    path.startsWith('-') ? `./${path}` : path,
  );
  const further = linesOf('args', env[variableOf('args')] ?? '');
  return {
    command,
    args: [...flags, ...paths, ...further],
    comments: wantsComment(text('comment'), command, env['GITHUB_EVENT_NAME']),
    isForeign: text('from') !== '',
    pageAddress: text('page-address'),
    token: text('token'),
    workingDirectory: text('working-directory') || '.',
    verbose: truth('verbose', text('verbose')) ?? false,
  };
}

/** The variable in which the runner hands an input over: blanks become `_`, hyphens stay. */
export function variableOf(input: string): string {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
}

function commandOf(text: string, event: string | undefined): ActionCommand {
  const command = COMMANDS.find((one) => one === (text || 'preview'));
  if (command === undefined) throw new InputError(`command must be one of ${COMMANDS.join(', ')}`);
  if (command === 'preview' && event === 'pull_request_target') {
    throw new InputError(
      'preview does not run on pull_request_target, where text of others would meet the secrets of this repository: use pull_request',
    );
  }
  return command;
}

function wantsComment(text: string, command: ActionCommand, event: string | undefined): boolean {
  const wanted = text === 'github' ? true : truth('comment', text);
  if (command === 'preview') return wanted ?? event === 'pull_request';
  if (wanted === true) throw new InputError(`comment goes with preview, not with ${command}`);
  return false;
}

function flagArguments(name: string, kind: InputKind, value: string): readonly string[] {
  switch (kind) {
    case 'text': {
      const text = oneLine(name, value);
      return text === '' ? [] : [`--${name}=${text}`];
    }
    case 'list':
      return linesOf(name, value).map((line) => `--${name}=${line}`);
    case 'switch': {
      const isOn = truth(name, oneLine(name, value));
      return isOn === undefined ? [] : [`--${name}=${String(isOn)}`];
    }
  }
}

/** YAML's words, as other actions take them; undefined where nothing was given. */
function truth(name: string, text: string): boolean | undefined {
  if (text === '') return undefined;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  throw new InputError(`${name} must be true or false`);
}

function linesOf(name: string, value: string): readonly string[] {
  const lines = value.split(/\r\n|\n|\r/).map((line) => oneLine(name, line));
  return lines.filter((line) => line !== '');
}

function oneLine(name: string, value: string): string {
  const text = value.trim();
  if (/\p{Cc}/u.test(text)) throw new InputError(`${name} must be one line, without control characters`);
  return text;
}
