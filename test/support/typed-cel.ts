// Well-typed expressions without dyn, drawn from the tables of overloads themselves: a function that is added is tried without a word
// here. A list of numbers decides; where it ends, each choice is the first one, which is the simplest.
import type { Overload } from '../../src/cel/overload.ts';
import { BOOL, BYTES, DOUBLE, DURATION, INT, listOf, mapOf, optionalOf, STRING, TIMESTAMP, UINT, type Type } from '../../src/cel/type.ts'; // prettier-ignore

/** The types without parts that are drawn. */
const BASE: readonly Type[] = [INT, STRING, BOOL, UINT, DOUBLE, BYTES, DURATION, TIMESTAMP];
const KEYS: readonly Type[] = [STRING, INT, UINT, BOOL];
const LITERALS: Readonly<Record<string, readonly string[]>> = {
  int: ['1', '0', '-1', '2', '3', '7', '64', '9223372036854775807', '-9223372036854775808', '100000'],
  uint: ['1u', '0u', '2u', '18446744073709551615u'],
  double: ['1.0', '0.0', '-0.5', '2.5', '1e300', '-1e-7', '9007199254740993.0', '(0.0/0.0)', '(1.0/0.0)'],
  string: ['""', '"a"', '"b c"', '"1"', '"a,b"', '"true"', '"é💥"', '"%s"', '"1s"', '"2024-01-01T00:00:00Z"', '"YQ=="', '"A"'], // prettier-ignore
  bool: ['true', 'false'],
  bytes: ['b""', 'b"a"', 'b"\\xff\\x00"', 'b"é"'],
  duration: ['duration("0s")', 'duration("1h30m")', 'duration("-1.5s")', 'duration("1ns")'],
  timestamp: ['timestamp("1970-01-01T00:00:00Z")', 'timestamp("2024-02-29T23:59:59.123456789+05:30")', 'timestamp("9999-12-31T23:59:59Z")', 'timestamp("0001-01-01T00:00:00Z")'], // prettier-ignore
};

/** Names of macros' variables with their types. */
type Scope = readonly { readonly name: string; readonly type: Type }[];
type Maker = () => string;

/** A drawn expression and its type. */
export interface TypedExpression {
  readonly text: string;
  readonly type: Type;
}

/** The expression that the choices lead to. */
export function typedExpression(overloads: readonly Overload[], choices: readonly number[]): TypedExpression {
  return new Drawing(drawnOf(overloads), choices).expression();
}

/**
 * Calls over what has no dyn and no type of a library. Left out are names with a form that gives dyn, which then all of them do where both
 * match; and `optional.none`, which is a literal here.
 */
function drawnOf(overloads: readonly Overload[]): readonly Overload[] {
  const open = new Set(overloads.filter(({ result }) => result.kind === 'dyn').map(({ name }) => name));
  const known = (type: Type): boolean => {
    if (type.kind === 'list' || type.kind === 'optional') return known(type.element);
    if (type.kind === 'map') return known(type.key) && known(type.value);
    return type.kind === 'parameter' || BASE.some(({ kind }) => kind === type.kind);
  };
  const left = new Set([...open, 'optional.none']);
  return overloads.filter(({ name, parameters, result }) => !left.has(name) && [...parameters, result].every(known));
}

class Drawing {
  readonly #overloads: readonly Overload[];
  readonly #choices: readonly number[];
  #at = 0;
  #names = 0;

  constructor(overloads: readonly Overload[], choices: readonly number[]) {
    this.#overloads = overloads;
    this.#choices = choices;
  }

  expression(): TypedExpression {
    const type = this.#type(2);
    return { type, text: this.#make(type, 5, []) };
  }

  #choose(count: number): number {
    const choice = this.#choices[this.#at] ?? 0;
    this.#at += 1;
    return choice % count;
  }

  #one<T>(all: readonly T[]): T {
    return all[this.#choose(all.length)]!;
  }

