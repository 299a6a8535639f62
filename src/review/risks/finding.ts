// What a risk is found in, and how it is said: the words between the parts of this folder. Which changes are told in one sentence is
// decided in gather.ts.
import type { Change } from '../../model/plan.ts';
import type { RiskCode, RiskLevel } from '../../model/preview.ts';
import type { Resource, ResourceId, ResourceKey } from '../../model/resource.ts';
import type { Grant } from '../../kube/index.ts';
import type { Hiding } from '../hidden-values.ts';
import type { ReviewInput } from '../review.ts';

/** One change to look at, with the group that shows it. */
export interface Subject {
  readonly change: Change;
  /** Index of its group. */
  readonly group: number;
  /** What is there without the change: in output, else (a rule takes it over) in the inventory. */
  readonly before?: Resource;
  /** What will be there; undefined for what goes away. */
  readonly after?: Resource;
}

/** What is found in one subject. Findings that say the same of different places are told as one. */
export interface Finding {
  readonly level: RiskLevel;
  readonly code: RiskCode;
  readonly say: (places: Places) => string;
  readonly help?: string;
}

/** Where something was found. Where there are no ids, it is asked what is said of all. */
export interface Places {
  readonly ids: readonly ResourceId[];
  /** ` in team-a`, ` in 200 namespaces`, or '' for what lies in none. */
  readonly where: string;
  /** A text with its names of places as they are shown: replaced by marks where there are several. */
  readonly show: (text: string) => string;
}

/** Looks for one kind of danger in a subject. */
export type Family = (subject: Subject, view: View) => readonly Finding[];

/** What families look at beside their subject. */
export interface View {
  readonly input: ReviewInput;
  /** What of an object's content is put into a sentence goes through it. */
  readonly hiding: Hiding;
  /** All subjects, in the order of groups. */
  readonly subjects: readonly Subject[];
  /** What the change creates in a namespace. */
  createdIn(namespace: string): readonly Subject[];
  /** All that will be there, in output or in the inventory. */
  objects(): ReadonlyMap<ResourceKey, Resource>;
  /** One of it. */
  find(id: ResourceId): Resource | undefined;
  /** The Namespace was in the inventory or output, and will be in neither. */
  losesNamespace(name: string): boolean;
  /** What one role allows and another does not; the same question is worked out once. */
  addedGrants(before: Resource | undefined, after: Resource): readonly Grant[];
  /** A Secret in clear text is what a rule of this change writes. */
  writesPlain(change: Change): boolean;
}
