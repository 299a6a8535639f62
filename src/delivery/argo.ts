// Applications and ApplicationSets of Argo CD to definitions. Which files a source applies is in argo-source.ts.
import type { RepositoryDocument } from '../model/repository.ts';
import { child, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../model/resource.ts';
import { readArgoSource, type ReadSource } from './argo-source.ts';
import { nameOf, type Context } from './context.ts';
import type { Definition } from './definition.ts';
import { generate, MOST_MADE } from './generators.ts';
import { fillIn } from './template.ts';

type Path = readonly (string | number)[];

/** Those that are about this repository. */
export function readArgo(context: Context): readonly Definition[] {
  return [
    ...context.documents('argoproj.io', 'Application').flatMap((one) => readApplication(one, context) ?? []),
    ...context.documents('argoproj.io', 'ApplicationSet').flatMap((one) => readApplicationSet(one, context) ?? []),
  ];
}

function readApplication(document: RepositoryDocument, context: Context): Definition | undefined {
  const spec = child(document.value, 'spec');
  if (!isJsonObject(spec)) return undefined;
  const read = sourcesIn(spec).map(({ source, field }) => ({ field, ...readArgoSource(source, context) }));
  const own = read.filter(isAbout);
  const [first] = own;
  if (first === undefined) return undefined;
  return {
    ...define(document, spec, ['spec']),
    ...placed(document, ['spec', ...first.field, 'path']),
    ...collect(own),
  };
}

function readApplicationSet(document: RepositoryDocument, context: Context): Definition | undefined {
  const { value } = document;
  const spec = child(value, 'spec');
  const template = child(spec, 'template');
  const inner = child(template, 'spec');
  if (!isJsonObject(spec) || !isJsonObject(template) || !isJsonObject(inner)) return undefined;
  const isGo = child(spec, 'goTemplate') === true;
  const generators = child(spec, 'generators');
  const made = (isJsonList(generators) ? generators : []).flatMap((one) => generate(one, { context, isGo }));
  const read = made.slice(0, MOST_MADE).flatMap(({ values, template: over }) => {
    const filled = fillIn(laidOver(inner, child(over, 'spec')), values, isGo);
    return sourcesIn(filled).map(({ source }) => readArgoSource(source, context));
  });
  const own = [...read.filter(isAbout), ...untoldOfAll(spec, made.length)];
  const isOwn = made.length === 0 && sourcesIn(inner).some(({ source }) => context.isOwn(textAt(source, 'repoURL')));
  if (own.length === 0 && !isOwn) return undefined;
  return { ...define(document, inner, ['spec', 'template', 'spec']), ...placeOfSet(document, inner), ...collect(own) };
}

/** What keeps the whole from being told. */
function untoldOfAll(spec: JsonObject, made: number): readonly ReadSource[] {
  const patch = textAt(spec, 'templatePatch');
  const why =
    (made > MOST_MADE && `it makes more than ${MOST_MADE} Applications`) ||
    (/\b(?:source|sources|path)\b/.test(patch) && 'templatePatch may change the path') ||
    undefined;
  return why === undefined ? [] : [{ untold: { path: '', why } }];
}

/** Where the folders come from, where the path is a template; else the path. */
function placeOfSet(document: RepositoryDocument, inner: JsonObject): Pick<Definition, 'at' | 'field'> {
  const [first] = sourcesIn(inner);
  const isTemplated = first === undefined || textAt(first.source, 'path').includes('{{');
  return placed(document, isTemplated ? ['spec', 'generators'] : ['spec', 'template', 'spec', ...first.field, 'path']);
}

interface SourceAt {
  readonly source: JsonObject;
  readonly field: Path;
}

/** Where there are several, the one is not looked at. A hydrated source is applied from what Argo CD makes of it. */
function sourcesIn(spec: JsonObject): readonly SourceAt[] {
  const several = child(spec, 'sources');
  if (isJsonList(several) && several.length > 0) {
    return several.flatMap((source, index) => (isJsonObject(source) ? [{ source, field: ['sources', index] }] : []));
  }
  const one = child(spec, 'source');
  const dry = child(child(spec, 'sourceHydrator'), 'drySource');
  return [
    ...(isJsonObject(one) ? [{ source: one, field: ['source'] }] : []),
    ...(isJsonObject(dry) ? [{ source: dry, field: ['sourceHydrator', 'drySource'] }] : []),
  ];
}

/** What a generator's own template has wins. */
function laidOver(base: JsonObject, over: Json | undefined): JsonObject {
  if (!isJsonObject(over)) return base;
  const entries = Object.entries(over).map(([key, value]): [string, Json] => {
    const below = child(base, key);
    return [key, isJsonObject(below) && isJsonObject(value) ? laidOver(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries.filter(([, value]) => value !== '')) };
}

function isAbout({ source, untold }: ReadSource): boolean {
  return source !== undefined || untold !== undefined;
}

function collect(read: readonly ReadSource[]): Pick<Definition, 'sources' | 'untold'> {
  return {
    sources: read.flatMap(({ source }) => source ?? []),
    untold: read.flatMap(({ untold }) => untold ?? []),
  };
}

function define(
  document: RepositoryDocument,
  spec: JsonObject,
  path: Path,
): Pick<Definition, 'reader' | 'name' | 'file' | 'prunes' | 'pruneField' | 'pruneAt'> {
  const field: Path = [...path, 'syncPolicy', 'automated', 'prune'];
  return {
    reader: 'Argo CD',
    name: nameOf(document),
    file: document.path,
    prunes: child(child(child(spec, 'syncPolicy'), 'automated'), 'prune') === true,
    pruneField: field.join('.'),
    pruneAt: document.place(field),
  };
}

function placed(document: RepositoryDocument, path: Path): Pick<Definition, 'at' | 'field'> {
  return { at: document.place(path), field: path.join('.') };
}
