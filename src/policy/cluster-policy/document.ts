// A ClusterPolicy or Policy as written: typed where its type was right, raw where a check wants to look closer.
// read.ts makes it; checks/ judge it; compile.ts turns it into rules.
import type { FilterBlock } from '../../match/filter.ts';
import type { Position } from '../../model/diagnostic.ts';
import type { Json, JsonObject } from '../../model/resource.ts';
import type { FieldPath } from '../trouble.ts';

/** One policy document. */
export interface PolicyDocument {
  readonly kind: 'ClusterPolicy' | 'Policy';
  readonly apiVersion: string;
  readonly name: string;
  /** '' for a ClusterPolicy; 'default' for a Policy that names none. */
  readonly namespace: string;
  readonly raw: JsonObject;
  readonly spec: SpecDocument;
  /** Where a field stands; the nearest ancestor where it is not there. */
  place(path: FieldPath): Position;
  /** Where the text at a field has the unit at `offset`, as in SourceDocument. */
  placeWithin(path: FieldPath, offset: number): Position;
}

/** The spec, with the fields that generation looks at. */
export interface SpecDocument {
  readonly raw: JsonObject;
  readonly applyRules: 'All' | 'One';
  readonly admission?: boolean;
  readonly background?: boolean;
  readonly generateExisting?: boolean;
  readonly generateExistingOnPolicyUpdate?: boolean;
  readonly useServerSideApply?: boolean;
  readonly rules: readonly RuleDocument[];
}

/** What a rule does. A `generate: {}` counts as nothing. */
export type RuleType = 'mutate' | 'validate' | 'generate' | 'verifyImages';

/** One rule. */
export interface RuleDocument {
  readonly index: number;
  readonly path: FieldPath;
  readonly name: string;
  readonly raw: JsonObject;
  readonly types: readonly RuleType[];
  readonly match: FilterBlock;
  readonly exclude?: FilterBlock;
  readonly context: readonly JsonObject[];
  readonly preconditions?: Json;
  readonly skipBackgroundRequests: boolean;
  readonly generate?: GenerateDocument;
}

/** The generate block. `pattern` is the block itself read as a pattern; with foreach it is not used. */
export interface GenerateDocument {
  readonly path: FieldPath;
  readonly raw: JsonObject;
  readonly synchronize: boolean;
  readonly generateExisting?: boolean;
  readonly orphanDownstreamOnPolicyDelete?: boolean;
  readonly pattern: PatternDocument;
  readonly foreach?: readonly ForeachDocument[];
}

/** What to generate. Absent texts are ''. */
export interface PatternDocument {
  readonly path: FieldPath;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly data?: Json;
  readonly clone?: { readonly namespace: string; readonly name: string };
  readonly cloneList?: { readonly namespace: string; readonly kinds: readonly string[]; readonly selector?: Json };
}

/** One entry of foreach. */
export interface ForeachDocument {
  readonly path: FieldPath;
  readonly list: string;
  readonly context: readonly JsonObject[];
  readonly preconditions?: Json;
  readonly pattern: PatternDocument;
}
