// subjects, roles and clusterRoles of a filter: who made the request.
import { matchesWildcard } from '../values/index.ts';
import type { Filter, RequestUser, Subject } from './filter.ts';

/** Tells whether one of the subjects is the user. */
export function matchesSubjects(subjects: readonly Subject[], user: RequestUser): boolean {
  return subjects.some((subject) => matchesSubject(subject, user));
}

/** Tells whether one of the roles is among those of the request. No wildcards. */
export function matchesRoles(roles: readonly string[], held: readonly string[]): boolean {
  return roles.some((role) => held.includes(role));
}

/** Tells whether a filter asks who made the request. */
export function asksForUser(filter: Filter): boolean {
  return [filter.subjects, filter.roles, filter.clusterRoles].some((list) => (list?.length ?? 0) > 0);
}

function matchesSubject({ kind, name, namespace }: Subject, user: RequestUser): boolean {
  switch (kind) {
    case 'User':
      return matchesWildcard(name, user.username);
    case 'Group':
      return user.groups.some((group) => matchesWildcard(name, group));
    case 'ServiceAccount':
      return matchesWildcard(`system:serviceaccount:${namespace ?? ''}:${name}`, user.username);
    default:
      return false;
  }
}
