// Getting at parts of values: fields, elements, and whether they are there. Optionals hand on what they hold, or that they hold nothing.
import { CelFailure, invalid } from '../failure.ts';
import { typeName } from '../runtime-type.ts';
import { CelMap, CelOptional, CelUint, isList, NONE, type CelResult, type CelValue } from '../value.ts';

/** `operand.field`. An optional gives an optional. */
export function select(operand: CelValue, field: string): CelResult {
  if (operand instanceof CelMap) {
    const found = operand.get(field);
    return found === undefined ? noSuchKey(field) : found;
  }
  if (operand instanceof CelOptional) return selectOptional(operand, field);
  return new CelFailure('no-such-field', `no such key: ${field} (on a value of type ${typeName(operand)})`);
}

/** `operand.?field`: an optional, none where there is no such field or nothing that could have one. */
export function selectOptional(operand: CelValue, field: string): CelResult {
  return optionalOf(find(operand, field));
}

/** `has(operand.field)`. */
export function hasField(operand: CelValue, field: string): boolean | CelFailure {
  if (operand instanceof CelMap) return operand.has(field);
  if (operand instanceof CelOptional) return operand.value !== undefined && hasField(operand.value, field);
  return isList(operand) ? wrongIndex(field) : false;
}

/** `operand[index]`. An optional gives an optional. Failures show an index that is `written` down in the expression: others may be secret. */
export function element(operand: CelValue, index: CelValue, written: boolean): CelResult {
  if (operand instanceof CelOptional) return elementOptional(operand, index);
  const found = operand instanceof CelMap || isList(operand) ? find(operand, index) : undefined;
  if (found !== undefined) return found;
  const shown = written ? keyForMessage(index) : `one of type ${typeName(index)}`;
  if (operand instanceof CelMap) return noSuchKey(shown);
  if (isList(operand)) return invalid(`index out of range: ${shown}`);
  const types = `(${typeName(operand)}, ${typeName(index)})`;
  return new CelFailure('no-such-overload', `there is no _[_] for ${types}`);
}

/** `operand[?index]`: an optional, none where there is no such element. */
export function elementOptional(operand: CelValue, index: CelValue): CelResult {
  return optionalOf(find(operand, index));
}

/** What stands there; undefined where nothing does; a failure where the index could be none of that value. */
function find(operand: CelValue, index: CelValue): CelResult | undefined {
  if (operand instanceof CelMap) return operand.get(index);
  if (operand instanceof CelOptional) return operand.value === undefined ? undefined : find(operand.value, index);
  if (!isList(operand)) return undefined;
  const at = wholeIndex(index);
  return at === undefined ? wrongIndex(index) : operand[at];
}

function wholeIndex(index: CelValue): number | undefined {
  if (typeof index === 'bigint') return Number(index);
  if (index instanceof CelUint) return Number(index.value);
  return typeof index === 'number' && Number.isInteger(index) ? index : undefined;
}

function wrongIndex(index: CelValue): CelFailure {
  return new CelFailure('no-such-overload', `a list has no index of type ${typeName(index)}`);
}

function noSuchKey(key: string): CelFailure {
  return new CelFailure('no-such-field', `no such key: ${key}`);
}

/** An index of another type is named by its type alone: whatever it holds would say little. */
function keyForMessage(index: CelValue): string {
  if (index instanceof CelUint) return String(index.value);
  return typeof index === 'object' ? `a ${typeName(index)}` : String(index);
}

function optionalOf(found: CelResult | undefined): CelResult {
  if (found === undefined) return NONE;
  return found instanceof CelFailure ? found : new CelOptional(found);
}
