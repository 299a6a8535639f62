// Base functions over lists and objects. What kinds of values are, and when two are equal, is left to value.ts.

import type { ExpressionError } from '../expression-error.ts';
import { isExpressionError } from '../expression-error.ts';
import type { JmesValue } from '../value.ts';
import { deepEqual, isList, isObject, kindOf, objectOf, sortedKeys } from '../value.ts';
import { compareText, printShortFloat } from '../../values/index.ts';
import type { Argument, CallContext, FunctionDefinition } from './definition.ts';
import { anyAt, listAt, objectAt, referenceAt, textAt } from './definition.ts';

type Sortable = string | number | bigint;
type Result = JmesValue | ExpressionError;

function isSortable(value: JmesValue): value is Sortable {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}

/** Both are of one kind: texts by code point, numbers by value. */
function order(left: Sortable, right: Sortable): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The largest (sign 1) or smallest (sign −1) of the list, the first of several; null of an empty one. */
function extreme(args: readonly Argument[], sign: 1 | -1): JmesValue {
  let best: Sortable | undefined;
  for (const item of listAt(args, 0)) {
    if (isSortable(item) && (best === undefined || order(item, best) * sign > 0)) best = item;
  }
  return best ?? null;
}

interface Keyed {
  readonly item: JmesValue;
  readonly key: Sortable;
}

/** The elements with what the expression yields for them: all texts or all numbers. */
function keyed(args: readonly Argument[], context: CallContext, list: readonly JmesValue[], by: number) {
  const reference = referenceAt(args, by);
  const results: Keyed[] = [];
  for (const item of list) {
    const key = reference.apply(item);
    if (isExpressionError(key)) return key;
    const first = results[0];
    const fits = isSortable(key) && (first === undefined || kindOf(first.key) === kindOf(key));
    if (!fits) return context.fail('argument-type', 'the expression has to yield only numbers or only strings');
    results.push({ item, key });
  }
  return results;
}

function extremeBy(args: readonly Argument[], context: CallContext, sign: 1 | -1): Result {
  const list = listAt(args, 0);
  if (list.length <= 1) return list[0] ?? null;
  const items = keyed(args, context, list, 1);
  if (isExpressionError(items)) return items;
  let best: Keyed | undefined;
  for (const item of items) if (best === undefined || order(item.key, best.key) * sign > 0) best = item;
  return best?.item ?? null;
}

function sortBy(args: readonly Argument[], context: CallContext): Result {
  const list = listAt(args, 0);
  if (list.length <= 1) return list;
  const items = keyed(args, context, list, 1);
  if (isExpressionError(items)) return items;
  return items.sort((left, right) => order(left.key, right.key)).map(({ item }) => item);
}

function mapList(args: readonly Argument[]): Result {
  const reference = referenceAt(args, 0);
  const results: JmesValue[] = [];
  for (const item of listAt(args, 1)) {
    const result = reference.apply(item);
    if (!isExpressionError(result)) results.push(result);
    else if (result.code === 'unknown-key') results.push(null);
    else return result;
  }
  return results;
}

function contains(args: readonly Argument[], context: CallContext): Result {
  const subject = anyAt(args, 0);
  const wanted = anyAt(args, 1);
  if (typeof subject === 'string') return typeof wanted === 'string' && subject.includes(wanted);
  if (typeof wanted === 'object' && wanted !== null) {
    return context.fail('argument-type', 'argument 2 is a list or an object, which are not compared');
  }
  return listAt(args, 0).some((item) => deepEqual(item, wanted));
}

function lengthOf(args: readonly Argument[]): JmesValue {
  const value = anyAt(args, 0);
  if (typeof value === 'string') return Array.from(value).length;
  return isList(value) ? value.length : Object.keys(objectAt(args, 0)).length;
}

function reverse(args: readonly Argument[]): JmesValue {
  const value = anyAt(args, 0);
  return typeof value === 'string' ? Array.from(value).reverse().join('') : listAt(args, 0).toReversed();
}

function join(args: readonly Argument[], context: CallContext): Result {
  const separator = textAt(args, 0);
  const texts = listAt(args, 1).filter((item) => typeof item === 'string');
  const size = texts.reduce((sum, text) => sum + text.length, Math.max(texts.length - 1, 0) * separator.length);
  if (size > context.run.limits.outputSize) return context.fail('limit', 'the result is too large');
  return texts.join(separator);
}

function lookup(args: readonly Argument[], context: CallContext): Result {
  const collection = anyAt(args, 0);
  const key = anyAt(args, 1);
  if (isObject(collection)) {
    if (typeof key !== 'string') return context.fail('argument-type', 'the key of an object has to be a string');
    return Object.hasOwn(collection, key) ? (collection[key] ?? null) : null;
  }
  if (typeof key === 'string') return context.fail('argument-type', 'the index of a list has to be a number');
  const index = Number(key);
  if (!Number.isInteger(index)) return context.fail('invalid-value', 'the index is not an integer');
  return listAt(args, 0)[index] ?? null;
}

