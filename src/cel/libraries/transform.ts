// `listObjToMap`: a map of what two lists of maps hold.
import { CelFailure, invalid } from '../failure.ts';
import { functionOverload, listAt, noSuchOverload, textAt, type Overload } from '../overload.ts';
import { ANY, listOf, mapOf, STRING } from '../type.ts';
import { CelMap, type CelResult, type CelValue } from '../value.ts';
import { alsoPrefixed } from './spelling.ts';

const NAME = 'listObjToMap';

/** Of equal keys the last wins; a missing value is null. */
function listObjToMap(args: readonly CelValue[]): CelResult {
  const [keys, values] = [listAt(args, 0), listAt(args, 1)];
  if (keys.length !== values.length) return invalid(`${NAME} needs as many keys as values`);
  const fields: [string, CelValue][] = [];
  for (const [at, holder] of keys.entries()) {
    const key = fieldOf(holder, textAt(args, 2));
    const value = fieldOf(values[at] ?? null, textAt(args, 3));
    if (key instanceof CelFailure) return key;
    if (value instanceof CelFailure) return value;
    if (typeof key !== 'string') return invalid(`the key of entry ${at} is no string`);
    fields.push([key, value ?? null]);
  }
  return CelMap.ofFields(fields);
}

function fieldOf(holder: CelValue, name: string): CelResult | undefined {
  return holder instanceof CelMap ? holder.get(name) : noSuchOverload(NAME);
}

const MAPS = listOf(mapOf(STRING, ANY));

/** `listObjToMap(keys, values, keyField, valueField)`, with the prefix `transform.` and without. */
export const TRANSFORM: readonly Overload[] = alsoPrefixed('transform', [
  functionOverload(NAME, [MAPS, MAPS, STRING, STRING], mapOf(STRING, ANY), listObjToMap),
]);
