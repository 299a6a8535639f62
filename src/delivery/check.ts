// Whether what readers are told in the repository fits what Headwater reads and writes: nobody applies policies, inventory or
// headwater.yaml, and somebody applies output.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { RepositoryView } from '../model/repository.ts';
import { compareText } from '../model/resource.ts';
import { repositoryName } from './address.ts';
import { readArgo } from './argo.ts';
import { openContext } from './context.ts';
import { coverageOf } from './coverage.ts';
import type { Definition, Reader, Source } from './definition.ts';
import { appliesConfiguration, appliesInventory, appliesPolicies, cannotBeTold } from './findings.ts';
import { readFlux } from './flux.ts';
import { isWithin, overlaps } from './paths.ts';
import { rolesOf, type DeliveryRequest, type Roles } from './request.ts';
import { unapplied } from './unapplied.ts';

/** Findings of one code that are shown. */
const MOST_FINDINGS = 50;

interface Checked {
  readonly request: DeliveryRequest;
  readonly roles: Roles;
  readonly all: readonly Definition[];
}

/**
 * What is wrong.
 *
 * Errors  delivery/applies-policies, delivery/applies-inventory, delivery/applies-configuration, delivery/covers-nothing;
 *         delivery/covers-partly as a warning; delivery/keeps-removed, delivery/untold, delivery/unreadable and
 *         delivery/no-definition as notices. The neutral profile asks for no coverage.
 */
export function checkDelivery(request: DeliveryRequest): readonly Diagnostic[] {
  const roles = rolesOf(request);
  const standIns = [roles.policies, roles.inventory, roles.output].flatMap(({ files, areThere }) =>
    areThere ? [] : files,
  );
  const context = openContext(request.view, standIns);
  const all = settled(distinct([...readArgo(context), ...readFlux(context)], request.inventory), request);
  const checked: Checked = { request, roles, all };
  return bounded([
    ...all.flatMap((one) => misapplied(one, checked)),
    ...untold(checked),
    ...unapplied(all, roles.output, request, mayHoldMore(request)),
    ...unread(request.view),
    ...none(checked),
  ]);
}

/** Once some definition is surely about this repository, what is doubtful is that of another one, unless it is meant for output. */
function settled(all: readonly Definition[], { output }: DeliveryRequest): readonly Definition[] {
  const isOther = ({ isDoubtful, path }: Source): boolean =>
    isDoubtful === true && (output === undefined || !isWithin(output, path));
  if (!all.some(({ sources }) => sources.some((source) => !isOther(source)))) return all;
  return all.flatMap((one) => {
    const sources = one.sources.filter((source) => !isOther(source));
    const isLeft = sources.length > 0 || one.untold.length > 0 || one.sources.length === 0;
    return isLeft ? [{ ...one, sources }] : [];
  });
}

/**
 * A definition in a snapshot that is in a manifest too is one, and the manifest is what holds: else the change that corrects it would be
 * refused for what was there before.
 */
function distinct(definitions: readonly Definition[], inventory: readonly string[]): readonly Definition[] {
  const isLive = ({ file }: Definition): boolean => inventory.some((root) => isWithin(root, file));
  const sorted = definitions.toSorted((a, b) => compareText(a.file, b.file));
  const written = sorted.filter((one) => !isLive(one));
  const known = new Set(written.map(({ name }) => name));
  return [...written, ...sorted.filter((one) => isLive(one) && !known.has(one.name))];
}

// ---- what nobody may apply

function misapplied(definition: Definition, { request, roles }: Checked): readonly Diagnostic[] {
  const { covers, reaches } = coverageOf(definition);
  const policies = reaches(request.policies) ? roles.policies.files.filter(covers) : [];
  const inventory = reaches(request.inventory) ? roles.inventory.files.filter(covers) : [];
  const { configuration } = request;
  const meetsConfiguration =
    configuration !== undefined && covers(configuration.path) && stops(definition.reader, configuration);
  return [
    ...(policies.length > 0 ? [appliesPolicies(definition, policies, roles.policies, request)] : []),
    ...(inventory.length > 0 ? [appliesInventory(definition, inventory, roles.inventory, request)] : []),
    ...(meetsConfiguration ? [appliesConfiguration(definition, configuration.path)] : []),
  ];
}

/** Argo CD leaves a document alone that is no object, unless the file holds all three words; a file of JSON has to be an object. */
function stops(reader: Reader, { path, text }: { readonly path: string; readonly text: string }): boolean {
  if (reader === 'Flux' || path.endsWith('.json')) return true;
  return ['apiVersion:', 'kind:', 'metadata:'].every((word) => text.includes(word));
}

// ---- what cannot be told

function untold({ all, request }: Checked): readonly Diagnostic[] {
  const { policies, inventory, output, configuration } = request;
  const roots = [...policies, ...inventory, ...(output === undefined ? [] : [output]), configuration?.path ?? ''];
  return all.flatMap((definition) => {
    const first = definition.untold.find(({ path }) => roots.some((root) => root !== '' && overlaps(path, root)));
    return first ? [cannotBeTold(definition, first.why)] : [];
  });
}

/** Something that cannot be read, such as the templates of a chart, may define who applies the output. */
function mayHoldMore({ view, policies, inventory, output }: DeliveryRequest): boolean {
  const known = [...policies, ...inventory, ...(output === undefined ? [] : [output])];
  return view.unread.some(({ path }) => !known.some((root) => isWithin(root, path)));
}

function unread({ unread: files }: RepositoryView): readonly Diagnostic[] {
  return files.map(({ at, why }) => ({
    code: 'delivery/unreadable',
    severity: 'notice',
    message: `${at.file} may tell Argo CD or Flux what to apply, and cannot be read: ${why}`,
    at,
    about: {},
  }));
}

/** Nobody is told anything of this repository here. */
function none({ all, request }: Checked): readonly Diagnostic[] {
  if (all.length > 0 || request.profile === 'neutral') return [];
  const remotes = [...new Set(request.view.remotes.map(repositoryName))].slice(0, 3).join(', ');
  const named = remotes === '' ? 'this repository' : `this repository (${remotes})`;
  const message = `No Argo CD Application and no Flux Kustomization for ${named} is in it: who applies the output is not checked`;
  return [{ code: 'delivery/no-definition', severity: 'notice', message, about: {} }];
}

/** The first findings of each code, and how many more there are. */
function bounded(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  return codes.flatMap((code) => {
    const all = diagnostics.filter((one) => one.code === code);
    const [first] = all;
    if (first === undefined || all.length <= MOST_FINDINGS) return all;
    const more: Diagnostic = {
      code,
      severity: first.severity,
      message: `The same holds for ${all.length - MOST_FINDINGS} more`,
      about: {},
    };
    return [...all.slice(0, MOST_FINDINGS), more];
  });
}
