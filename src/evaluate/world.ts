// What an evaluation may look at: the inventory, overlaid by what this run leaves in output. Every read is recorded.
import type { Digest } from '../model/digest.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { compareText, resourceKey, type Json, type Resource, type ResourceKey } from '../model/resource.ts';
import { ruleKey, type RuleKey } from '../model/rule-id.ts';
import type { Answer, Answers, ExternalRequest, ListQuery, World } from '../model/trigger.ts';
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
  /** The instant that counts for another rule on the same trigger; `now` where not given. */
  nowOf?(rule: RuleKey): string;
  readonly evaluation: string;
}

/** How what was looked at is made comparable. */
export interface ContentDigests {
  object(resource: Resource): Digest;
  answer(value: Json): Digest;
}

/** A world that knows what was asked of it. */
export interface RecordingWorld extends World {
  /** The reads so far, sorted, each once. */
  taken(): readonly Read[];
  /** The instant that was taken for now, or undefined where nobody asked. */
  clockTaken(): string | undefined;
  /** What everything that was asked so far gave, but for the clock: the same JSON while all of that is the same. */
  contents(digests: ContentDigests): Json;
  /** What was asked of the outside and has no answer yet, by key, each once. */
  unanswered(): readonly ExternalRequest[];
}

/** Opens the world for one evaluation. */
export function openWorld(input: WorldInput): RecordingWorld {
  const reads = new Map<Read, () => readonly Resource[]>();
  const asked = new Map<string, Answer>();
  const open = new Map<string, ExternalRequest>();
  const clocks = new Map<RuleKey, string>();
  let clockTaken: string | undefined;
  const visible = (key: ResourceKey): IndexedObject | undefined => {
    // Also where the inventory shows it, applied: «a default where there is none» would undo itself.
    if (input.overlay.causedOnlyBy(key, input.evaluation)) return undefined;
    const laid = input.overlay.objects.get(key);
    if (laid) return laid;
    return input.overlay.gone.has(key) ? undefined : input.inventory.get(key);
  };
  const timeless: Omit<World, 'now'> = {
    get(id) {
      const key = resourceKey(id);
      const found = (): Resource | undefined => visible(key)?.resource;
      reads.set(key, () => [found()].filter((resource) => resource !== undefined));
      return found();
    },
    list(query) {
      const found = (): readonly Resource[] => listVisible(input, query, visible);
      reads.set(listRead(query), found);
      return found();
    },
    scope: (group, kind) => input.kinds.find(group, kind)?.scope ?? 'unknown',
    kindOfPlural: (group, plural) => input.kinds.byPlural(group, plural)?.kind,
    pluralOfKind: (group, kind) => input.kinds.find(group, kind)?.plural,
    ask(request) {
      const answer = input.answers.get(request.key) ?? { known: false };
      asked.set(request.key, answer);
      if (!answer.known && answer.failure === undefined) open.set(request.key, request);
      return answer;
    },
    asSeenBy: (rule) => ({
      ...timeless,
      get now() {
        const instant = input.nowOf?.(ruleKey(rule)) ?? input.now;
        clocks.set(ruleKey(rule), instant);
        return instant;
      },
    }),
  };
  return {
    ...timeless,
    get now() {
      clockTaken = input.now;
      return input.now;
    },
    taken: () => inOrder(reads).map(([read]) => read),
    clockTaken: () => clockTaken,
    unanswered: () => inOrder(open).map(([, request]) => request),
    contents: (digests) => ({
      reads: inOrder(reads).map(([read, found]) => [read, ...found().map((resource) => digests.object(resource))]),
      answers: inOrder(asked).map(([key, answer]) => [key, answer.known ? digests.answer(answer.value) : null]),
      clocks: inOrder(clocks).map(([rule, instant]) => [rule, instant]),
    }),
  };
}

function inOrder<K extends string, V>(map: ReadonlyMap<K, V>): readonly (readonly [K, V])[] {
  return [...map].sort(([a], [b]) => compareText(a, b));
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
