// Users, groups, service accounts and roles in match and exclude: complete, and of a form that could match somebody.
import type { Subject } from '../../match/index.ts';
import { perRule, type Check, type Finding } from './check.ts';
import { placedFilters } from './filters.ts';

/** Subjects and roles that name nobody. */
export const subjectsAndRoles: Check = perRule((rule) =>
  placedFilters(rule).flatMap(({ filter, path }) => [
    ...(filter.subjects ?? []).flatMap((subject, index): readonly Finding[] => {
      const problem = subjectProblem(subject);
      if (problem === undefined) return [];
      return [{ path: [...path, 'subjects', index], message: `a subject in rule ${rule.name} ${problem}`, help: HELP }];
    }),
    ...(filter.roles ?? [])
      .filter((role) => !/^[^:]+:[^:]+$/.test(role))
      .map((role) => ({
        path: [...path, 'roles'],
        message: `the role ${role} in rule ${rule.name} names no namespace`,
        help: 'Write it as namespace:name.',
      })),
  ]),
);

const HELP = 'Write kind (User, Group or ServiceAccount) and name, and namespace for a ServiceAccount.';

function subjectProblem({ kind, name, namespace }: Subject): string | undefined {
  if (kind === '') return 'has no kind';
  if (name === '') return 'has no name';
  if (kind !== 'User' && kind !== 'Group' && kind !== 'ServiceAccount') return `has the unknown kind ${kind}`;
  if (kind === 'ServiceAccount' && (namespace ?? '') === '') return 'is a ServiceAccount without a namespace';
  return undefined;
}
