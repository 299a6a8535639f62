// A PolicyException (kyverno.io) as written: typed where its type was right. read.ts makes it, check.ts judges it, attach.ts gives it to
// the rules that it names.
import type { FilterBlock } from '../../match/index.ts';
import type { Position } from '../../model/diagnostic.ts';
import type { Json, JsonObject } from '../../model/resource.ts';
import type { FieldPath } from '../trouble.ts';

/** One exception. */
export interface ExceptionDocument {
  /** `namespace/name`; an exception that names no namespace is in `default`. */
  readonly label: string;
  readonly name: string;
  readonly raw: JsonObject;
  readonly background: boolean;
  readonly match: FilterBlock;
  readonly conditions?: Json;
  /** Undefined where it cannot be read which rules are meant. */
  readonly items: readonly ExceptionItem[] | undefined;
  /** Where a field stands; the nearest ancestor where it is not there. */
  place(path: FieldPath): Position;
}

/** Rules of one policy. What could not be read is undefined, and may be any. */
export interface ExceptionItem {
  readonly path: FieldPath;
  /** `name`, or `namespace/name` of a Policy. */
  readonly policyName: string | undefined;
  /** With wildcards. */
  readonly ruleNames: readonly string[] | undefined;
}
