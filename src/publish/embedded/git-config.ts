// Reads Git's configuration files as far as the embedded backend needs them: plain values, no includes. The git program reads its own.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../model/environment.ts';

/** Settings by lower-case `section.key` or `section.Subsection.key`; the last value of each wins. */
export type GitConfig = ReadonlyMap<string, string>;

/** The settings of a repository over the user's own, over the machine's. Files that are not there count as empty. */
export function readGitConfig(gitFolder: string, env: Environment): GitConfig {
  const home = env['HOME'] ?? homedir();
  const own = [join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'git', 'config'), join(home, '.gitconfig')];
  const machine = env['GIT_CONFIG_NOSYSTEM'] === undefined ? ['/etc/gitconfig'] : [];
  const user = env['GIT_CONFIG_GLOBAL'] === undefined ? own : [env['GIT_CONFIG_GLOBAL']];
  // The last is where `git sparse-checkout` puts its settings.
  const repository = [join(gitFolder, 'config'), join(gitFolder, 'config.worktree')];
  return new Map([...machine, ...user, ...repository].flatMap((file) => parseGitConfig(readOrEmpty(file))));
}

/**
 * The settings in the text of a configuration file, in order.
 *
 * Source  git-config(1), syntax: sections and keys fold case, subsections do not; `;` and `#` begin a comment outside quotes; a
 *         key alone means true; a backslash at the end continues the line.
 */
export function parseGitConfig(text: string): readonly (readonly [string, string])[] {
  const settings: [string, string][] = [];
  let section = '';
  for (const line of text.replaceAll(/\\\r?\n/gu, '').split(/\r?\n/u)) {
    const header = /^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\](.*)$/u.exec(line);
    if (header) {
      const subsection = header[2] === undefined ? '' : `.${header[2].replaceAll(/\\(.)/gu, '$1')}`;
      section = `${(header[1] ?? '').toLowerCase()}${subsection}`;
    }
    const setting = /^\s*([A-Za-z][\w-]*)\s*(?:=(.*))?$/u.exec(header ? (header[3] ?? '') : line);
    if (setting && section !== '') {
      const value = setting[2] === undefined ? 'true' : parseValue(setting[2]);
      settings.push([`${section}.${(setting[1] ?? '').toLowerCase()}`, value]);
    }
  }
  return settings;
}

/** Tells whether a setting is one of Git's words for true. */
export function isSet(config: GitConfig, key: string): boolean {
  return ['true', 'yes', 'on', '1'].includes((config.get(key) ?? '').toLowerCase());
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

function parseValue(text: string): string {
  let value = '';
  let quoted = false;
  // Blanks before a comment or the end do not count, blanks in quotes do.
  let keep = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') {
      quoted = !quoted;
      continue;
    }
    if (!quoted && (character === '#' || character === ';')) break;
    if (character === '\\') {
      const next = text.charAt(++at);
      value += ESCAPES[next] ?? next;
      keep = value.length;
    } else if (quoted || !/\s/u.test(character)) {
      value += character;
      keep = value.length;
    } else if (value !== '') {
      value += character;
    }
  }
  return value.slice(0, keep);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
