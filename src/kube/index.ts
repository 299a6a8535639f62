// What Kubernetes itself lays down about objects: kinds, identity, names, files and metadata. This is the folder's only entry.
export { inferApiVersion, kindCatalog, splitApiVersion } from './kinds.ts';
export { guessPlural } from './plural.ts';
export { compareVersions } from './versions.ts';
export { DEFAULT_NAMESPACE, resourceIdOf } from './identity.ts';
export { apiVersionProblem, nameProblem } from './names.ts';
export { CLUSTER_FOLDER, encodeSegment, manifestPath } from './file-name.ts';
export { copyForClone, refusedSource, type CloneCopy, type CloneMetadata } from './clone-metadata.ts';
export { namedObjects, nearNames } from './spoken-names.ts';
export { withoutServerFields, withoutVolatile } from './server-fields.ts';
export {
  addedGrants,
  allowsEverything,
  isEscalatingVerb,
  isWildcardGrant,
  RBAC_GROUP,
  type Grant,
} from './access-rules.ts';
export { addedAggregation, addedAggregators, aggregatorsOf, isAggregated } from './aggregation.ts';
export { changedImmutableFields } from './immutable-fields.ts';
export { secretValues } from './secret-values.ts';
export {
  hasHeadwaterMarks,
  hasHeadwaterProvenance,
  hasProvenance,
  isMarkedBy,
  legalLabelValue,
  namedParties,
  objectReference,
  provenanceParty,
  withoutMarks,
  withoutProvenance,
  withProvenance,
  type NamedParties,
  type ProvenanceFacts,
  type ProvenanceMode,
  type ProvenanceParty,
} from './provenance.ts';
export {
  deliveryConcerns,
  isMadeFor,
  withDelivery,
  type DeliveryConcern,
  type DeliveryFacts,
  type DeliveryProfile,
} from './delivery.ts';
export { sizeProblem } from './object-size.ts';
