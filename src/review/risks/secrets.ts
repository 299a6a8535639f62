// Secrets that come to hold something else, go away, or lie in Git for all to read. No value of one is ever in a message.
import { isSecret, sameJson } from '../../model/digest.ts';
import { textAt, type Resource } from '../../model/resource.ts';
import { secretValues } from '../../kube/index.ts';
import type { Family, Finding, Places, Subject } from './finding.ts';
import { NAMESPACE_GOES, pathsOf } from './words.ts';

/** Secrets whose content changes; labels and annotations are none of it. */
export const findSecrets: Family = (subject, view) => {
  const { change, before, after } = subject;
  if (change.id.group !== '' || change.id.kind !== 'Secret') return [];
  const { name } = change.id;
  if (change.action === 'delete') {
    const help = 'Pods that mount it do not start again without it.';
    const aside = view.losesNamespace(change.id.namespace) ? NAMESPACE_GOES : '';
    return [{ level: 'caution', code: 'secret-removed', say: removal(name, aside), ...(aside === '' ? { help } : {}) }];
  }
  const written = writtenIn(subject);
  if (written === undefined) return [];
  const findings: Finding[] = [];
  if (before !== undefined && !sameContent(before, written)) {
    findings.push({ level: 'caution', code: 'secret-changed', say: saying(name, 'changes') });
  }
  if (after !== undefined && view.writesPlain(change)) {
    const help =
      'Whoever reads the repository reads it, and its history keeps it: choose another --secrets mode before the merge.';
    findings.push({
      level: 'blocker',
      code: 'secret-clear-text',
      say: saying(name, 'lies in Git in clear text'),
      help,
    });
  }
  return findings;
};

/** What is written and was not in output before. */
function writtenIn({ change, after }: Subject): Resource | undefined {
  if (after === undefined || !isSecret(after)) return undefined;
  return change.before !== undefined && sameContent(change.before, after) ? undefined : after;
}

function saying(name: string, verb: string): (places: Places) => string {
  return ({ where, show }) => `Secret ${show(name)} ${verb}${where}`;
}

function removal(name: string, aside: string): (places: Places) => string {
  return ({ ids, where, show }) =>
    ids.length === 1
      ? `A Secret goes away: ${pathsOf(ids)}${aside}`
      : `A Secret goes away${where}: ${show(name)}${aside}`;
}

function sameContent(a: Resource, b: Resource): boolean {
  const typeOf = (secret: Resource): string => textAt(secret, 'type') || 'Opaque';
  return typeOf(a) === typeOf(b) && sameJson(secretValues(a), secretValues(b));
}
