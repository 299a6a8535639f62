// Pull requests that mean harm: to read what is secret, to write what others would believe, to make a run fail or a reviewer look away. A
// preview shows them as what they are.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { FLAG_INPUTS, InputError, readInputs } from '../../src/action/inputs.ts';
import { runAction } from '../support/action.ts';
import { toJson } from '../../src/report/index.ts';
import { commentOn } from '../../src/run/preview/comment.ts';
import { aFolder, cli } from '../support/cli.ts';
import { aGitHub } from '../support/github-service.ts';
import { FULL_REPORT, HOSTILE_TEXTS, withTexts } from '../support/hostile-report.ts';
import { cloneOf, aGitProject, HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { markdownProblems } from '../support/markdown-structure.ts';
import { facesOf, type Faces } from '../support/preview-faces.ts';
import { DENY_ALL } from '../support/sample-policies.ts';
import type { Files } from '../support/project.ts';
import { clusterPolicy, namespaces } from './inputs.ts';

const MAIN = ['--base', 'main'];

/** These files on main with a run after them, and a branch with those. */
async function aChange(before: Files, after: Files, branch = 'change'): Promise<GitProject> {
  const project = aGitProject(before);
  await project.reconcile({ secrets: 'plain' });
  project.commit('reconcile');
  project.branch(branch);
  project.write(after);
  return project;
}

function fromFork(project: GitProject): Readonly<Record<string, string>> {
  const path = join(project.home, 'event.json');
  const side = (name: string) => ({ repo: { full_name: name } });
  writeFileSync(path, JSON.stringify({ number: 7, pull_request: { head: side('mallory/r'), base: side('o/r') } }));
  return { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: path };
}

describe.skipIf(!HAS_GIT)(`B91: a fork and the secrets around it${NEEDS_GIT}`, () => {
  const [OLD, NEW, LABEL] = ['old-horse-battery-1', 'new-staple-correct-2', 'label-of-a-secret-3'];
  const [GONE, ANNOTATED, FIXED] = ['gone-horse-battery-4', 'annotated-staple-5', 'fixed-staple-value-6'];
  const JSON_INSIDE = 'inner-value-of-json-7';
  const VALUES = [OLD, NEW, LABEL, GONE, ANNOTATED, FIXED, JSON_INSIDE];

  function secret(name: string, value: string, more = ''): string {
    const inside = btoa(JSON.stringify({ a: JSON.stringify({ token: JSON_INSIDE }) }));
    const applied = JSON.stringify({ stringData: { v: ANNOTATED } });
    return `apiVersion: v1
kind: Secret
metadata:
  name: ${name}
  namespace: vault
  annotations: {kubectl.kubernetes.io/last-applied-configuration: '${applied}', note: x}
  labels: {tier: ${LABEL}}
${more}stringData: {v: ${value}, a: ${ANNOTATED}, l: ${LABEL}}
data: {j: ${inside}}
`;
  }

  const RULE = (name: string, kind: string, generate: string): string => `- name: ${name}
  match: {any: [{resources: {kinds: [${kind}]}}]}
  context:
  - name: login
    apiCall: {urlPath: /api/v1/namespaces/vault/secrets/login}
  - name: value
    variable: {jmesPath: "login.stringData.v"}
  - name: inner
    variable: {jmesPath: "login.data.j | base64_decode(@) | parse_json(@).a | parse_json(@).token"}
  generate:
    synchronize: true
    ${generate.trim().replaceAll('\n', '\n    ')}`;
  const IN = 'namespace: "{{request.object.metadata.name}}"';
  const POLICY = clusterPolicy(
    'leaks',
    `- name: clone
  match: {any: [{resources: {kinds: [Namespace]}}]}
  generate: {synchronize: true, apiVersion: v1, kind: Secret, name: login, ${IN}, clone: {namespace: vault, name: login}}`,
    RULE(
      'plain',
      'Namespace',
      `apiVersion: v1\nkind: Secret\nname: made\n${IN}\ndata: {immutable: true, stringData: {v: "{{ value }}"}}`,
    ),
    RULE(
      'copied',
      'Namespace',
      `apiVersion: v1\nkind: ConfigMap\nname: copied\n${IN}\ndata: {metadata: {labels: {l: "{{ value }}"}}, data: {a: "x {{ value }}", b: "{{ value | base64_encode(@) }}", c: "{{ inner }}"}}`,
    ),
    RULE('named', 'Namespace', `apiVersion: v1\nkind: ConfigMap\nname: "n-{{ value }}"\n${IN}\ndata: {data: {a: b}}`),
    RULE(
      'bound',
      'Namespace',
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nname: bound\n${IN}\ndata: {roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "{{ value }}"}, subjects: [{kind: User, name: "{{ value }}"}]}`,
    ),
    RULE(
      'fails',
      'Namespace',
      `apiVersion: v1\nkind: ConfigMap\nname: failing\n${IN}\ndata: {data: {a: "{{ to_number(value) | add(@, '1') }}", b: "{{ parse_json(value) }}"}}`,
    ),
    `- name: of-secrets
  match: {any: [{resources: {kinds: [Secret], namespaces: [vault]}}]}
  generate: {synchronize: true, apiVersion: v1, kind: ConfigMap, name: "of-{{request.object.metadata.name}}", namespace: vault, data: {data: {v: "{{request.object.stringData.v}}", l: "{{request.object.metadata.labels.tier}}"}}}`,
  );

  const BASE = {
    'policies/p.yaml': POLICY,
    'cluster-state/all.yaml': namespaces('vault', 'team-a', 'team-b'),
    'cluster-state/login.yaml': secret('login', OLD),
    'cluster-state/fixed.yaml': secret('fixed', FIXED, 'immutable: true\n'),
    'cluster-state/gone.yaml': secret('gone', GONE),
  };

  test('no value is in any face, whatever rules do with it, whichever key lies in the environment', async () => {
    const project = await aChange(BASE, {
      'cluster-state/login.yaml': secret('login', NEW)
        .replace('note: x', `note: ${NEW}`)
        .replace(`tier: ${LABEL}`, 'tier: other'),
      'cluster-state/fixed.yaml': secret('fixed', `${FIXED}x`, 'immutable: true\n'),
      'cluster-state/more.yaml': namespaces('team-c'),
    });
    project.remove('cluster-state/gone.yaml');
    const keys = {
      SOPS_AGE_KEY: 'AGE-SECRET-KEY-1Q',
      HEADWATER_DIGEST_KEY: 'key-of-digests',
      GITHUB_TOKEN: 'ghs_0123456789',
    };
    for (const env of [keys, { ...fromFork(project), ...keys }]) {
      const { report, everything, status } = facesOf(project.root, [...MAIN, '--secrets', 'plain'], env);
      expect(report.preview?.computed, everything.slice(0, 2000)).toBe(true);
      expect(report.preview!.groups.length).toBeGreaterThan(6);
      expect(report.preview!.risks.map(({ code }) => code)).toContain('secret-clear-text');
      for (const value of [...VALUES, ...Object.values(keys)]) {
        const at = [value, btoa(value), encodeURIComponent(value)].map((text) => everything.indexOf(text));
        expect(at.map((index) => (index < 0 ? '' : everything.slice(index - 80, index + 60)))).toEqual(['', '', '']);
      }
      expect(status).toBe(1);
    }
  });

  test('the action prints, annotates and keeps none either', async () => {
    const project = await aChange(BASE, { 'cluster-state/login.yaml': secret('login', NEW) });
    const ran = runAction({
      workspace: project.root,
      inputs: { base: 'main', secrets: 'plain', comment: 'false', token: 'ghs_0123456789' },
      env: { HEADWATER_DIGEST_KEY: 'key-of-digests' },
    });
    const told = `${ran.stdout.replace('::add-mask::ghs_0123456789', '')}${ran.stderr}${JSON.stringify(ran.outputs)}${ran.summary}`;
    expect(ran.outputs['changed']).toBe('true');
    for (const value of [...VALUES, 'ghs_0123456789', 'key-of-digests']) expect(told).not.toContain(value);
  });
});

describe.skipIf(!HAS_GIT)(`what a repository and its surroundings say${NEEDS_GIT}`, () => {
  const FILES = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaces('a') };

  test.each([['https://user:pa55word-of-it@git.invalid/o/r.git'], ['https://pa55word-of-it@git.invalid/o/r.git']])(
    'B94: credentials in the address of a remote are in nothing: %s',
    async (address) => {
      const project = await aChange(FILES, { 'cluster-state/b.yaml': namespaces('b') });
      project.git('remote', 'add', 'origin', address);
      project.git('config', 'http.https://git.invalid/.extraheader', 'AUTHORIZATION: basic pa55word-of-it');
      const env = { CI_JOB_URL: address, HEADWATER_PAGE_ADDRESS: address, GITHUB_SERVER_URL: address };
      for (const args of [MAIN, [], ['--base', 'nowhere'], ['--head', 'nowhere'], ['--base', address]]) {
        const { stdout, stderr } = cli(project.root, ['preview', '--verbose', '--markdown', '-', ...args], { env });
        if (args[1] !== address) expect(stdout + stderr).not.toContain('pa55word-of-it');
      }
      expect(facesOf(project.root, MAIN, env).everything).not.toContain('pa55word-of-it');
    },
  );

  const NO_REFERENCES = [
    '--upload-pack=touch pwned',
    '-x',
    'a..b',
    'a\nb',
    'a\u001b[2J',
    '',
    ' ',
    'a b',
    'x^{/y',
    '../../etc/passwd',
    '@{-1}',
    '\u202e',
  ];

  test.each(NO_REFERENCES)('B98: %j is no reference, on either side', async (reference) => {
    const project = await aChange(FILES, {});
    for (const args of [[`--base=${reference}`], [...MAIN, `--head=${reference}`]]) {
      const { status, stdout, stderr } = cli(project.root, ['preview', ...args]);
      expect({ status, control: /[^\P{Cc}\n]|\u202e/u.test(stdout + stderr) }).toEqual({ status: 2, control: false });
    }
    expect(project.files('.')['pwned']).toBeUndefined();
  });

  test('a base without common history names the depth to fetch, or says that there is none', async () => {
    const project = await aChange(FILES, { 'cluster-state/b.yaml': namespaces('b') });
    project.commit();
    const shallow = cloneOf(project, '--depth', '1', '--no-single-branch');
    const told = facesOf(shallow.root, ['--base', 'origin/main']);
    expect(told.status).toBe(2);
    expect(told.everything).toContain('git fetch --unshallow');
    expect(told.report.preview?.computed).toBe(false);
    project.git('checkout', '-q', '--orphan', 'alone');
    project.commit('alone');
    const unrelated = facesOf(project.root, MAIN);
    expect(unrelated.status).toBe(2);
    for (const face of [unrelated.stdout, unrelated.markdown, unrelated.html])
      expect(face).toMatch(/have no common history/);
  });

  test('a head that does not parse is a page, a comment and a report with the errors', async () => {
    const project = await aChange(FILES, { 'policies/broken.yaml': 'kind: [\n', 'policies/deny.yaml': 'a: &a [*a]\n' });
    const { status, markdown, html, sarif, report } = facesOf(project.root, MAIN);
    expect(status).toBe(2);
    expect(report.preview).toMatchObject({ computed: false, groups: [] });
    for (const face of [markdown, html, sarif]) expect(face).toContain('policies/broken.yaml');
    expect(markdownProblems(markdown)).toEqual([]);
  });
});

describe.skipIf(!HAS_GIT)(`text of a pull request that would be more${NEEDS_GIT}`, () => {
  const HOSTILE = [
    '@team #12 a@b.example',
    '](https://evil.example)',
    '![x](https://evil.example/x.png) <img src=https://evil.example/x>',
    '<!-- headwater:preview id=output -->',
    '</details></summary><script>alert(1)</script>',
    '``` ````` ~~~',
    '::set-output name=changed::forged',
    '::error file=x,line=1::forged',
    '%0A::warning::forged',
    '##[error]forged',
    '\u202egnp.exe\u2066',
  ];

  function generating(lines: readonly string[]): string {
    const text = lines.map((line) => `        ${line}\n`).join('');
    return clusterPolicy(
      'texts',
      `- name: ${JSON.stringify(HOSTILE.slice(0, 5).join(' '))}
  match: {any: [{resources: {kinds: [Namespace]}}]}
  generate:
    synchronize: true
    apiVersion: v1
    kind: ConfigMap
    name: texts
    namespace: "{{request.object.metadata.name}}"
    data:
      data:
        ${JSON.stringify(HOSTILE[1])}: x
        x: |
  ${text.replaceAll('\n        ', '\n          ')}
`,
    );
  }

  const FILES = { 'cluster-state/a.yaml': namespaces('a') };

  test('B99, B101: in names, branches, files and manifests it is text in the comment and on the page', async () => {
    const file = 'policies/](https:x)@team <b>`.yaml';
    const project = await aChange(
      FILES,
      { [file]: generating(HOSTILE), 'policies/<!-- headwater -->.yaml': 'kind: [\n@team: `x`' },
      'x/@team-`a`-](evil)',
    );
    for (const remove of [false, true]) {
      if (remove) project.remove('policies/<!-- headwater -->.yaml');
      const { markdown, html, pageData, report } = facesOf(project.root, MAIN);
      expect(report.preview?.computed).toBe(remove);
      expect(markdownProblems(markdown)).toEqual([]);
      expect(markdown.match(/<!--/g) ?? []).toEqual([]);
      expect(html.match(/<script/g)?.length).toBe(remove ? 2 : undefined);
      // The page's data are JSON, of which each text is drawn as the rest is.
      const drawn = html.replace(pageData, '');
      const [found] = /<img|<!--|alert\(1\)<\/script>|\u202e/.exec(drawn) ?? [];
      expect(found).toBeUndefined();
      expect(pageData).not.toMatch(/</);
    }
  });

  test('B101: a fence is longer than any in the manifest', async () => {
    const project = await aChange(FILES, {
      'policies/p.yaml': generating(['```', '````', '`'.repeat(40), '</details>']),
    });
    const { markdown } = facesOf(project.root, MAIN);
    expect(markdown).toContain('`'.repeat(41));
    expect(markdownProblems(markdown)).toEqual([]);
  });

  test('B100: five mebibytes of difference are one comment, closed everywhere, with all counts', async () => {
    const policy = clusterPolicy(
      'large',
      `- name: r
  match: {any: [{resources: {kinds: [ConfigMap]}}]}
  generate: {synchronize: true, apiVersion: v1, kind: ConfigMap, name: "copy-{{request.object.metadata.name}}", namespace: b, data: {data: "{{request.object.data}}"}}`,
    );
    const many = Array.from({ length: 13 }, (_, index) => {
      const lines = Array.from({ length: 450 }, (_, at) => `  k${at}: "${`${index}-${at} \`\`\` @team `.repeat(60)}"`);
      return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m${index}, namespace: a}\ndata:\n${lines.join('\n')}\n`;
    });
    const project = await aChange(
      { ...FILES, 'policies/p.yaml': policy },
      { 'cluster-state/m.yaml': many.join('---\n') },
    );
    const { markdown, html, report } = facesOf(project.root, MAIN, {
      HEADWATER_PAGE_ADDRESS: 'https://ci.example/page',
    });
    const size = report.preview!.groups.reduce((sum, { diff }) => sum + diff.length, 0);
    expect(size).toBeGreaterThan(5 * 1024 ** 2);
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdownProblems(markdown)).toEqual([]);
    expect(markdown).toContain(`**+${report.counts.created} added**`);
    expect(markdown).toContain('https://ci.example/page');
    expect(html.length).toBeGreaterThan(100_000);
  });

  test('B102: nothing of it is a command of the runner', async () => {
    const file = 'policies/::error::x%0A,line=9:.yaml';
    const project = await aChange(FILES, {
      'policies/p.yaml': generating(HOSTILE),
      [file]: 'kind: [\n::set-output name=changed::forged\n',
      'cluster-state/x\n::error::forged.yaml': '::error::forged\r::set-output name=a::b\n',
    });
    for (const verbose of ['true', 'false']) {
      const { commands, outputs, summary } = runAction({
        workspace: project.root,
        inputs: { base: 'main', comment: 'false', verbose },
      });
      for (const line of commands)
        expect(line).toMatch(/^::(error|warning|notice) (file=[^:,]*,line=\d+,col=\d+,)?title=[^:]*::[^\r\n]*$/);
      expect(Object.values(outputs)).not.toContain('forged');
      expect(markdownProblems(summary)).toEqual([]);
    }
  });
});

describe.skipIf(!HAS_GIT)(`the action among hostile variables${NEEDS_GIT}`, () => {
  const files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaces('a') };
  const text = fc.oneof(
    fc.constantFrom(
      '--output=/',
      '-',
      '--',
      '::error::x',
      'a\n::set-output name=changed::forged',
      '../../..',
      '%0A::x',
      '\u2028::x',
      '/',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const names = Object.keys(FLAG_INPUTS);

  test('an input is the value of its own flag, or is refused: no other flag, no line, no command', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names, 'paths'), text, { maxKeys: 5 }), (inputs) => {
        const env = Object.fromEntries(
          Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
        );
        let args: readonly string[] = [];
        try {
          ({ args } = readInputs(env));
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
        for (const arg of args) {
          expect(arg).not.toMatch(/\p{Cc}/u);
          const [, flag] = /^--([a-z-]+)=/.exec(arg) ?? [];
          if (flag === undefined) expect(arg).not.toMatch(/^-/);
          else expect(Object.keys(inputs)).toContain(flag);
        }
      }),
    );
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['an event that is none', { GITHUB_EVENT_PATH: '/dev/null', GITHUB_EVENT_NAME: 'pull_request' }],
    ['an event that never ends', { GITHUB_EVENT_PATH: '/dev/zero', GITHUB_EVENT_NAME: 'pull_request' }],
    ['an event that is a folder', { GITHUB_EVENT_PATH: '/', GITHUB_EVENT_NAME: 'pull_request' }],
    ['no event', { GITHUB_EVENT_PATH: '/nowhere', GITHUB_EVENT_NAME: 'pull_request_review' }],
    ['an output that is a folder', { GITHUB_OUTPUT: '/' }],
    ['a summary that is a folder', { GITHUB_STEP_SUMMARY: '/' }],
    ['a summary nowhere', { GITHUB_STEP_SUMMARY: '/nowhere/x' }],
    ['temporary files nowhere', { RUNNER_TEMP: '/nowhere' }],
  ])('%s ends in words, not in a trace', (_, env) => {
    const project = aGitProject(files);
    const { status, stdout, stderr, commands } = runAction({
      workspace: project.root,
      inputs: { base: 'HEAD', comment: 'false' },
      env,
    });
    expect([0, 1, 2]).toContain(status);
    expect(`${stdout}${stderr}`).not.toMatch(/\n {4}at |node:internal/);
    for (const line of commands) expect(line).toMatch(/^::(error|warning|notice) /);
  });
});

describe('a report of another job', () => {
  const GIVEN = JSON.parse(toJson(FULL_REPORT)) as Record<string, unknown>;

  /** Shown from a file, without a forge. */
  function shown(report: unknown): Faces {
    const folder = aFolder();
    writeFileSync(join(folder, 'report.json'), typeof report === 'string' ? report : JSON.stringify(report));
    return facesOf(folder, ['--from', 'report.json']);
  }

  test('that is hostile in every text is shown as text', () => {
    // A line more would be refused: the lines of a difference are counted.
    const texts = HOSTILE_TEXTS.join(' ').replaceAll('\n', ' ');
    const hostile = withTexts(FULL_REPORT, (text) => `${text} ${texts}`);
    const { status, markdown, html, pageData, stdout } = shown(toJson(hostile));
    expect(status, stdout.slice(0, 500)).not.toBe(2);
    expect(markdownProblems(markdown)).toEqual([]);
    expect(html.replace(pageData, '')).not.toMatch(/<img|<!--|\u202e/);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test.each<[string, unknown]>([
    ['another version with words of its own', { ...GIVEN, version: '99.0.0', changes: [{ action: 'teleport' }] }],
    ['another form', { ...GIVEN, apiVersion: 'headwater.dev/v9', preview: undefined }],
    ['another kind', { ...GIVEN, kind: 'ReconcileReport' }],
    ['a prototype', '{"__proto__": {"kind": "Preview"}, "constructor": {"prototype": {"x": 1}}}'],
    ['counts that are none', { ...GIVEN, counts: { created: -1, updated: 1e300, deleted: '1' } }],
    ['too deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['no JSON', '::error::x'],
    ['nothing', ''],
  ])('of %s is refused in words', (_, report) => {
    const folder = aFolder();
    writeFileSync(join(folder, 'report.json'), typeof report === 'string' ? report : JSON.stringify(report));
    const { status, stdout, stderr } = cli(folder, ['preview', '--from', 'report.json', '--html', 'page.html']);
    expect({ status, isRefused: stdout.includes('forge/report-invalid') }).toEqual({ status: 2, isRefused: true });
    expect(stderr).toBe('');
    expect(existsSync(join(folder, 'page.html'))).toBe(false);
  });

  test('has no marker but the one that Headwater writes', async () => {
    const github = await aGitHub();
    github.state.comments.push({
      id: 1,
      login: 'mallory',
      hidden: false,
      body: '<!-- headwater:preview id=output -->\nmine',
    });
    const marker = '<!-- headwater:preview id=output -->';
    const { preview } = withTexts(FULL_REPORT, () => marker);
    const report = { ...FULL_REPORT, preview: { ...preview!, output: `x -->\n${marker}`, pullRequest: 7 } };
    const told = await commentOn(report, {
      ...{ forge: 'github', key: undefined, mode: 'update', when: 'always', overflow: 'split', env: github.env },
      ...{ isForeign: false, progress: () => undefined },
    });
    expect(told).toEqual([]);
    expect(github.state.comments[0]!.body).toBe(`${marker}\nmine`);
    for (const { body } of github.state.comments.slice(1)) {
      expect(body.split('\n')[0]).toMatch(/^<!-- headwater:preview id=[A-Za-z0-9%._/~-]+ -->$/);
      expect(body.match(/<!--/g)).toHaveLength(1);
      expect(body.startsWith(marker)).toBe(false);
    }
  });
});

test('the example workflows put nothing of others into a script, name commits, and leave pull_request_target alone', () => {
  const folder = join(import.meta.dirname, '..', '..', 'docs', 'examples', 'workflows');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yml'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    const workflow = load(text) as {
      on: unknown;
      permissions?: unknown;
      jobs: Record<string, { steps: { run?: string; uses?: string; with?: Record<string, unknown> }[] }>;
    };
    expect(JSON.stringify(workflow.on)).not.toContain('pull_request_target');
    expect(workflow.permissions).toBeTypeOf('object');
    for (const { run = '', uses = 'a@b', with: given } of Object.values(workflow.jobs).flatMap(({ steps }) => steps)) {
      expect(run).not.toContain('${{');
      expect(uses).toMatch(/^[\w./-]+@\w+$/);
      expect(JSON.stringify(given ?? {})).not.toMatch(/head_ref|\.title|\.body|head\.ref|head_branch/);
      if (name === 'preview-comment.yml') expect(uses).not.toContain('checkout');
    }
  }
});
