// The documentation tells the truth: files it links to are there, commands and flags it names exist, and what its console blocks show is
// what the program prints.
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HAS_GIT, NEEDS_GIT } from '../publish/git-sandbox.ts';
import { cli, shell } from '../support/cli.ts';
import { commitAll, copyOfExample, ROOT } from '../support/example.ts';
import { filesBelow } from '../support/project.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...Object.keys(filesBelow(join(ROOT, 'docs')))
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** The contents of fenced blocks in one language. */
function blocks(page: string, language: string): readonly string[] {
  const fence = new RegExp(`^[ ]*\`\`\`${language}\\n([\\s\\S]*?)^[ ]*\`\`\`$`, 'gm');
  return [...textOf(page).matchAll(fence)].map(([, body = '']) => body);
}

describe.each(pages)('%s', (page) => {
  test('links to files that are there', () => {
    const links = [...textOf(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
    const files = links.filter((target) => !/^https?:/.test(target));
    const missing = files.filter((target) => !existsSync(join(ROOT, dirname(page), target)));
    expect(missing).toEqual([]);
  });

  test('names npm scripts, commands and flags that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> };
    const code = [...blocks(page, 'sh'), ...blocks(page, 'console')].join('\n');
    const named = [...code.matchAll(/npm (?:run )?([a-z:]+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !['ci', 'install'].includes(script) && !(script in scripts))).toEqual([]);
    for (const [line] of code.matchAll(/(?:headwater|node dist\/cli\.js) [a-z].*/g)) {
      const [command = ''] = line.replace(/^(?:headwater|node dist\/cli\.js) /, '').split(/\s/);
      const { status, stdout } = cli(ROOT, [command, '--help']);
      expect(status, line).toBe(0);
      const known = new Set([...stdout.matchAll(/--[a-z-]+/g)].map(([flag]) => flag));
      const flags = [...line.matchAll(/--[a-z-]+/g)].map(([flag]) => flag);
      expect(flags.filter((flag) => !known.has(flag) && flag !== '--help')).toEqual([]);
    }
  });
});

/** A console block as commands, each with the lines that have to follow it; `…` alone on a line stands for any lines. */
function steps(block: string): readonly { readonly command: string; readonly output: RegExp }[] {
  return block.split(/^\$ /m).flatMap((part) => {
    const [command = '', ...lines] = part.split('\n');
    return command === '' ? [] : [{ command, output: pattern(lines.join('\n').trimEnd()) }];
  });
}

function pattern(shown: string): RegExp {
  const quoted = shown.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const anyCommit = quoted.replaceAll('Committed 0123abc', 'Committed [0-9a-f]{7,}');
  return new RegExp(`^${anyCommit.replaceAll(/^…$/gm, '[^]*?')}$`);
}

/** Whoever follows a page has told Git who they are. */
const READER = {
  GIT_AUTHOR_NAME: 'Reader',
  GIT_AUTHOR_EMAIL: 'reader@example.com',
  GIT_COMMITTER_NAME: 'Reader',
  GIT_COMMITTER_EMAIL: 'reader@example.com',
};

describe('what the pages show', () => {
  const shown = pages.filter((page) => blocks(page, 'console').length > 0);

  test('is on the pages that begin with the program', () => {
    expect(shown).toContain('README.md');
    expect(shown).toContain('docs/examples/secrets/README.md');
  });

  test('as a manifest is one of the worked example', () => {
    const [manifest = ''] = blocks('README.md', 'yaml').filter((block) => block.includes('headwater.dev/policy'));
    expect(Object.values(filesBelow(join(ROOT, 'output')))).toContain(manifest);
  });

  test.skipIf(!HAS_GIT).each(shown)(`is what the program prints: %s${NEEDS_GIT}`, (page) => {
    const copy = copyOfExample('policies', 'cluster-state', 'output');
    cpSync(join(ROOT, 'docs', 'examples'), join(copy, 'docs', 'examples'), { recursive: true });
    commitAll(copy);
    symlinkSync(join(ROOT, 'dist'), join(copy, 'dist'));
    for (const { command, output } of blocks(page, 'console').flatMap(steps)) {
      const { stdout, stderr } = shell(copy, command, READER);
      expect(`${stdout}${stderr}`.trimEnd(), `${relative(ROOT, page)}: ${command}`).toMatch(output);
    }
  });
});
