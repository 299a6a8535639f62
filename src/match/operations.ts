// operations of a filter, and what a rule's filters say about operations together.
import type { FilterBlock } from './filter.ts';

/** Tells whether an operation is among those listed; no list, or an empty one, lists all. */
export function operationListed(operations: readonly string[] | undefined, operation: string): boolean {
  return operations === undefined || operations.length === 0 || operations.includes(operation);
}

/** Every operation that some filter lists, each once, in the order written; empty where none lists any. */
export function listsOperations(block: FilterBlock): readonly string[] {
  return [...new Set(block.filters.flatMap((filter) => filter.operations ?? []))];
}