function items(args: readonly Argument[]): JmesValue {
  const collection = anyAt(args, 0);
  const keyName = textAt(args, 1);
  const valueName = textAt(args, 2);
  const entry = (key: JmesValue, value: JmesValue) =>
    objectOf([
      [keyName, key],
      [valueName, value],
    ]);
  if (isList(collection)) return collection.map((value, index) => entry(index, value));
  const object = objectAt(args, 0);
  return sortedKeys(object).map((key) => entry(key, object[key] ?? null));
}

function objectFromLists(args: readonly Argument[], context: CallContext): Result {
  const values = listAt(args, 1);
  const entries: [string, JmesValue][] = [];
  for (const [index, key] of listAt(args, 0).entries()) {
    const name = keyText(key);
    if (name === undefined) return context.fail('argument-type', `key ${index + 1} is of type ${kindOf(key)}`);
    entries.push([name, values[index] ?? null]);
  }
  return objectOf(entries);
}

function keyText(key: JmesValue): string | undefined {
  if (typeof key === 'string') return key;
  if (typeof key === 'boolean') return String(key);
  return typeof key === 'number' || typeof key === 'bigint' ? printShortFloat(Number(key)) : undefined;
}

function labelMatch(args: readonly Argument[]): JmesValue {
  const wanted = objectAt(args, 0);
  const labels = objectAt(args, 1);
  return Object.keys(wanted).every(
    (key) => Object.hasOwn(labels, key) && deepEqual(wanted[key] ?? null, labels[key] ?? null),
  );
}

/** Functions over lists and objects. */
export const LIST_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'contains',
    parameters: [['array', 'string'], ['any']],
    about: 'whether a list has an element, or a text a part',
    call: contains,
  },
  {
    name: 'items',
    parameters: [['object', 'array'], ['string'], ['string']],
    about: 'the entries of an object or a list, each as an object of two fields with the given names',
    call: items,
  },
  {
    name: 'join',
    parameters: [['string'], ['texts']],
    about: 'the texts of a list with a text between them',
    call: join,
  },
  {
    name: 'keys',
    parameters: [['object']],
    selects: true,
    about: 'the keys of an object, sorted',
    call: (args) => [...sortedKeys(objectAt(args, 0))],
  },
  {
    name: 'label_match',
    parameters: [['object'], ['object']],
    about: 'whether every label of the first object is in the second with an equal value',
    call: labelMatch,
  },
  {
    name: 'length',
    parameters: [['string', 'array', 'object']],
    about: 'the number of characters, elements or keys',
    call: lengthOf,
  },
  {
    name: 'lookup',
    parameters: [
      ['object', 'array'],
      ['string', 'number'],
    ],
    selects: true,
    about: 'the value at a key or index, null when there is none',
    call: lookup,
  },
  {
    name: 'map',
    parameters: [['expression'], ['array']],
    about: 'what an expression yields for each element, nulls included',
    call: mapList,
  },
  {
    name: 'max',
    parameters: [['sortable']],
    selects: true,
    about: 'the largest element',
    call: (args) => extreme(args, 1),
  },
  {
    name: 'max_by',
    parameters: [['array'], ['expression']],
    selects: true,
    about: 'the element for which an expression yields the most',
    call: (args, context) => extremeBy(args, context, 1),
  },
  {
    name: 'merge',
    parameters: [['object']],
    variadic: true,
    about: 'the keys of all objects, later ones winning',
    call: (args) => objectOf(args.flatMap((_, index) => Object.entries(objectAt(args, index)))),
  },
  {
    name: 'min',
    parameters: [['sortable']],
    selects: true,
    about: 'the smallest element',
    call: (args) => extreme(args, -1),
  },
  {
    name: 'min_by',
    parameters: [['array'], ['expression']],
    selects: true,
    about: 'the element for which an expression yields the least',
    call: (args, context) => extremeBy(args, context, -1),
  },
  {
    name: 'not_null',
    parameters: [['any']],
    selects: true,
    variadic: true,
    about: 'the first argument that is not null',
    call: (args) => args.map((_, index) => anyAt(args, index)).find((value) => value !== null) ?? null,
  },
  {
    name: 'object_from_lists',
    parameters: [['array'], ['array']],
    about: 'an object of a list of keys and a list of values',
    call: objectFromLists,
  },
  {
    name: 'reverse',
    parameters: [['array', 'string']],
    about: 'the elements or characters in reverse order',
    call: reverse,
  },
  {
    name: 'sort',
    parameters: [['sortable']],
    selects: true,
    about: 'the elements in ascending order',
    call: (args) => listAt(args, 0).filter(isSortable).sort(order),
  },
  {
    name: 'sort_by',
    parameters: [['array'], ['expression']],
    selects: true,
    about: 'the elements in ascending order of what an expression yields for them',
    call: sortBy,
  },
  {
    name: 'to_array',
    parameters: [['any']],
    selects: true,
    about: 'a list as it is, anything else as the only element of one',
    call: (args) => {
      const value = anyAt(args, 0);
      return isList(value) ? value : [value];
    },
  },
  {
    name: 'values',
    parameters: [['object']],
    selects: true,
    about: 'the values of an object in the order of its sorted keys',
    call: (args) => {
      const object = objectAt(args, 0);
      return sortedKeys(object).map((key) => object[key] ?? null);
    },
  },
];
