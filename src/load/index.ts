// Entry of load/: everything that comes in from disk.
export { findConfiguration, readConfiguration, type Configuration } from './configuration.ts';
export { readInventory } from './inventory.ts';
export { memoryTree } from './memory-tree.ts';
export { readOutputTree, type OutputTree } from './output.ts';
export { readPolicies } from './policies.ts';
export { readTestFile, readTests } from './suites.ts';
export { presentInputs, readInputs, readOutputRoot, readTextFile } from './trees.ts';
