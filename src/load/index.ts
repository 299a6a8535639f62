// Entry of load/: everything that comes in from disk.
export { readConfiguration, type Configuration } from './configuration.ts';
export { readInventory } from './inventory.ts';
export { memoryTree } from './memory-tree.ts';
export { ownFiles, readLedger, readOutput } from './output.ts';
export { readPolicies } from './policies.ts';
export { readInputs, readOutputRoot } from './trees.ts';
