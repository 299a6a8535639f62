// Whether a run of reconcile will ask GitHub for something, told from its arguments and headwater.yaml before it is run: whoever holds a token
// gives it only then.
import { publishOptions, readSettings, type Flags, type Surroundings } from './options.ts';

/** Tells whether `headwater reconcile` with these arguments pushes through GitHub's API or keeps a pull request there. */
export function asksGitHub(args: readonly string[], around: Pick<Surroundings, 'cwd' | 'env'>): boolean {
  const flags: Flags = {
    config: lastOf(args, 'config'),
    commit: switchIn(args, 'commit'),
    push: switchIn(args, 'push'),
    branch: lastOf(args, 'branch'),
    pushVia: lastOf(args, 'push-via'),
    pullRequest: lastOf(args, 'pull-request'),
  };
  const request = publishOptions(flags, readSettings(flags, around), around).push;
  return request !== undefined && (request.via === 'github' || request.pullRequest === 'github');
}

/** The value of a flag, as `--name=value` or in two arguments. */
function lastOf(args: readonly string[], name: string): string | undefined {
  const values = args.flatMap((arg, index) => {
    if (arg.startsWith(`--${name}=`)) return [arg.slice(name.length + 3)];
    return arg === `--${name}` ? (args[index + 1] ?? []) : [];
  });
  return values.at(-1);
}

function switchIn(args: readonly string[], name: string): boolean | undefined {
  const last = args.findLast((arg) => [`--${name}`, `--no-${name}`].includes(arg) || arg.startsWith(`--${name}=`));
  return last === undefined ? undefined : last === `--${name}` || last === `--${name}=true`;
}