  #type(depth: number): Type {
    const form = depth === 0 ? 0 : this.#choose(8);
    if (form === 5) return listOf(this.#type(depth - 1));
    if (form === 6) return mapOf(this.#one(KEYS), this.#type(depth - 1));
    return form === 7 ? optionalOf(this.#type(depth - 1)) : this.#one(BASE);
  }

  #make(type: Type, depth: number, scope: Scope): string {
    const named = scope.filter((one) => same(one.type, type)).map(({ name }) => name);
    if (depth <= 0) return named.length > 0 && this.#choose(2) === 1 ? this.#one(named) : this.#literal(type, scope);
    switch (this.#choose(6)) {
      case 0:
        return this.#literal(type, scope, depth - 1);
      case 1:
        return named.length > 0 ? this.#one(named) : this.#call(type, depth, scope);
      case 2:
        return this.#one(this.#forms(type, depth - 1, scope))();
      default:
        return this.#call(type, depth, scope);
    }
  }

  /** What is empty stands beside what is not: alone it would be of any type, which the checker settles as soon as it can. */
  #literal(type: Type, scope: Scope, depth = 0): string {
    const many = this.#choose(depth > 0 ? 4 : 2);
    const parts = (make: () => string): string => Array.from({ length: Math.max(1, many) }, make).join(', ');
    const orEmpty = (empty: string, full: string): string => (many === 0 ? `(true ? ${empty} : ${full})` : full);
    switch (type.kind) {
      case 'list':
        return orEmpty('[]', `[${parts(() => this.#make(type.element, depth - 1, scope))}]`);
      case 'map': {
        const keys = LITERALS[type.key.kind]!;
        return orEmpty('{}', `{${parts(() => `${this.#one(keys)}: ${this.#make(type.value, depth - 1, scope)}`)}}`);
      }
      case 'optional':
        return orEmpty('optional.none()', `optional.of(${this.#make(type.element, depth - 1, scope)})`);
      default:
        return this.#one(LITERALS[type.kind]!);
    }
  }

  #call(type: Type, depth: number, scope: Scope): string {
    const fitting = this.#overloads.flatMap((overload) => {
      const bound = new Map<string, Type>();
      return binds(overload.result, type, bound) ? [{ overload, bound }] : [];
    });
    if (fitting.length === 0) return this.#literal(type, scope, depth - 1);
    const { overload, bound } = this.#one(fitting);
    const concrete = (one: Type): Type => {
      switch (one.kind) {
        case 'parameter': {
          const known = bound.get(one.name) ?? this.#type(1);
          bound.set(one.name, known);
          return known;
        }
        case 'list':
          return listOf(concrete(one.element));
        case 'optional':
          return optionalOf(concrete(one.element));
        case 'map': {
          if (one.key.kind === 'parameter' && !bound.has(one.key.name)) bound.set(one.key.name, this.#one(KEYS));
          return mapOf(concrete(one.key), concrete(one.value));
        }
        default:
          return one;
      }
    };
    // Right to left, for `x in map` knows the type of x by the map.
    const types = overload.parameters.map((one) => one);
    for (let at = types.length - 1; at >= 0; at -= 1) types[at] = concrete(types[at]!);
    return written(
      overload,
      types.map((one) => this.#argument(overload, one, depth - 1, scope)),
    );
  }

  /** What is known of literals is judged when an expression is checked: a pattern, an option. */
  #argument(overload: Overload, type: Type, depth: number, scope: Scope): string {
    const text = this.#make(type, depth, scope);
    return overload.checkLiterals === undefined ? text : `(true ? ${text} : ${text})`;
  }

