// Entry of load/: everything that comes in, from disk and from services.
export { parseAllowedHost, type AllowedHost } from './allow-list.ts';
export { findConfiguration, readConfiguration, type Configuration } from './configuration.ts';
export { openEgress, type AskService } from './external.ts';
export { readInventory } from './inventory.ts';
export { memoryTree } from './memory-tree.ts';
export { readOutputTree, type OutputTree } from './output.ts';
export { readPolicies } from './policies.ts';
export { presentInputs, readInputs, readOutputRoot, readTextFile } from './trees.ts';
