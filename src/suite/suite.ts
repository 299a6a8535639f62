// A test as written, read and typed: what it loads, and what it expects. What is in the files that it names is another matter.
import type { Position } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { JsonObject, Json } from '../model/resource.ts';
import type { SuppliedCall } from '../policy/index.ts';

/** One document of a kyverno-test.yaml. Files are named as the test names them. */
export interface Suite {
  readonly name: string;
  readonly document: SourceDocument;
  readonly policies: readonly string[];
  readonly resources: readonly string[];
  readonly exceptions: readonly string[];
  readonly clusterResources: readonly string[];
  readonly variables: string | undefined;
  readonly values: JsonObject | undefined;
  readonly userinfo: string | undefined;
  /** What policies in CEL find in the cluster and in registries. */
  readonly context: string | undefined;
  readonly calls: readonly SuppliedCall[];
  readonly globals: readonly GlobalEntry[];
  readonly results: readonly Expected[];
}

/** A global context entry; its value is `value`, or the list of objects in the files. */
export interface GlobalEntry {
  readonly name: string;
  readonly value: Json | undefined;
  readonly files: readonly string[];
  readonly fieldPath: string;
  readonly projections: ReadonlyMap<string, string>;
}

/** One of the results. Texts that are not given are ''. */
export interface Expected {
  readonly at: Position;
  /** The policy's name, without a namespace before it. */
  readonly policy: string;
  /** The namespace before it. */
  readonly policyNamespace: string;
  /** A policy in CEL is meant. */
  readonly isGeneratingPolicy: boolean;
  /** Of the resources. */
  readonly kind: string;
  readonly rule: string;
  /** Undefined where the list is absent: all resources. */
  readonly resources: readonly string[] | undefined;
  readonly resourceSpecs: readonly ResourceSpec[];
  readonly operation: string;
  readonly result: string;
  readonly generated: readonly string[];
  readonly cloneSource: string | undefined;
}

/** A resource that a result names by its parts; '' stands for any. */
export interface ResourceSpec {
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly name: string;
}

/** The documents of the files that a suite names, by the name it has for them. */
export type SuiteFiles = ReadonlyMap<string, readonly SourceDocument[]>;
