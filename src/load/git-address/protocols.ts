// Which protocols a remote repository may be read over (pure): https and ssh, and others only where the user says so in Git's own way.
import type { Environment } from '../../model/environment.ts';

const DEFAULT: readonly string[] = ['https', 'ssh'];

/** Those that an address can be written with. Others, such as `ext`, run programs, and are never used. */
const WRITABLE: readonly string[] = ['https', 'ssh', 'http', 'git', 'file'];

/** The protocols that GIT_ALLOW_PROTOCOL names, where it is set; else https and ssh. */
export function allowedProtocols(env: Environment): readonly string[] {
  const said = env['GIT_ALLOW_PROTOCOL'];
  return said === undefined ? DEFAULT : said.split(':').filter((protocol) => WRITABLE.includes(protocol));
}

/** What is wrong with a protocol, and what to do about it; undefined where it may be used. */
export function protocolProblem(
  protocol: string,
  env: Environment,
): { readonly problem: string; readonly help: string } | undefined {
  const allowed = allowedProtocols(env);
  if (allowed.includes(protocol)) return undefined;
  const names =
    allowed.length === 0 ? 'none is allowed' : `${allowed.join(' and ')} ${allowed.length > 1 ? 'are' : 'is'} allowed`;
  const use = allowed.length === 0 ? '' : `Use ${allowed.join(' or ')}. `;
  const help = WRITABLE.includes(protocol)
    ? `${use}Where ${protocol} is meant, say so in the environment: GIT_ALLOW_PROTOCOL=${[...allowed, protocol].join(':')}`
    : use || 'GIT_ALLOW_PROTOCOL allows no protocol: take it out of the environment.';
  return { problem: `uses ${protocol}, and ${names}`, help };
}
