// A suite with everything its files hold, ready to be run.
import { kindCatalog } from '../kube/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { child, isJsonList, isJsonObject, type Json, type Resource } from '../model/resource.ts';
import type { SuppliedGlobal, SuppliedUser } from '../policy/index.ts';
import { kindsWithGuesses, readContext, type SuiteContext } from './context.ts';
import { checkFields } from './fields.ts';
import { documentsOf } from './files.ts';
import { CLUSTER_FIELDS } from './forms.ts';
import { policiesIn, type SuitePolicy } from './policies.ts';
import { textsAt } from './read.ts';
import { isResource, resourcesIn, triggersIn, type SuiteResource } from './resources.ts';
import type { GlobalEntry, Suite, SuiteFiles } from './suite.ts';
import { readUser, readValues, readValuesFile, type Values } from './values.ts';

/** Everything that cases are run with. */
export interface Prepared {
  readonly suite: Suite;
  readonly files: SuiteFiles;
  readonly policies: readonly SuitePolicy[];
  readonly triggers: readonly SuiteResource[];
  readonly exceptions: readonly SourceDocument[];
  readonly values: Values;
  readonly user: SuppliedUser | undefined;
  readonly globals: ReadonlyMap<string, SuppliedGlobal>;
  readonly kinds: KindCatalog;
  /** What the cluster holds beside the trigger. */
  readonly cluster: readonly Resource[];
  /** What policies in CEL find beside that. */
  readonly context: SuiteContext;
  /** The kinds as these policies know them. */
  readonly celKinds: KindCatalog;
}

/**
 * Prepares a suite.
 *
 * Errors  suite/invalid for what cannot be used, and those of policies in CEL; warnings of other policies that Kyverno would refuse.
 */
export function prepare(suite: Suite, files: SuiteFiles): Checked<Prepared> {
  const cluster = readCluster(suite, files);
  const documents = documentsOf(suite.resources, files);
  const definitions = [...cluster.value, ...documents.map(({ value }) => value).filter(isResource)];
  const kinds = kindCatalog(definitions.filter(isDefinition));
  const context = readContext(suite.context === undefined ? [] : documentsOf([suite.context], files));
  const triggers = triggersIn(documents, kinds);
  const exceptions = documentsOf(suite.exceptions, files);
  const policies = policiesIn(documentsOf(suite.policies, files), exceptions);
  const values = readSuiteValues(suite, files);
  const user = readSuiteUser(suite, files);
  const results = resourcesIn(documentsOf(resultFiles(suite), files));
  const examples = [...cluster.value, ...context.value.objects, ...results.value];
  return {
    value: {
      suite,
      files,
      policies: policies.value,
      triggers: triggers.value,
      exceptions,
      values: values.value,
      user: user.value,
      globals: new Map(suite.globals.map((entry) => [entry.name, globalOf(entry, files)])),
      kinds,
      cluster: cluster.value,
      context: context.value,
      celKinds: kindsWithGuesses([...definitions, ...context.value.objects].filter(isDefinition), examples),
    },
    diagnostics: [cluster, context, triggers, policies, values, user, results].flatMap((one): readonly Diagnostic[] => {
      return one.diagnostics;
    }),
  };
}

function isDefinition({ kind }: Resource): boolean {
  return kind === 'CustomResourceDefinition';
}

/** Each once: many results may name one file. */
function resultFiles({ results }: Suite): readonly string[] {
  const named = results.flatMap(({ generated, cloneSource }) => [...generated, cloneSource]);
  return [...new Set(named.filter((file) => file !== undefined))];
}

/** The objects of the cluster, and the definitions of its kinds. */
function readCluster(suite: Suite, files: SuiteFiles): Checked<readonly Resource[]> {
  const documents = documentsOf(suite.clusterResources, files);
  const objects = documents.flatMap(({ value }) => {
    const listed = child(child(value, 'spec'), 'resources');
    return isJsonList(listed) ? listed.filter(isJsonObject).filter(isResource) : [];
  });
  const crds = resourcesIn(documents.flatMap(({ value }) => documentsOf(textsAt(child(value, 'spec'), 'crds'), files)));
  const found = documents.flatMap((document) => checkFields(document, document.value, CLUSTER_FIELDS));
  return { value: [...objects, ...crds.value], diagnostics: [...found, ...crds.diagnostics] };
}

function readSuiteValues({ values, variables }: Suite, files: SuiteFiles): Checked<Values> {
  if (values !== undefined) return { value: readValues(values), diagnostics: [] };
  const [document] = variables === undefined ? [] : documentsOf([variables], files);
  if (document === undefined) return { value: readValues({}), diagnostics: [] };
  const read = readValuesFile(document);
  return { value: readValues(read.value), diagnostics: read.diagnostics };
}

function readSuiteUser({ userinfo }: Suite, files: SuiteFiles): Checked<SuppliedUser | undefined> {
  const [document] = userinfo === undefined ? [] : documentsOf([userinfo], files);
  return document === undefined ? { value: undefined, diagnostics: [] } : readUser(document);
}

function globalOf({ value, files: names, fieldPath, projections }: GlobalEntry, files: SuiteFiles): SuppliedGlobal {
  const objects: Json = documentsOf(names, files).map((document) => document.value);
  return { value: value ?? objects, fieldPath, projections };
}
