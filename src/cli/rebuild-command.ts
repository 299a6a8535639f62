// The command that errors name for a ledger that cannot be used, with the flags that the user gave, so that it can be pasted as it is.
import { REBUILD_COMMAND } from '../model/ledger-file.ts';

/** Flags, in camel case, that decide what is read and what it comes to. */
const COUNTING: readonly string[] = [
  ...['config', 'policies', 'clusterState', 'output', 'cluster', 'lifecycle', 'provenance', 'secrets', 'delivery'],
  ...['cloneMetadata', 'substitution', 'resourceFilters', 'allowEmpty', 'allowHttp', 'commit'],
];

/** `headwater adopt --from-output`, with those of the flags that count there too. */
export function rebuildCommand(flags: Readonly<Record<string, unknown>>): string {
  const given = COUNTING.flatMap((name) => argumentsOf(name, flags[name]));
  return [REBUILD_COMMAND, ...given].join(' ');
}

function argumentsOf(name: string, value: unknown): readonly string[] {
  const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (value === undefined || value === null) return [];
  if (typeof value === 'boolean') return [value ? `--${flag}` : `--no-${flag}`];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [`--${flag}`, word(one)] : []));
}

/** One word of a shell. */
function word(value: string | number): string {
  const text = String(value);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
