// What somebody has to apply: the output, by a reader that is asked for, all of it.
import type { DeliveryProfile } from '../kube/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/resource.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import type { Definition, Reader, Source } from './definition.ts';
import { coversNothing, coversPartly, keepsRemoved, takesNothing } from './findings.ts';
import { isWithin, overlaps } from './paths.ts';
import type { DeliveryRequest, Files } from './request.ts';

const WANTED: Readonly<Record<DeliveryProfile, readonly Reader[]>> = {
  argocd: ['Argo CD'],
  flux: ['Flux'],
  both: ['Argo CD', 'Flux'],
  neutral: [],
};

/** What is wrong with who applies the output; `mayBeMore` where there may be definitions that could not be read. */
export function unapplied(
  all: readonly Definition[],
  files: Files,
  { profile, output }: Pick<DeliveryRequest, 'profile' | 'output'>,
  mayBeMore: boolean,
): readonly Diagnostic[] {
  const readers = WANTED[profile];
  const wanted = all.filter(({ reader }) => readers.includes(reader));
  if (output === undefined || readers.length === 0 || all.length === 0) return [];
  const together = coverageOf({ sources: wanted.flatMap(({ sources }) => sources) });
  const alive = aliveSources(together, files);
  const dead = wanted.flatMap((definition) => deadSource(definition, alive, files, output));
  const covering = wanted.filter(({ sources }) => sources.some((source) => alive.has(source)));
  const notices = covering.flatMap((definition) => (definition.prunes ? [] : [keepsRemoved(definition)]));
  if (dead.length > 0) return [...dead, ...notices];
  // What cannot be told may be what is missed.
  if (wanted.some(({ untold }) => untold.some(({ path }) => overlaps(path, output)))) return notices;
  const [first] = covering;
  if (first !== undefined) return [...partly(first, together, files, output), ...notices];
  if (mayBeMore) return notices;
  const told = nearest(wanted.length > 0 ? wanted : all, output);
  return told ? [coversNothing(told, all.length, readers.join(' or '), output)] : [];
}

/** The sources that apply some of the output. */
function aliveSources({ sourcesFor, lists }: Coverage, { files }: Files): ReadonlySet<Source> {
  const alive = new Set(lists.filter(({ takes }) => files.some(takes)));
  for (const file of files) for (const source of sourcesFor(file)) alive.add(source);
  return alive;
}

/** A source in the output root that applies nothing of it. */
function deadSource(
  definition: Definition,
  alive: ReadonlySet<Source>,
  { areThere }: Files,
  output: string,
): readonly Diagnostic[] {
  const inside = definition.sources.filter(({ path, isList }) => !isList && isWithin(output, path));
  const dead = inside.find((source) => !alive.has(source));
  return dead ? [takesNothing(definition, dead, areThere)] : [];
}

function partly(
  definition: Definition,
  { covers }: Coverage,
  { files, areThere }: Files,
  output: string,
): readonly Diagnostic[] {
  if (!areThere) return [];
  const missed = files.filter((file) => !covers(file));
  const folders = new Set(missed.map((file) => topFolder(file, output)));
  return folders.size === 0 ? [] : [coversPartly(definition, [...folders].sort(compareText), output)];
}

/** The folder of a file that lies directly in output. */
function topFolder(file: string, output: string): string {
  const start = output === '' ? 0 : output.length + 1;
  const slash = file.indexOf('/', start);
  return slash < 0 ? output : file.slice(0, slash);
}

/** The definition that is most likely meant for output. */
function nearest(definitions: readonly Definition[], output: string): Definition | undefined {
  return definitions.find(({ sources }) => sources.some(({ path }) => overlaps(path, output))) ?? definitions[0];
}
