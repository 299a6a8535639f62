// What an evaluation may look at: the inventory, overlaid by what this run leaves in output. Every read is recorded.
import type { KindCatalog } from '../model/inventory.ts';
import { compareText, resourceKey, type Resource, type ResourceKey } from '../model/resource.ts';
import type { Answers, ExternalRequest, ListQuery, World } from '../model/trigger.ts';
import type { IndexedObject, ObjectIndex } from './object-index.ts';
import { listRead, type Read } from './reads.ts';

/** What a plan lays over the inventory: objects it leaves in output, and objects that it deletes. */
export interface Overlay {
  readonly objects: ObjectIndex;
  readonly gone: ReadonlySet<ResourceKey>;
  /** The evaluations that caused an object; one does not see what only it itself caused. */
  causedOnlyBy(key: ResourceKey, evaluation: string): boolean;
}

/** Everything a world is opened on. `evaluation` names the evaluation that will look. */
export interface WorldInput {
  readonly inventory: ObjectIndex;
  readonly kinds: KindCatalog;
  readonly overlay: Overlay;
  readonly answers: Answers;
  readonly now: string;
  readonly evaluation: string;
}

/** A world that knows what was asked of it. */
export interface RecordingWorld extends World {
  /** The reads so far, sorted, each once. */
  taken(): readonly Read[];
  /** What was asked of the outside and has no answer yet, by key, each once. */
  unanswered(): readonly ExternalRequest[];
}

/** Opens the world for one evaluation. */
export function openWorld(input: WorldInput): RecordingWorld {
  const reads = new Set<Read>();
  const open = new Map<string, ExternalRequest>();
  const visible = (key: ResourceKey): IndexedObject | undefined => {
    // Also where the inventory shows it, applied: «a default where there is none» would undo itself.
    if (input.overlay.causedOnlyBy(key, input.evaluation)) return undefined;
    const laid = input.overlay.objects.get(key);
    if (laid) return laid;
    return input.overlay.gone.has(key) ? undefined : input.inventory.get(key);
  };
  return {
    now: input.now,
    taken: () => [...reads].sort(compareText),
    unanswered: () => [...open.values()].sort((a, b) => compareText(a.key, b.key)),
    get(id) {
      const key = resourceKey(id);
      reads.add(key);
      return visible(key)?.resource;
    },
    list(query) {
      reads.add(listRead(query));
      return listVisible(input, query, visible);
    },
    scope: (group, kind) => input.kinds.find(group, kind)?.scope ?? 'unknown',
    kindOfPlural: (group, plural) => input.kinds.byPlural(group, plural)?.kind,
    pluralOfKind: (group, kind) => input.kinds.find(group, kind)?.plural,
    ask(request) {
      const answer = input.answers.get(request.key) ?? { known: false };
      if (!answer.known && answer.failure === undefined) open.set(request.key, request);
      return answer;
    },
  };
}

function listVisible(
  input: WorldInput,
  query: ListQuery,
  visible: (key: ResourceKey) => IndexedObject | undefined,
): readonly Resource[] {
  const keys = new Set(
    [...listed(input.inventory, query), ...listed(input.overlay.objects, query)].map(({ key }) => key),
  );
  return [...keys].sort(compareText).flatMap((key) => {
    const found = visible(key);
    return found ? [found.resource] : [];
  });
}

function listed(index: ObjectIndex, { group, kind, namespace }: ListQuery): readonly IndexedObject[] {
  return namespace === undefined ? index.ofKind(group, kind) : index.inNamespace(group, kind, namespace);
}
