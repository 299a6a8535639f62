// The tests that lie beside a policy, those that were given for it, and expected files without a test that names them: all in one
// project, as the command line and a cluster would run them. How the steps of a test are played is in replay.ts.
import { dirname, join } from 'node:path';
import { DEFAULT_EVALUATION_LIMITS } from '../../src/policy/index.ts';
import { ALL_TESTS, runTest } from '../../src/run/index.ts';
import type { Given } from './given.ts';
import { filesBelow, objectsIn, withProject, type CorpusProject } from './project.ts';
import { describe, outputObjects, replayTests, sameObject } from './replay.ts';

/** What did not come as the tests of a case say; nothing where all did, or there are none. */
export async function testProblems(folder: string, given: Given): Promise<readonly string[]> {
  return [
    ...(await replayTests(folder)),
    ...(await withProject((project) => Promise.resolve(givenProblems(folder, given, project)))),
    ...(await looseProblems(folder)),
  ];
}

/** The tests that were given, over the files of the case. */
function givenProblems(folder: string, given: Given, project: CorpusProject): readonly string[] {
  const tests = [...given.files.keys()].filter((path) => path.endsWith('-test.yaml'));
  if (tests.length > 0) for (const [path, text] of [...filesBelow(folder), ...given.files]) project.write(path, text);
  return tests.flatMap((fileName) => {
    const { report } = runTest({
      paths: [project.root],
      fileName,
      selector: ALL_TESTS,
      failOnly: false,
      requireTests: true,
      junit: undefined,
      limits: DEFAULT_EVALUATION_LIMITS,
      substitution: 'once',
      now: '2026-01-01T00:00:00Z',
      version: '0.0.0-corpus',
      cluster: '',
      progress: () => undefined,
    });
    const errors = report.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    const rows = (report.tests?.rows ?? []).filter(({ status }) => status !== 'passed');
    return [...errors, ...rows.map(({ resource, reason }) => `${fileName}: ${resource}: ${reason}`)];
  });
}

const TRIGGER = 'resource.yaml';

/** A trigger and what should come of it, in a folder of tests where no test names them. */
async function looseProblems(folder: string): Promise<readonly string[]> {
  const files = filesBelow(folder);
  const texts = new Map(files);
  const bare = [...texts.keys()]
    .filter((path) => path.endsWith(`.kyverno-test/${TRIGGER}`))
    .map(dirname)
    .filter((path) => !texts.has(`${path}/kyverno-test.yaml`));
  const problems: string[] = [];
  for (const base of bare) {
    const expected = files
      .filter(([path]) => path.startsWith(`${base}/generated`))
      .flatMap(([, text]) => objectsIn(text));
    const trigger = objectsIn(texts.get(`${base}/${TRIGGER}`) ?? '');
    const policies = files.filter(([path]) => dirname(path) === dirname(base) && path.endsWith('.yaml'));
    const made = await withProject(async (project) => {
      for (const [path, text] of policies) project.write(join('policies', path), text);
      project.apply(trigger);
      await project.reconcile({ provenance: 'none', delivery: 'neutral' });
      return outputObjects(project);
    });
    const wrong = expected.filter((object) => !made.some((other) => sameObject(other, object)));
    problems.push(...wrong.map((object) => `${base}: not generated as expected: ${describe(object)}`));
  }
  return problems;
}
