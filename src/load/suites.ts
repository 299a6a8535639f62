// Tests and the files that they name, from disk. What is in them is for suite/.
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { TreeFile } from '../model/tree.ts';
import { readDirectory } from './directory.ts';
import { INPUT_EXTENSIONS } from './documents.ts';
import { readPolicies } from './policies.ts';

/**
 * The documents of all tests in some folders, found by the name of their file at any depth. A path may be a test itself.
 *
 * Order   paths as given, then files by path.
 * Errors  load/missing-folder and those of the files found. What else stands in the way in a folder is a warning.
 */
export function readTests(paths: readonly string[], fileName: string): Checked<readonly SourceDocument[]> {
  const found = paths.map((path) => findTests(path, fileName));
  const files = new Map(found.flatMap((one) => one.value).map((file) => [file.shown, file]));
  const read = readPolicies([...files.values()]);
  return {
    value: read.value,
    diagnostics: [...found.flatMap((one) => one.diagnostics), ...read.diagnostics.map(hardened)],
  };
}

/**
 * The documents of a file or folder that a test names, relative to the test.
 *
 * Errors  suite/url for an address, and those of reading.
 */
export function readTestFile(name: string, test: string): Checked<readonly SourceDocument[]> {
  if (/^[a-z][a-z+]*:\/\//i.test(name)) return { value: [], diagnostics: [address(name, test)] };
  const path = isAbsolute(name) ? name : join(dirname(test), name);
  const files = readDirectory(path, { shown: path, extensions: INPUT_EXTENSIONS });
  const read = readPolicies(files.value.files);
  return { value: read.value, diagnostics: [...files.diagnostics, ...read.diagnostics] };
}

function findTests(path: string, fileName: string): Checked<readonly TreeFile[]> {
  const { value, diagnostics } = readDirectory(path, { shown: path, extensions: [fileName] });
  const isFile = value.files.length === 1 && value.files[0]?.shown === path;
  const files = isFile ? value.files : value.files.filter((file) => basename(file.path) === fileName);
  return {
    value: files.map((file) => ({ ...file, shown: normalize(file.shown) })),
    diagnostics: diagnostics.map((one) => softened(one, fileName)),
  };
}

/** In a file of this name, a document that is no map is a mistake. */
function hardened(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.code !== 'load/not-kubernetes') return diagnostic;
  return { ...diagnostic, code: 'suite/invalid', severity: 'error', message: 'The document is no map, and so no test' };
}

/** A link or a device somewhere in a folder is no concern of the tests, unless it is one of them. */
function softened(diagnostic: Diagnostic, fileName: string): Diagnostic {
  const isTest = diagnostic.at?.file.endsWith(fileName) ?? true;
  if (isTest) return diagnostic;
  return { ...diagnostic, severity: diagnostic.code === 'load/unreadable' ? 'warning' : 'notice' };
}

function address(name: string, test: string): Diagnostic {
  return {
    code: 'suite/url',
    severity: 'error',
    message: `${name} is not fetched: tests run without a network`,
    help: 'Download the file, and name it by its path.',
    at: { file: test, line: 1, column: 1 },
    about: {},
  };
}
