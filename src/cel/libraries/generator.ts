// `generator.apply`: hands objects over to be generated. Their target namespace, their clean-up and what becomes of them is left to the host.
import { CelFailure, invalid } from '../failure.ts';
import { listAt, methodOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { toJson } from '../text-of.ts';
import { ANY, BOOL, listOf, mapOf, opaque, STRING } from '../type.ts';
import { CelMap, CelObject, isList, type CelJson, type CelResult, type CelValue } from '../value.ts';
import { unavailable } from './host-answer.ts';
import { inBothSpellings } from './spelling.ts';

/** The type of the variable `generator`. */
export const GENERATOR_TYPE = opaque('generator.Context');

/** The variable `generator`: it has no content, only methods. */
export class GeneratorLibrary extends CelObject {
  readonly type = GENERATOR_TYPE;

  equals(): boolean {
    return true;
  }
}

/** The value of the variable `generator`. */
export const GENERATOR_VALUE = new GeneratorLibrary();

/** What an object costs, copied or not: each becomes a resource with all that is done to it. */
const STEPS_FOR_OBJECT = 50;
const OBJECTS = listOf(mapOf(STRING, ANY));

function generate(namespace: string | undefined, list: readonly CelValue[], run: CelRun): CelResult {
  if (run.host.generate === undefined) return unavailable('nothing can be generated here');
  const objects: CelJson[] = [];
  for (const element of list) {
    const failure = addElement(objects, element, run);
    if (failure !== undefined) return failure;
  }
  return run.host.generate(namespace, objects) ?? true;
}

/** Adds the element, or what its `items` list holds instead of it. */
function addElement(objects: CelJson[], element: CelValue, run: CelRun): CelFailure | undefined {
  if (isList(element)) return invalid('generator.apply takes a list of objects; an element of it is a list itself');
  if (!(element instanceof CelMap)) return noSuchOverload('generator.apply');
  const items = element.get('items');
  if (items === undefined || items instanceof CelFailure || !isList(items)) return addObject(objects, element, run);
  for (const item of items) {
    const failure = addObject(objects, item, run);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function addObject(objects: CelJson[], value: CelValue, run: CelRun): CelFailure | undefined {
  if (!(value instanceof CelMap)) return invalid('an item of the list that generator.apply was handed is no object');
  const spent = run.spend(STEPS_FOR_OBJECT);
  if (spent !== undefined) return spent;
  const json = toJson(value, run);
  if (json instanceof CelFailure) return json;
  objects.push(json);
  return undefined;
}

const APPLY = methodOverload('apply', [GENERATOR_TYPE, OBJECTS], BOOL, (args, run) =>
  generate(undefined, listAt(args, 1), run),
);

/** The methods of `generator` in cluster-wide policies. */
export const GENERATOR: readonly Overload[] = inBothSpellings([
  methodOverload('apply', [GENERATOR_TYPE, STRING, OBJECTS], BOOL, (args, run) =>
    generate(textAt(args, 1), listAt(args, 2), run),
  ),
]);

/** The methods of `generator` in policies of a namespace, as they are checked: the target is the policy's namespace. */
export const GENERATOR_NAMESPACED: readonly Overload[] = inBothSpellings([APPLY]);

/** The same as they run: the form with a namespace works too where that is the policy's own. */
export function generatorNamespacedLenient(namespace: string): readonly Overload[] {
  const withArgument = methodOverload('apply', [GENERATOR_TYPE, STRING, OBJECTS], BOOL, (args, run) => {
    if (textAt(args, 1) === namespace) return generate(undefined, listAt(args, 2), run);
    return invalid(`a policy of namespace ${namespace} generates nothing outside of it`);
  });
  return [...GENERATOR_NAMESPACED, ...inBothSpellings([withArgument])];
}
