// Which files a suite needs. Reading them is the caller's.
import type { SourceDocument } from '../model/document.ts';
import { child } from '../model/resource.ts';
import { textsAt } from './read.ts';
import type { Suite, SuiteFiles } from './suite.ts';

/** The files that a suite names, each once, as it names them. */
export function filesOf(suite: Suite): readonly string[] {
  const { policies, resources, exceptions, clusterResources, variables, values, userinfo, context, globals, results } =
    suite;
  const named = [
    ...[policies, resources, exceptions, clusterResources].flat(),
    // Values that stand in the test win over the file, which is then not looked at.
    values === undefined ? variables : undefined,
    userinfo,
    context,
    ...globals.flatMap(({ files }) => files),
    ...results.flatMap(({ generated, cloneSource }) => [...generated, cloneSource]),
  ];
  return [...new Set(named.filter((file) => file !== undefined))];
}

/** The files that those files name: definitions of kinds. */
export function furtherFilesOf(suite: Suite, files: SuiteFiles): readonly string[] {
  const named = documentsOf(suite.clusterResources, files).flatMap(({ value }) =>
    textsAt(child(value, 'spec'), 'crds'),
  );
  return [...new Set(named)].filter((file) => !files.has(file));
}

/** All documents of some of the files, in order. */
export function documentsOf(names: readonly string[], files: SuiteFiles): readonly SourceDocument[] {
  return names.flatMap((name) => files.get(name) ?? []);
}
