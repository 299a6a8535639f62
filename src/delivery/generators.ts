// The generators of an ApplicationSet: which values its template is filled in with. What comes from a cluster, a forge or a service is not
// known here: there it is filled in with nothing, so that a template that needs a value stays one.
import { child, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../model/resource.ts';
import { compilePathGlob } from '../values/index.ts';
import type { Context } from './context.ts';
import { folderOf, plainPath } from './paths.ts';
import { fillIn, valuesOf, valuesOfPath, type Values } from './template.ts';

/** One Application that is made. */
export interface Made {
  readonly values: Values;
  /** What the generator lays over the template. */
  readonly template: JsonObject;
}

/** How generators are read. */
export interface Generating {
  readonly context: Context;
  readonly isGo: boolean;
}

/** More Applications than one ApplicationSet is followed into. */
export const MOST_MADE = 50_000;

const NO_VALUES: Values = new Map();

/** What one generator makes. One that cannot be told makes one Application without values. */
export function generate(generator: Json, given: Generating, above: Values = NO_VALUES): readonly Made[] {
  if (!isJsonObject(generator) || Object.hasOwn(generator, 'selector')) return untold(above);
  const git = child(generator, 'git');
  const list = child(generator, 'list');
  const matrix = child(generator, 'matrix');
  if (isJsonObject(git)) return fromGit(fillIn(git, above, given.isGo), given, above);
  if (isJsonObject(list)) return fromList(fillIn(list, above, given.isGo), above);
  if (isJsonObject(matrix)) return fromMatrix(matrix, given, above);
  return untold(above);
}

function untold(above: Values): readonly Made[] {
  return [{ values: above, template: {} }];
}

function fromList(list: JsonObject, above: Values): readonly Made[] {
  const elements = child(list, 'elements');
  if (!isJsonList(elements) || textAt(list, 'elementsYaml') !== '') return untold(above);
  const made = elements.filter(isJsonObject).map((element) => new Map([...above, ...valuesOf(element)]));
  return withTemplate(made, list);
}

/** Each of the first with each of the second, which may ask for the values of the first. */
function fromMatrix(matrix: JsonObject, given: Generating, above: Values): readonly Made[] {
  const generators = child(matrix, 'generators');
  let made: readonly Made[] = untold(above);
  for (const generator of isJsonList(generators) ? generators : []) {
    const next: Made[] = [];
    for (const first of made) {
      for (const second of generate(generator, given, first.values)) next.push(together(first, second));
      if (next.length > MOST_MADE) break;
    }
    made = next;
  }
  return made.map(({ values, template }) => ({ values, template: { ...template, ...templateOf(matrix) } }));
}

function together(first: Made, second: Made): Made {
  return {
    values: new Map([...first.values, ...second.values]),
    template: { ...first.template, ...second.template },
  };
}

function fromGit(git: JsonObject, given: Generating, above: Values): readonly Made[] {
  const found = foundInGit(git, given.context);
  if (found === undefined) return untold(above);
  const more = child(git, 'values');
  const values = found.map((one) => {
    const own = new Map([...above, ...one]);
    const filled = isJsonObject(more) ? valuesOf(fillIn(more, own, given.isGo), 'values.') : NO_VALUES;
    return new Map([...own, ...filled]);
  });
  return withTemplate(values, git);
}

/** Folders, or files with what their names say; undefined where the generator looks at another repository. */
function foundInGit(git: JsonObject, context: Context): readonly Values[] | undefined {
  const directories = patternsIn(child(git, 'directories'), false);
  const files = patternsIn(child(git, 'files'), true);
  const prefix = textAt(git, 'pathParamPrefix');
  if (!context.isOwn(textAt(git, 'repoURL'))) return undefined;
  if (directories !== undefined) {
    const folders = offeredFolders(context).filter((folder) => isChosen(directories, folder));
    return folders.map((folder) => valuesOfPath(folder, prefix));
  }
  if (files === undefined) return undefined;
  const chosen = [...context.files].filter((file) => isChosen(files, file));
  return chosen.map((file) => valuesOfPath(folderOf(file), prefix, file.slice(file.lastIndexOf('/') + 1)));
}

/** Folders that start with a dot, and the root, are not offered. */
function offeredFolders({ folders }: Context): readonly string[] {
  return folders.filter((folder) => folder !== '' && !folder.startsWith('.') && !folder.includes('/.'));
}

interface PathPattern {
  readonly fits: (path: string) => boolean;
  readonly excludes: boolean;
}

function patternsIn(list: Json | undefined, doubleStar: boolean): readonly PathPattern[] | undefined {
  if (!isJsonList(list)) return undefined;
  return list.map((item) => ({
    fits: compilePathGlob(plainPath(textAt(item, 'path')) ?? '', { doubleStar }) ?? (() => false),
    excludes: child(item, 'exclude') === true,
  }));
}

function isChosen(patterns: readonly PathPattern[], path: string): boolean {
  const fitting = patterns.filter(({ fits }) => fits(path));
  return fitting.length > 0 && !fitting.some(({ excludes }) => excludes);
}

function withTemplate(values: readonly Values[], generator: JsonObject): readonly Made[] {
  const template = templateOf(generator);
  return values.map((one) => ({ values: one, template }));
}

function templateOf(generator: JsonObject): JsonObject {
  const template = child(generator, 'template');
  return isJsonObject(template) ? template : {};
}
