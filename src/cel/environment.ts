// What an expression may name: variables with their types, and functions. Which environments there are, the libraries' table says.
import type { Overload } from './overload.ts';
import type { Type } from './type.ts';

/** The overloads of each name, functions and methods together, in the order in which they are tried. */
export type FunctionTable = ReadonlyMap<string, readonly Overload[]>;

/** What an expression may name. */
export interface CelEnvironment {
  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: FunctionTable;
  /** Variables that are there and yet may not be named, with the sentence about each. */
  readonly refused?: ReadonlyMap<string, string>;
}

/** The table of these overloads. */
export function functionTable(overloads: readonly Overload[]): FunctionTable {
  const table = new Map<string, Overload[]>();
  for (const overload of overloads) {
    const same = table.get(overload.name);
    if (same === undefined) table.set(overload.name, [overload]);
    else same.push(overload);
  }
  return table;
}
