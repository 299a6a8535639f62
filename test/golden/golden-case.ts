// Reads the folder of one golden case and writes its expected side. What a case means is in README.md; running it is for golden.test.ts.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunOptions } from '../../src/run/index.ts';
import { parseFirstDocument } from '../../src/yaml/index.ts';

/** Which column of the lifecycle table a case is run in. */
export type Lifecycle = RunOptions['lifecycle'];

/** Files by path. */
export type Tree = Readonly<Record<string, string>>;

/** One run, what changed before it, and what the contract says comes of it. */
export interface Step {
  readonly says: string;
  readonly writes: Tree;
  readonly removes: readonly string[];
  readonly flags: Partial<RunOptions>;
  readonly exit: string;
  /** Codes of the diagnostics, each once. */
  readonly reports: string;
  /** Words of the table by path below output. */
  readonly downstreams: Readonly<Record<string, string>>;
}

/** A golden case. */
export interface GoldenCase {
  readonly name: string;
  readonly folder: string;
  readonly description: string;
  readonly lifecycles: readonly Lifecycle[];
  readonly steps: readonly Step[];
}

interface StepDocument {
  readonly says: string;
  readonly remove?: readonly string[];
  readonly flags?: Partial<RunOptions>;
  readonly exit?: number | string;
  readonly reports?: string;
  readonly downstreams?: Readonly<Record<string, string>>;
}

interface CaseDocument {
  readonly description: string;
  readonly lifecycles?: readonly Lifecycle[];
  readonly flags?: Partial<RunOptions>;
  readonly steps: readonly StepDocument[];
}

const INPUTS = ['policies', 'cluster-state', 'output'];
const STEP_FIELDS = ['says', 'remove', 'flags', 'exit', 'reports', 'downstreams'];
const CASE_FIELDS = ['description', 'lifecycles', 'flags', 'steps'];

/** All cases below a folder, by name. */
export function readCases(root: string): readonly GoldenCase[] {
  return listed(root)
    .filter((theme) => statSync(join(root, theme)).isDirectory())
    .flatMap((theme) => listed(join(root, theme)).map((name) => readCase(root, `${theme}/${name}`)));
}

/** Every file below a folder and its text; nothing where the folder is not there. */
export function readTree(folder: string, prefix = ''): Tree {
  if (!existsSync(folder)) return {};
  const found: Record<string, string> = {};
  for (const name of listed(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) Object.assign(found, readTree(path, `${prefix}${name}/`));
    else found[`${prefix}${name}`] = readFileSync(path, 'utf8');
  }
  return found;
}

/** Replaces a folder with a tree. */
export function writeTree(folder: string, tree: Tree): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function readCase(root: string, name: string): GoldenCase {
  const folder = join(root, name);
  const parsed = parseFirstDocument(readFileSync(join(folder, 'case.yaml'), 'utf8'));
  if ('problem' in parsed) throw new Error(`${name}/case.yaml: ${parsed.problem.message}`);
  // A case is written by us: fields are checked for their names only.
  const document = parsed.value as unknown as CaseDocument;
  checkFields(name, document, CASE_FIELDS);
  return {
    name,
    folder,
    description: document.description,
    lifecycles: document.lifecycles ?? ['desired', 'kyverno'],
    steps: document.steps.map((step, index) => readStep(folder, step, index + 1, document.flags ?? {})),
  };
}

function readStep(folder: string, step: StepDocument, number: number, flags: Partial<RunOptions>): Step {
  checkFields(`${folder}, step ${number}`, step, STEP_FIELDS);
  const writes =
    number === 1
      ? Object.fromEntries(INPUTS.flatMap((input) => Object.entries(readTree(join(folder, input), `${input}/`))))
      : readTree(join(folder, String(number)));
  return {
    says: step.says,
    writes,
    removes: step.remove ?? [],
    flags: { ...flags, ...step.flags },
    exit: String(step.exit ?? 0),
    reports: step.reports ?? '',
    downstreams: step.downstreams ?? {},
  };
}

function checkFields(where: string, document: object, known: readonly string[]): void {
  const unknown = Object.keys(document).find((field) => !known.includes(field));
  if (unknown !== undefined) throw new Error(`${where}: there is no field ${unknown}`);
}

function listed(folder: string): readonly string[] {
  return readdirSync(folder).sort();
}
