// One pattern (a rule's own, or a foreach entry's) on one trigger: rendered as a whole, then made into downstreams by data, clone or cloneList.
import type { Desired } from '../../model/downstream.ts';
import { child, isJsonObject, textAt, type JsonObject, type Resource } from '../../model/resource.ts';
import type { Operation, World } from '../../model/trigger.ts';
import { cloneOne } from './clone.ts';
import { cloneListed } from './clone-list.ts';
import type { PatternDocument } from './document.ts';
import { type RuleEnvironment } from './environment.ts';
import { placedTemplate, renderIn } from './render.ts';
import { nothingBut, ownTarget, type PatternResult, type Rendered } from './rendered.ts';
import type { Scope } from './scope.ts';
import type { Target } from '../target.ts';
import { tooLarge } from '../too-large.ts';
import { type Attempt, type FieldPath, type Trouble, failed, made } from '../trouble.ts';

/** A compiled pattern. `element` names the foreach element it is for. */
export interface Pattern {
  generate(
    environment: RuleEnvironment,
    scope: Scope,
    world: World,
    operation: Operation,
    element?: string,
  ): PatternResult;
}

type Form = 'data' | 'clone' | 'cloneList';

/** Compiles a pattern. *Source*: Kyverno; where several forms are given, clone with a name, else cloneList with kinds, else data. */
export function compilePattern(pattern: PatternDocument): Pattern {
  const template = placedTemplate(templateDocument(pattern), pattern.path);
  const form = formOf(pattern);
  return {
    generate(environment, scope, world, operation, element) {
      const rendered = renderIn(environment, template, scope, operation);
      if (!rendered.ok) return nothingBut(rendered.trouble);
      return generateForm(form, {
        environment,
        world,
        path: pattern.path,
        document: rendered.value,
        ...named(element),
      });
    },
  };
}

function templateDocument(pattern: PatternDocument): JsonObject {
  const { apiVersion, kind, name, namespace, data, clone, cloneList } = pattern;
  return {
    apiVersion,
    kind,
    name,
    namespace,
    ...(data === undefined ? {} : { data }),
    ...(clone ? { clone: { ...clone } } : {}),
    ...(cloneList
      ? {
          cloneList: {
            namespace: cloneList.namespace,
            kinds: cloneList.kinds,
            ...(cloneList.selector === undefined ? {} : { selector: cloneList.selector }),
          },
        }
      : {}),
  };
}

function formOf({ clone, cloneList }: PatternDocument): Form {
  if (clone !== undefined && clone.name !== '') return 'clone';
  return cloneList !== undefined && cloneList.kinds.length > 0 ? 'cloneList' : 'data';
}

function named(element: string | undefined): { readonly element?: string } {
  return element === undefined ? {} : { element };
}

/** Downstreams of one pattern fail apart from one another: the others survive one that is too large. */
function generateForm(form: Form, rendered: Rendered): PatternResult {
  const result = formResult(form, rendered);
  const large = result.desired.map((desired) => tooLarge(desired, rendered.path));
  if (large.every((trouble) => trouble === undefined)) return result;
  return {
    ...result,
    desired: result.desired.filter((_, index) => large[index] === undefined),
    troubles: [...result.troubles, ...large.filter((trouble) => trouble !== undefined)],
  };
}

function formResult(form: Form, rendered: Rendered): PatternResult {
  switch (form) {
    case 'data':
      return generateData(rendered);
    case 'clone':
      return cloneOne(rendered);
    case 'cloneList':
      return cloneListed(rendered);
  }
}

// ---- data

function generateData(rendered: Rendered): PatternResult {
  const target = ownTarget(rendered);
  if (!target.ok) return nothingBut(target.trouble);
  const content = dataContent(rendered, target.value);
  if (!content.ok) return nothingBut(content.trouble);
  const { id, remarks } = target.value;
  const desired: Desired = { id, content: content.value, mode: 'data', ...named(rendered.element) };
  return { desired: [desired], missingSources: [], skipped: [], troubles: remarks };
}

/**
 * Source  Kyverno, generate, data: name, namespace and apiVersion are the target's whatever data says; kind only where data has
 *         none. A kind of data that differs would be no manifest of the target, so it is refused here.
 */
function dataContent({ document, path }: Rendered, { id, apiVersion }: Target): Attempt<Resource> {
  const data = child(document, 'data') ?? {};
  const at = [...path, 'data'];
  if (!isJsonObject(data)) return failed(illegalData('data must be an object', at));
  const kind = textAt(data, 'kind') || id.kind;
  if (kind !== id.kind) return failed(illegalData(`data says kind ${kind}, and the target is of kind ${id.kind}`, at));
  const metadata = child(data, 'metadata') ?? {};
  if (!isJsonObject(metadata)) return failed(illegalData('metadata must be an object', [...at, 'metadata']));
  const texts = metadataTexts(metadata);
  if (texts === undefined) return failed(illegalData('labels and annotations must be texts', [...at, 'metadata']));
  const rest = Object.fromEntries(Object.entries(texts).filter(([key]) => key !== 'namespace'));
  const identity = { ...rest, name: id.name, ...(id.namespace === '' ? {} : { namespace: id.namespace }) };
  return made({ ...data, apiVersion, kind, metadata: identity });
}

/**
 * Metadata with scalar labels and annotations as texts; undefined where one is a map or a list.
 *
 * Source  a label from `{{ elementIndex }}` alone is a number, which no API server takes; Kyverno loses the whole map for it.
 */
function metadataTexts(metadata: JsonObject): JsonObject | undefined {
  let texts = metadata;
  for (const field of ['labels', 'annotations']) {
    const map = child(metadata, field);
    if (map === undefined || map === null) continue;
    const entries = isJsonObject(map) ? scalarTexts(map) : undefined;
    if (entries === undefined) return undefined;
    texts = { ...texts, [field]: entries };
  }
  return texts;
}

/** The scalars of a map as texts, nulls left out; undefined where something is no scalar. */
function scalarTexts(map: JsonObject): JsonObject | undefined {
  const entries: [string, string][] = [];
  for (const [key, value] of Object.entries(map)) {
    if (value === null) continue;
    if (typeof value === 'object') return undefined;
    entries.push([key, String(value)]);
  }
  return Object.fromEntries(entries);
}

function illegalData(message: string, path: FieldPath): Trouble {
  return {
    code: 'evaluate/invalid-target',
    message,
    help: 'Correct data in the rule, or the expression that gives this part of it.',
    path,
  };
}
