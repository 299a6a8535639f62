// Which forms of a function a call with arguments of these types may mean, and what type it then gives. The texts of findings about calls.
import { isDynamic, sameKind, sameType } from './assign.ts';
import type { Overload } from '../overload.ts';
import { DYN, printType, type Type } from '../type.ts';
import type { Unifier } from './unify.ts';

/** What can be called: the part of an overload that types speak about. */
export interface Signature {
  readonly parameters: readonly Type[];
  readonly result: Type;
}

/** The forms that match, all of them, and the type of the result: dyn where they do not agree on one. */
export interface Resolution<Form> {
  readonly matching: readonly Form[];
  readonly result: Type;
}

/** What a call with arguments of these types means; undefined where no form takes them. */
export function resolveCall<Form extends Signature>(
  forms: readonly Form[],
  args: readonly Type[],
  types: Unifier,
): Resolution<Form> | undefined {
  const matching: Form[] = [];
  let result: Type | undefined;
  for (const form of forms) {
    if (form.parameters.length !== args.length) continue;
    const [given = DYN, ...parameters] = types.instantiate([form.result, ...form.parameters]);
    if (!types.assignableAll(args, parameters)) continue;
    matching.push(form);
    const resolved = types.resolve(given);
    if (result === undefined) result = resolved;
    else if (!isDynamic(result) && !sameType(result, resolved)) result = DYN;
  }
  return result === undefined ? undefined : { matching, result };
}

/** How many forms a finding names. */
const SHOWN_FORMS = 8;

/** The finding about a call that no form takes. */
export function noMatchingOverload(
  name: string,
  style: Overload['style'],
  args: readonly Type[],
  forms: readonly Overload[],
): string {
  const [first, ...others] = args.map(printType);
  const applied = style === 'method' ? `${first ?? ''}.(${others.join(', ')})` : `(${args.map(printType).join(', ')})`;
  const shown = [...new Set(nearestForms(style, args, forms).map(printForm))];
  const more = shown.length > SHOWN_FORMS ? ` and ${shown.length - SHOWN_FORMS} more` : '';
  const list = `${shown.slice(0, SHOWN_FORMS).join(', ')}${more}`;
  return `found no matching overload for '${name}' applied to '${applied}'; there is ${list}`;
}

/** Those for the same first operand, receiver or argument, where there are such: a method's name may be that of other types' methods too. */
function nearestForms(
  style: Overload['style'],
  args: readonly Type[],
  forms: readonly Overload[],
): readonly Overload[] {
  const [first] = args;
  const near = forms.filter((form) => {
    const [expected] = form.parameters;
    return form.style === style && first !== undefined && expected !== undefined && sameKind(first, expected);
  });
  return near.length > 0 ? near : forms;
}

/** One form as it is written: `string.split(string)`, `sign(Quantity)`, `int + int`. */
function printForm(form: Overload): string {
  const [first = '', ...others] = form.parameters.map(printType);
  const { name } = form;
  if (isOperator(name) && others.length === 0) return `${name.slice(0, 1)}${first}`;
  if (isOperator(name)) return `${first} ${name.slice(1, -1)} ${others.join(', ')}`;
  if (form.style === 'method') return `${first}.${name}(${others.join(', ')})`;
  return `${name}(${form.parameters.map(printType).join(', ')})`;
}

/** Whether it is the name of an operator, with `_` where the operands stand: no function is called so. */
export function isOperator(name: string): boolean {
  return name === '!_' || name === '-_' || (name.startsWith('_') && name.endsWith('_'));
}
