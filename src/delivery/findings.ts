// What is wrong with a definition, in words.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticCode } from '../model/diagnostic-codes.ts';
import type { Definition, Source } from './definition.ts';
import { shownPath } from './paths.ts';
import type { DeliveryRequest, Files } from './request.ts';

type Told = Pick<DeliveryRequest, 'policies' | 'inventory' | 'output'>;

/** It applies policies. */
export function appliesPolicies(
  definition: Definition,
  taken: readonly string[],
  files: Files,
  told: Told,
): Diagnostic {
  const what = `${amount(taken, files, told.policies)}: Kyverno would go on generating, beside ${definition.reader}`;
  return finding(
    definition,
    'delivery/applies-policies',
    `${definition.name} applies ${what}`,
    leaveOut(definition, told.policies),
  );
}

/** It applies the inventory. */
export function appliesInventory(
  definition: Definition,
  taken: readonly string[],
  files: Files,
  told: Told,
): Diagnostic {
  const what = `${amount(taken, files, told.inventory)}: the snapshot would be put back over the cluster it was taken of`;
  return finding(
    definition,
    'delivery/applies-inventory',
    `${definition.name} applies ${what}`,
    leaveOut(definition, told.inventory),
  );
}

/** It meets headwater.yaml. */
export function appliesConfiguration(definition: Definition, path: string): Diagnostic {
  const what = `${path}, which is no Kubernetes object: ${definition.reader} stops there, and nothing of it is applied`;
  return finding(
    definition,
    'delivery/applies-configuration',
    `${definition.name} reads ${what}`,
    leaveOut(definition, [path]),
  );
}

/** A source of it lies in the output root, and applies nothing. */
export function takesNothing(definition: Definition, { path, flat }: Source, areThere: boolean): Diagnostic {
  const message = `${definition.name} applies nothing of ${shownPath(path)}`;
  if (flat === undefined) {
    const why = areThere ? `there is no manifest that it takes` : `it leaves out what will lie there`;
    return finding(
      definition,
      'delivery/covers-nothing',
      `${message}: ${why}`,
      'Correct its path, include and exclude.',
    );
  }
  const why = `without ${flat}: true only files directly in the folder are read, and manifests lie in its folders`;
  return finding(definition, 'delivery/covers-nothing', `${message}: ${why}`, `Set ${flat} to true.`);
}

/** There are definitions, and none of the readers asked for applies output. */
export function coversNothing(definition: Definition, count: number, readers: string, output: string): Diagnostic {
  const one =
    count === 1 ? 'the only definition for this repository' : `one of ${count} definitions for this repository`;
  const message = `No definition for ${readers} applies ${shownPath(output)}: ${definition.name} is ${one}, and applies other files`;
  const help = `Add one for ${shownPath(output)}, as in docs/delivery-readers.md; where the one for it lies in another repository, pass --delivery neutral.`;
  return finding(definition, 'delivery/covers-nothing', message, help);
}

/** Folders of output that nobody applies. */
export function coversPartly(definition: Definition, left: readonly string[], output: string): Diagnostic {
  const shown = left.slice(0, 5).map(shownPath).join(', ');
  const more = left.length > 5 ? ` and ${left.length - 5} more` : '';
  const message = `Nobody applies ${shown}${more}, while ${definition.name} applies other folders of ${shownPath(output)}`;
  return {
    ...finding(
      definition,
      'delivery/covers-partly',
      message,
      'Add a definition for them, or one for the whole output.',
    ),
    severity: 'warning',
  };
}

/** Manifests that are removed stay in the cluster. */
export function keepsRemoved({ name, pruneAt, pruneField }: Definition): Diagnostic {
  return {
    code: 'delivery/keeps-removed',
    severity: 'notice',
    message: `${name} does not prune: what Headwater removes from output stays in the cluster`,
    help: `Set ${pruneField} to true, or remove by hand what is left over.`,
    at: pruneAt,
    about: { field: pruneField },
  };
}

/** What it applies cannot be told. */
export function cannotBeTold(definition: Definition, why: string): Diagnostic {
  const message = `It cannot be told what ${definition.name} applies: ${why}`;
  const help = 'See to it that it leaves policies, inventory and headwater.yaml out.';
  return { ...finding(definition, 'delivery/untold', message, help), severity: 'notice' };
}

function finding(definition: Definition, code: DiagnosticCode, message: string, help: string): Diagnostic {
  return { code, severity: 'error', message, help, at: definition.at, about: { field: definition.field } };
}

/** `policies/a.yaml and 2 more files of policies`; what will lie in a folder where there is nothing yet. */
function amount(taken: readonly string[], { areThere }: Files, roots: readonly string[]): string {
  const named = roots.map(shownPath).join(', ');
  if (!areThere) return `what will lie in ${named}`;
  const [first = ''] = taken;
  const more = taken.length - 1;
  return more === 0 ? first : `${first} and ${more} more ${more === 1 ? 'file' : 'files'} of ${named}`;
}

function leaveOut({ reader, field }: Definition, roots: readonly string[]): string {
  const named = roots.map(shownPath).join(', ');
  if (reader === 'Flux')
    return `Give it a path of its own, or leave ${named} out with .sourceignore or the GitRepository's spec.ignore.`;
  if (field.endsWith('generators'))
    return `Let its generator give folders of the output only (a path with exclude: true leaves one out), or leave ${named} out with directory.exclude.`;
  return `Give it a path of its own, or leave ${named} out with directory.exclude.`;
}