  #forms(type: Type, depth: number, scope: Scope): readonly Maker[] {
    const make = (one: Type, within: Scope = scope): string => this.#make(one, depth, within);
    const bound = (outer: Type, inner: Type, form: (outer: string, name: string, body: string) => string, name = this.#name()): string => form(make(outer), name, make(inner, [...scope, { name, type: this.#item(outer) }])); // prettier-ignore
    const anyType = (): Type => this.#type(1);
    const range = (): Type => (this.#choose(3) === 2 ? mapOf(this.#one(KEYS), anyType()) : listOf(anyType()));
    const forms: Maker[] = [
      () => `(${make(BOOL)} ? ${make(type)} : ${make(type)})`,
      () => `${make(listOf(type))}[${make(INT)}]`,
      () => {
        const key = this.#one(KEYS);
        return `${make(mapOf(key, type))}[${make(key)}]`;
      },
      () => `${make(mapOf(STRING, type))}.a`,
      () => {
        const [outer, name] = [anyType(), this.#name()];
        return `cel.bind(${name}, ${make(outer)}, ${make(type, [...scope, { name, type: outer }])})`;
      },
      () => `${make(optionalOf(type))}.value()`,
    ];
    if (type.kind === 'bool') {
      forms.push(
        () => `(${make(BOOL)} && ${make(BOOL)})`,
        () => `(${make(BOOL)} || ${make(BOOL)})`,
        () => `has(${make(mapOf(STRING, anyType()))}.a)`,
        () => bound(range(), BOOL, (outer, name, body) => `${outer}.${this.#one(['all', 'exists', 'exists_one'])}(${name}, ${body})`), // prettier-ignore
      );
    }
    if (type.kind === 'list') {
      const { element } = type;
      forms.push(
        () => bound(range(), element, (outer, name, body) => `${outer}.map(${name}, ${body})`),
        () => bound(type, BOOL, (outer, name, body) => `${outer}.filter(${name}, ${body})`),
        () => bound(type, this.#one(BASE), (outer, name, body) => `${outer}.sortBy(${name}, ${body})`),
        () => `[?${make(optionalOf(element))}, ${make(element)}]`,
      );
      if (KEYS.some((key) => same(key, element))) {
        forms.push(() => bound(mapOf(element, anyType()), BOOL, (outer, name, body) => `${outer}.filter(${name}, ${body})`)); // prettier-ignore
      }
    }
    if (type.kind === 'optional') {
      const { element } = type;
      forms.push(
        () => `${make(listOf(element))}[?${make(INT)}]`,
        () => `${make(mapOf(STRING, element))}.?a`,
        () => `optional.of(${make(mapOf(STRING, element))}).a`,
        () => bound(optionalOf(anyType()), element, (outer, name, body) => `${outer}.optMap(${name}, ${body})`),
        () => bound(optionalOf(anyType()), type, (outer, name, body) => `${outer}.optFlatMap(${name}, ${body})`),
      );
    }
    if (type.kind === 'map') {
      forms.push(() => `{?${this.#one(LITERALS[type.key.kind]!)}: ${make(optionalOf(type.value))}}`);
    }
    return forms;
  }

  #item(type: Type): Type {
    if (type.kind === 'list' || type.kind === 'optional') return type.element;
    return type.kind === 'map' ? type.key : type;
  }

  #name(): string {
    this.#names += 1;
    return `v${this.#names}`;
  }
}

function written({ name, style }: Overload, args: readonly string[]): string {
  const [first = '', second = ''] = args;
  if (name === '_[_]') return `(${first})[${second}]`;
  if (name === '!_' || name === '-_') return `${name[0]!}(${first})`;
  const operator = /^_(.+)_$/.exec(name)?.[1];
  if (operator !== undefined) return `(${first} ${operator} ${second})`;
  return style === 'method' ? `(${first}).${name}(${args.slice(1).join(', ')})` : `${name}(${args.join(', ')})`;
}

/** Whether an overload's result can be of the type, with what its parameters then stand for. */
function binds(result: Type, type: Type, bound: Map<string, Type>): boolean {
  if (result.kind === 'parameter') {
    const known = bound.get(result.name);
    bound.set(result.name, known ?? type);
    return known === undefined || same(known, type);
  }
  if (result.kind === 'map') {
    return type.kind === 'map' && binds(result.key, type.key, bound) && binds(result.value, type.value, bound);
  }
  if (result.kind === 'list' || result.kind === 'optional') {
    return type.kind === result.kind && binds(result.element, type.element, bound);
  }
  return result.kind === type.kind;
}

function same(left: Type, right: Type): boolean {
  return binds(left, right, new Map());
}
