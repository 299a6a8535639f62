// The variables of a request with what a test supplies laid over them. What the request itself has is made in request.ts.
import type { JsonObject } from '../../model/resource.ts';
import type { MatchSubject } from '../../match/index.ts';
import { mergedMaps, type SuppliedContext, type SuppliedUser } from '../supplied.ts';

/**
 * The variables that one rule sees before its context is loaded.
 *
 * Source  Kyverno, command line: values of a rule are set before its context entries, which win over them where they are loaded.
 */
export function withSupplied(variables: JsonObject, supplied: SuppliedContext | undefined, rule: string): JsonObject {
  if (supplied === undefined) return variables;
  const layers = [userVariables(supplied.user), supplied.variables, supplied.ruleValues.get(rule) ?? {}];
  return layers.reduce(mergedMaps, variables);
}

/** The variables of one element of foreach. */
export function withElementValues(
  variables: JsonObject,
  supplied: SuppliedContext | undefined,
  rule: string,
): JsonObject {
  const values = supplied?.elementValues.get(rule);
  return values === undefined ? variables : mergedMaps(variables, values);
}

/** What a filter looks at, as the request of a test has it: with its user, and as a subresource of its parent. */
export function suppliedSubject(subject: MatchSubject, supplied: SuppliedContext | undefined): MatchSubject {
  if (supplied === undefined) return subject;
  const { user, parent } = supplied;
  const asked = user === undefined ? subject : { ...subject, user };
  if (parent === undefined) return asked;
  const { group, kind, apiVersion, subresource } = parent;
  const object = { ...subject.object, apiVersion, kind };
  return { ...asked, object, id: { ...subject.id, group, kind }, subresource };
}

function userVariables(user: SuppliedUser | undefined): JsonObject {
  if (user === undefined) return {};
  const { userInfo, username, roles, clusterRoles } = user;
  const account = /^system:serviceaccount:([^:]*):([^:]*)$/.exec(username);
  return {
    request: { userInfo, roles, clusterRoles },
    serviceAccountName: account?.[2] ?? '',
    serviceAccountNamespace: account?.[1] ?? '',
  };
}
