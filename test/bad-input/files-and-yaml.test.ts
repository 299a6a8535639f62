// Files that are broken, hostile or merely odd, put among the policies and the inventory of a project that has run before.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, ftruncateSync, mkdirSync, openSync, closeSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Project } from '../support/project.ts';
import {
  SECRET_VALUE,
  carriedOut,
  configMapRule,
  everything,
  headwater,
  namespace,
  ofCode,
  refused,
  settled,
  tenants,
  TENANTS,
  trigger,
} from './tenants.ts';

const COPY = configMapRule(`
apiVersion: v1
kind: ConfigMap
name: copy
namespace: team-a
data:
  data: "{{request.object.data}}"
`);

/** Both kinds of input, by the folder they are in. */
const FOLDERS = ['policies', 'cluster-state'] as const;

describe('B01, B02: what is not valid YAML', () => {
  const BROKEN: readonly (readonly [string, string, number])[] = [
    ['a tab as indentation', 'apiVersion: v1\nkind: Namespace\nmetadata:\n\tname: team-b\n', 4],
    ['an unclosed quote', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: "team-b\n', 4],
    ['a key without its colon', 'apiVersion: v1\nkind Namespace\nmetadata:\n  name: team-b\n', 2],
  ];

  for (const [name, text, line] of BROKEN) {
    test(`B01: an inventory file with ${name} is named with line and column, and nothing is deleted`, async () => {
      const project = await tenants();
      project.write({ 'cluster-state/team-a.yaml': text });
      const [error] = ofCode(await refused(project), 'load/syntax');
      expect(error?.file).toContain('cluster-state/team-a.yaml');
      expect(Math.abs((error?.line ?? 0) - line)).toBeLessThanOrEqual(1);
      expect(error?.column).toBeGreaterThan(0);
    });
  }

  test('B01: a broken line of a Secret is not quoted', async () => {
    const project = await tenants();
    const secret = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  token: "${SECRET_VALUE}\n\tx: ${SECRET_VALUE}\n`;
    project.write({ 'cluster-state/secret.yaml': secret });
    ofCode(await refused(project), 'load/syntax');
    project.remove('cluster-state/secret.yaml');
    project.write({ 'cluster-state/secret.json': `{"kind": "Secret", "stringData": {"token": "${SECRET_VALUE}` });
    ofCode(await refused(project), 'load/syntax');
  });

  test('B01: every broken file is told in one run', async () => {
    const project = await tenants();
    project.write({ 'cluster-state/b.yaml': 'a: "b', 'cluster-state/c.yaml': '[', 'policies/d.yaml': '{' });
    const files = (await refused(project)).map(({ file }) => file?.split('/').at(-1));
    expect([...new Set(files)].sort()).toEqual(['b.yaml', 'c.yaml', 'd.yaml']);
  });

  test('B02: a policy file that is not valid YAML is never read as a deleted policy', async () => {
    for (const text of BROKEN.map(([, broken]) => broken)) {
      const project = await tenants();
      project.write({ 'policies/tenants.yaml': `${TENANTS}---\n${text}` });
      const [error] = ofCode(await refused(project), 'load/syntax');
      expect(error?.file).toContain('policies/tenants.yaml');
      expect(error?.line).toBeGreaterThan(TENANTS.split('\n').length);
      project.write({ 'policies/tenants.yaml': TENANTS.slice(0, TENANTS.indexOf('[Namespace]') + 5) });
      ofCode(await refused(project), 'load/syntax');
    }
  });
});

describe('B03, B04, B05: texts that stand for more than they are', () => {
  const BOMB = Array.from({ length: 9 }, (_, level) => {
    const inside = level === 0 ? '"lol"' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array.from({ length: 9 }, () => inside).join(', ')}]\n`;
  }).join('');

  for (const folder of FOLDERS) {
    test(`B03: an alias bomb in ${folder} is refused before it is expanded`, async () => {
      const project = await tenants();
      const calm = headwater(project, ['diff']);
      project.write({ [`${folder}/bomb.yaml`]: BOMB });
      const [error] = ofCode(await refused(project), 'load/limit');
      expect(error?.file).toContain(`${folder}/bomb.yaml`);
      expect(error?.message).toContain('maxNodes');
      const before = everything(project.root);
      const run = headwater(project, ['reconcile', '--no-commit']);
      expect(run.status).toBe(2);
      expect(run.stdout).toContain(`${folder}/bomb.yaml:`);
      expect(everything(project.root)).toEqual(before);
      expect(calm.status).toBe(0);
      expect(run.peak).toBeLessThan(calm.peak + 100);
    });

    test(`B04: an anchor in ${folder} that holds itself is refused, and the run ends`, async () => {
      for (const text of ['a: &a [*a]\n', 'a: &a\n  b: *a\n', '&a [&b [*a, *b]]\n']) {
        const project = await tenants();
        project.write({ [`${folder}/loop.yaml`]: text });
        const [error] = ofCode(await refused(project), 'load/syntax');
        expect(error?.file).toContain(`${folder}/loop.yaml`);
      }
    });

    test(`B05: ten thousand levels of nesting in ${folder} hit the depth limit, not the stack`, async () => {
      const levels = 10_000;
      const deep: Readonly<Record<string, string>> = {
        'deep.yaml': '['.repeat(levels) + ']'.repeat(levels),
        'maps.yaml': '{a: '.repeat(levels) + '}'.repeat(levels),
        'block.yaml': Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
        'dashes.yaml': `${'- '.repeat(levels)}x`,
        'deep.json': '['.repeat(levels) + ']'.repeat(levels),
        'maps.json': '{"a":'.repeat(levels) + '1' + '}'.repeat(levels),
        'open.yaml': '['.repeat(levels),
      };
      for (const [name, text] of Object.entries(deep)) {
        const project = await tenants();
        project.write({ [`${folder}/${name}`]: text });
        const [error] = await refused(project);
        expect(error).toMatchObject({ code: 'load/limit', file: expect.stringContaining(name) as string });
        expect(error?.message).toContain('maxDepth');
      }
    });
  }
});

describe('B06 to B11: what a scalar and a map may be', () => {
  test('B06: a key that is there twice is refused with both lines', async () => {
    for (const folder of FOLDERS) {
      const project = await tenants();
      project.write({ [`${folder}/twice.yaml`]: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  name: b\n' });
      const [error] = ofCode(await refused(project), 'load/duplicate-key');
      expect(error?.line).toBe(5);
      expect(error?.message).toContain('line 4');
    }
    const project = await tenants();
    project.write({ 'cluster-state/twice.json': '{\n"kind": "Namespace",\n"kind": "Pod"\n}' });
    const [error] = ofCode(await refused(project), 'load/duplicate-key');
    expect([error?.line, error?.message.includes('line 2')]).toEqual([3, true]);
  });

  test('B07: a merge key is resolved as Kubernetes resolves it', async () => {
    const project = await tenants({
      'policies/copy.yaml': COPY,
      'cluster-state/trigger.yaml': `${trigger()}data:\n  <<: {a: merged, b: merged}\n  b: own\n`,
    });
    expect(project.read('output/team-a/configmap_copy.yaml')).toContain('data:\n  a: merged\n  b: own\n');
  });

  test('B07: a tag that Kubernetes does not know is refused at its line', async () => {
    for (const tag of ['!!js/function', '!custom', '!!python/object:os.system', '!!set']) {
      const project = await tenants();
      project.write({ 'cluster-state/tag.yaml': `${trigger()}data:\n  a: ${tag} "return 1"\n` });
      const [error] = ofCode(await refused(project), 'load/syntax');
      expect(error).toMatchObject({ line: 7, message: expect.stringContaining('tag') as string });
    }
  });

  test('B07: binary and timestamps stay texts as Kubernetes reads them', async () => {
    const project = await tenants({
      'policies/copy.yaml': COPY,
      'cluster-state/trigger.yaml': `${trigger()}data:\n  a: !!binary aGVsbG8=\n  b: !!timestamp 2001-12-14\n  c: 2001-12-14\n`,
    });
    expect(project.read('output/team-a/configmap_copy.yaml')).toContain(
      'data:\n  a: hello\n  b: "2001-12-14"\n  c: "2001-12-14"\n',
    );
    await settled(project);
  });

  test('B08: scalars that readers disagree about are read as Kubernetes does and written so that all agree', async () => {
    const project = await tenants({
      'policies/copy.yaml': COPY,
      'cluster-state/trigger.yaml': `${trigger()}data:
  a: NO
  b: on
  c: 0777
  d: 1e3
  e: 1_000
  f: 12:30:45
  g: "NO"
  h: "0777"
  i: "1e3"
  j: "12:30:45"
  k: "1_000"
  l: "~"
`,
    });
    const text = project.read('output/team-a/configmap_copy.yaml');
    expect(text).toContain(
      [
        'data:',
        '  a: false',
        '  b: true',
        '  c: 511',
        '  d: 1000',
        '  e: 1000',
        '  f: "12:30:45"',
        '  g: "NO"',
        '  h: "0777"',
        '  i: "1e3"',
        '  j: "12:30:45"',
        '  k: "1_000"',
        '  l: "~"',
        '',
      ].join('\n'),
    );
    await settled(project);
  });

  test('B09: every digit of a large integer survives, 1.0 is 1 and -0 is 0', async () => {
    const project = await tenants({
      'policies/copy.yaml': COPY,
      'cluster-state/trigger.yaml': `${trigger()}data:\n  a: 9007199254740993\n  b: 1.0\n  c: -0\n  d: -9223372036854775808\n  e: 18446744073709551615\n`,
    });
    const text = project.read('output/team-a/configmap_copy.yaml');
    expect(text).toContain('data:\n  a: 9007199254740993\n  b: 1\n  c: 0\n  d: -9223372036854775808\n');
    await settled(project);
  });

  test('B10: a byte order mark and CRLF are accepted', async () => {
    const project = await tenants();
    project.write({ 'cluster-state/team-b.yaml': `\ufeff${namespace('team-b').replaceAll('\n', '\r\n')}` });
    await carriedOut(project, 0);
    expect(project.manifests()).toHaveProperty('team-b/networkpolicy.networking.k8s.io_deny-all.yaml');
    for (const text of Object.values(project.files('output'))) expect(text).not.toMatch(/\r|\ufeff/);
  });

  test('B10: a lone CR ends a line, as in YAML', async () => {
    const project = await tenants();
    project.write({ 'cluster-state/team-b.yaml': namespace('team-b').replaceAll('\n', '\r') });
    await carriedOut(project, 0);
    expect(project.manifests()).toHaveProperty('team-b/networkpolicy.networking.k8s.io_deny-all.yaml');
  });

  test('B10: UTF-16, NUL and bytes that are no UTF-8 are refused by name', async () => {
    const text = namespace('team-b');
    const encodings: readonly (readonly [Buffer, RegExp])[] = [
      [Buffer.from(`\ufeff${text}`, 'utf16le'), /UTF-16/],
      [Buffer.from(text, 'utf16le'), /UTF-16/],
      [Buffer.from(text.replace('team-b', 'team\u0000b')), /NUL/],
      [Buffer.concat([Buffer.from(text), Buffer.from([0x23, 0xff, 0xfe, 0x0a])]), /UTF-8/],
    ];
    for (const [bytes, named] of encodings) {
      for (const folder of FOLDERS) {
        const project = await tenants();
        writeFileSync(join(project.root, folder, 'odd.yaml'), bytes);
        const [error] = ofCode(await refused(project), 'load/encoding');
        expect(error?.message).toMatch(named);
        expect(error?.file).toContain(`${folder}/odd.yaml`);
      }
    }
  });

  test('B10: line separators and control characters are escaped on output', async () => {
    const odd = 'a\u2028b\u2029c\u0085d\u0007e\u001bf\u007fg\ufeffh';
    const project = await tenants({
      'policies/copy.yaml': COPY,
      'cluster-state/trigger.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'trigger', namespace: 'team-a' },
        data: { a: odd, b: 'x\r\ny', c: 'x\ry' },
      }),
    });
    const text = project.read('output/team-a/configmap_copy.yaml');
    // eslint-disable-next-line no-control-regex -- these are the characters that may not stand there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/);
    expect(text.toLowerCase()).toContain('\\u2028');
    await settled(project);
  });

  test('B11: half of a surrogate pair in JSON is refused', async () => {
    for (const half of ['\\ud800', '\\udc00', '\\ud800x']) {
      const project = await tenants();
      project.write({
        'cluster-state/half.json': `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},\n"data":{"a":"${half}"}}`,
      });
      const [error] = ofCode(await refused(project), 'load/encoding');
      expect(error?.line).toBe(2);
    }
  });
});

describe('B12 to B16: how files are divided, and how much there may be', () => {
  test('B12: empty documents are skipped, and --- inside a block scalar divides nothing', async () => {
    const project = await tenants({
      'policies/copy.yaml': `---\n# nothing\n---\n${COPY}---\n---\n`,
      'cluster-state/trigger.yaml': `# first\n---\n\n---\n# only a comment\n---\n${trigger()}data:\n  a: |\n    one\n    ---\n    two\n---\n`,
    });
    expect(project.read('output/team-a/configmap_copy.yaml')).toContain('  a: |\n    one\n    ---\n    two\n');
  });

  test('B13: a List in a List is flattened, and items: null is empty', async () => {
    const project = await tenants();
    project.write({
      'cluster-state/list.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'b' } }] },
          { apiVersion: 'v1', kind: 'NamespaceList', items: [{ metadata: { name: 'c' } }] },
          { apiVersion: 'v1', kind: 'List', items: null },
        ],
      }),
      'policies/list.yaml': 'apiVersion: v1\nkind: List\nitems: null\n',
    });
    const { report } = await carriedOut(project, 0);
    expect(report.changes.map(({ resource }) => resource.namespace).sort()).toEqual(['b', 'b', 'c', 'c']);
  });

  test('B13: an item that is no object, and items that are no list, are refused by place', async () => {
    for (const folder of FOLDERS) {
      const project = await tenants();
      project.write({ [`${folder}/list.yaml`]: 'apiVersion: v1\nkind: List\nitems:\n- kind: A\n- text\n' });
      const [error] = ofCode(await refused(project), 'load/list-item');
      expect(error?.message).toContain('items[1]');
      expect(error?.line).toBe(5);
      project.write({ [`${folder}/list.yaml`]: 'apiVersion: v1\nkind: List\nmetadata: {}\nitems: text\n' });
      expect(ofCode(await refused(project), 'load/list-item')[0]?.line).toBe(4);
    }
  });

  test('B14: JSON files with one object after the other are read, and every file written holds one', async () => {
    const object = (name: string) => JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const project = await tenants();
    project.write({ 'cluster-state/two.json': `${object('b')}\n${object('c')}${object('d')}` });
    const { report } = await carriedOut(project, 0);
    expect(report.counts.created).toBe(6);
    for (const [path, text] of Object.entries(project.manifests())) {
      expect(path).toMatch(/\.yaml$/);
      expect(text.match(/^apiVersion:/gm), path).toHaveLength(1);
      expect(text).not.toMatch(/^---/m);
    }
  });

  const SIZES: readonly (readonly [string, (project: Project, folder: string) => void, RegExp])[] = [
    ['a file of two GiB', (project, folder) => sparse(project, `${folder}/big.yaml`, 2 * 1024 ** 3), /fileBytes/],
    [
      'a million documents',
      (project, folder) => project.write({ [`${folder}/many.yaml`]: '---\na: 1\n'.repeat(1_000_000) }),
      /maxDocuments/,
    ],
    [
      'a line of 50 MiB',
      (project, folder) => project.write({ [`${folder}/line.yaml`]: `a: ${'x'.repeat(50 * 1024 ** 2)}\n` }),
      /maxLineLength/,
    ],
  ];
  for (const [name, make, limit] of SIZES) {
    test(`B15: ${name} is refused by the limit it names, within bounded memory`, async () => {
      for (const folder of FOLDERS) {
        const project = await tenants();
        make(project, folder);
        const before = everything(project.root);
        const run = headwater(project, ['reconcile', '--no-commit']);
        expect({ status: run.status, signal: run.signal }).toEqual({ status: 2, signal: null });
        expect(run.stdout).toMatch(limit);
        expect(run.stdout).toMatch(new RegExp(`${folder}/(?:big|many|line)\\.yaml`));
        expect(run.peak).toBeLessThan(400);
        expect(everything(project.root)).toEqual(before);
      }
    });
  }

  test('B15: files that are small one by one and too big together are refused', async () => {
    const project = await tenants();
    for (let index = 0; index < 5; index += 1) sparse(project, `cluster-state/${index}.json`, 250 * 1024 ** 2);
    const run = headwater(project, ['reconcile', '--no-commit']);
    expect(run.status).toBe(2);
    expect(run.stdout).toContain('totalBytes');
    expect(run.peak).toBeLessThan(3000);
  });

  test('B16: an empty file is skipped, and so is a folder without files', async () => {
    const project = await tenants();
    project.write({ 'cluster-state/empty.yaml': '', 'cluster-state/empty.json': '', 'policies/blank.yaml': '\n\n' });
    mkdirSync(join(project.root, 'cluster-state/nothing'));
    await settled(project);
  });

  test('B16: an empty policies folder is valid, and means that there are none', async () => {
    const project = await tenants();
    project.remove('policies/tenants.yaml');
    const { report } = await carriedOut(project, 0);
    expect(report.counts).toMatchObject({ deleted: 1, retained: 2 });
  });

  test('B16: a missing folder of policies or inventory is refused, and proves nothing gone', async () => {
    for (const folder of FOLDERS) {
      const project = await tenants();
      project.remove(folder);
      const [error] = ofCode(await refused(project), 'load/missing-folder');
      expect(error?.message).toContain(folder);
      const run = headwater(project, ['reconcile', '--no-commit']);
      expect(run.status).toBe(2);
      expect(run.stdout).toContain(`${folder} does not exist`);
    }
  });

  test('B16: an inventory without one object is refused while the ledger has downstreams, unless --allow-empty', async () => {
    for (const text of ['', '---\n# nothing\n', 'apiVersion: v1\nkind: List\nitems: []\n']) {
      const project = await tenants();
      project.remove('cluster-state/team-a.yaml');
      project.write({ 'cluster-state/shared.yaml': text });
      const [error] = ofCode(await refused(project), 'load/empty-inventory');
      expect(error?.help).toContain('--allow-empty');
      const { report } = await carriedOut(project, 0, { allowEmpty: true });
      expect(report.counts.deleted).toBe(2);
    }
  });

  test('B16: an inventory without one object is fine where nothing was ever written', async () => {
    const project = await tenants();
    project.remove('output');
    project.remove('cluster-state/team-a.yaml', 'cluster-state/shared.yaml');
    await carriedOut(project, 0);
  });
});

describe('B17, B18: links and what is no file', () => {
  const LINKS: readonly (readonly [string, (project: Project, folder: string) => void, string])[] = [
    ['a link to /etc/passwd', linked('/etc/passwd'), 'load/link-outside'],
    ['a link to the folder above the project', linked('../../'), 'load/link-outside'],
    ['a link to a device', linked('/dev/zero'), 'load/link-outside'],
    ['a link to itself', linked('odd.yaml'), 'load/unreadable'],
    ['a link to nothing', linked('nothing.yaml'), 'load/unreadable'],
    ['a named pipe', pipe('odd.yaml'), 'load/not-a-file'],
    [
      'a link to a named pipe',
      (project, folder) => {
        pipe('pipe')(project, folder);
        linked('pipe')(project, folder);
      },
      'load/not-a-file',
    ],
  ];
  for (const [name, make, code] of LINKS) {
    test(`B17: ${name} among the inputs is refused by name`, async () => {
      for (const folder of FOLDERS) {
        const project = await tenants();
        make(project, folder);
        const errors = ofCode(await refused(project), code);
        expect(errors.some(({ file }) => /\/(?:odd\.yaml|pipe)$/.test(file ?? ''))).toBe(true);
      }
    });
  }

  test('B17: links that stay inside are followed once, loops end', async () => {
    const project = await tenants();
    symlinkSync('.', join(project.root, 'cluster-state/again'));
    symlinkSync('../cluster-state', join(project.root, 'cluster-state/parent'));
    symlinkSync('team-a.yaml', join(project.root, 'cluster-state/other.yaml'));
    await settled(project);
  });

  test('B17: the built program does not wait on a pipe', async () => {
    const project = await tenants();
    pipe('odd.yaml')(project, 'cluster-state');
    const run = headwater(project, ['reconcile', '--no-commit']);
    expect({ status: run.status, signal: run.signal }).toEqual({ status: 2, signal: null });
    expect(run.stdout).toContain('cluster-state/odd.yaml');
  });

  test('B18: a linked folder in output that leads outside is refused before any write, and never deleted through', async () => {
    for (const change of ['update', 'delete'] as const) {
      const project = await tenants();
      const outside = await tenants();
      const theirs = join(outside.root, 'output/team-a');
      project.remove('output/team-a');
      symlinkSync(theirs, join(project.root, 'output/team-a'));
      if (change === 'delete') project.remove('cluster-state/team-a.yaml');
      else project.write({ 'policies/tenants.yaml': TENANTS.replace('[Ingress]', '[Ingress, Egress]') });
      const before = everything(outside.root);
      const [error] = ofCode(await refused(project), 'output/link');
      expect(error?.message).toContain('output/team-a');
      expect(everything(outside.root)).toEqual(before);
    }
  });

  test('B18: a linked ledger folder, a linked manifest and a linked output root are refused too', async () => {
    for (const path of ['output/.headwater', 'output/team-a/networkpolicy.networking.k8s.io_deny-all.yaml', 'output']) {
      const project = await tenants();
      const outside = await tenants();
      project.remove(path);
      symlinkSync(join(outside.root, path), join(project.root, path));
      const before = everything(outside.root);
      ofCode(await refused(project), 'output/link');
      expect(everything(outside.root)).toEqual(before);
    }
  });
});

describe('B19, B20, B21: where output may lie, and what else lies among the inputs', () => {
  test('B19: /, a home folder, what holds one and what holds the inputs are refused as output', async () => {
    const project = await tenants();
    project.write({ 'policies/more/a.txt': '' });
    const roots = ['/', '/..', homedir(), join(homedir(), '..'), '.', '', './', '..', 'policies', 'cluster-state'];
    const more = [
      'policies/more',
      'cluster-state/below',
      'output/../policies',
      project.root,
      `${project.root}/policies`,
    ];
    for (const output of [...roots, ...more]) {
      const [error] = ofCode(await refused(project, { output }), 'output/unsafe-root');
      expect(error?.help, output).toMatch(/folder of its own/);
    }
  });

  test('B19: the same through the built program, with relative and absolute paths', async () => {
    const project = await tenants();
    execFileSync('git', ['init', '-q', project.root]);
    const home = join(project.root, 'home');
    mkdirSync(home);
    const roots = [
      '/',
      '.',
      '..',
      '',
      'policies',
      'cluster-state/x',
      'home',
      './home/',
      home,
      project.root,
      '.git',
      '.git/x',
      'output/../.GIT',
    ];
    for (const output of roots) {
      const before = everything(project.root);
      const run = headwater(project, ['reconcile', '--no-commit', '--output', output], { HOME: home });
      expect(run.status, `--output ${output}: ${run.stdout}${run.stderr}`).toBe(2);
      expect(everything(project.root)).toEqual(before);
    }
    const fine = headwater(project, ['reconcile', '--no-commit', '--output', join(project.root, 'deploy/prod')], {
      HOME: home,
    });
    expect(fine.status).toBe(0);
    rmSync(join(project.root, 'output'), { recursive: true });
    expect(
      headwater(project, ['reconcile', '--no-commit', '--output', './a/../deploy/eu'], { HOME: home }).status,
    ).toBe(0);
  });

  test('B19: policies below the output root are found behind links', async () => {
    const project = await tenants();
    symlinkSync('policies', join(project.root, 'linked'));
    ofCode(await refused(project, { output: 'linked' }), 'output/unsafe-root');
    ofCode(await refused(project, { output: 'linked/below' }), 'output/unsafe-root');
  });

  test('B20: files without apiVersion, kind and name are one notice with their count', async () => {
    const project = await tenants();
    project.write({
      'cluster-state/values.yaml': 'replicaCount: 1\nimage:\n  tag: latest\n',
      'cluster-state/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
      'cluster-state/.github/workflows/ci.yaml': 'on: [push]\njobs: {}\n',
      'cluster-state/ci/list.yaml': '- one\n- two\n',
      'cluster-state/package.json': '{"name": "x"}',
    });
    const { report } = await carriedOut(project, 0);
    const notices = ofCode(report.diagnostics, 'load/not-kubernetes');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ severity: 'notice' });
    expect(notices[0]?.message).toMatch(/^5 documents/);
    await settled(project);
  });

  const IS_ROOT = process.getuid?.() === 0;
  const NOT_AS_ROOT = IS_ROOT ? ' (skipped: root may read every file)' : '';
  for (const folder of [...FOLDERS, 'output'] as const) {
    test.skipIf(IS_ROOT)(`B21: a file in ${folder} that may not be read is refused${NOT_AS_ROOT}`, async () => {
      const project = await tenants();
      const path = Object.keys(project.files(folder)).find((name) => !name.startsWith('.')) ?? '';
      chmodSync(join(project.root, folder, path), 0);
      // It cannot be compared byte for byte, so it is left out of the comparison and read when it may be again.
      const run = headwater(project, ['reconcile', '--no-commit']);
      expect(run.status).toBe(2);
      expect(run.stdout).toContain(`${folder}/${path}`);
      expect(run.stdout).toMatch(/permissions/i);
      chmodSync(join(project.root, folder, path), 0o644);
      await settled(project);
    });
  }

  test.skipIf(IS_ROOT)(`B21: a folder that may not be listed is refused${NOT_AS_ROOT}`, async () => {
    for (const folder of ['policies/more', 'cluster-state/more', 'output/team-a', 'output/.headwater/ledger']) {
      const project = await tenants();
      mkdirSync(join(project.root, folder), { recursive: true });
      chmodSync(join(project.root, folder), 0);
      onTestFinished(() => chmodSync(join(project.root, folder), 0o755));
      const run = headwater(project, ['reconcile', '--no-commit']);
      expect(run.status, run.stdout + run.stderr).toBe(2);
      expect(run.stdout).toContain(folder);
      chmodSync(join(project.root, folder), 0o755);
      await settled(project);
    }
  });

  test('B21: a file that changes while it is read is refused', async () => {
    const project = await tenants();
    const path = join(project.root, 'cluster-state/growing.yaml');
    sparse(project, 'cluster-state/growing.yaml', 240 * 1024 ** 2);
    const stop = new Int32Array(new SharedArrayBuffer(8));
    const source = `const { workerData } = require('node:worker_threads'); const fs = require('node:fs');
      Atomics.store(workerData.stop, 1, 1); Atomics.notify(workerData.stop, 1);
      while (Atomics.load(workerData.stop, 0) === 0) fs.appendFileSync(workerData.path, '# more\\n');`;
    const worker = new Worker(source, { eval: true, workerData: { stop, path } });
    while (Atomics.load(stop, 1) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const before = everything(join(project.root, 'output'));
    const run = await project.reconcile();
    Atomics.store(stop, 0, 1);
    await worker.terminate();
    expect(run.status).toBe(2);
    const [error] = ofCode(run.report.diagnostics, 'load/unreadable');
    expect(error?.message).toContain('changed while it was read');
    expect(error?.file).toContain('cluster-state/growing.yaml');
    expect(everything(join(project.root, 'output'))).toEqual(before);
  });
});

function linked(target: string): (project: Project, folder: string) => void {
  return (project, folder) => symlinkSync(target, join(project.root, folder, 'odd.yaml'));
}

function pipe(name: string): (project: Project, folder: string) => void {
  return (project, folder) => {
    expect(spawnSync('mkfifo', [join(project.root, folder, name)]).status).toBe(0);
  };
}

/** A file of this size that takes no room on disk. */
function sparse(project: Project, path: string, size: number): void {
  const descriptor = openSync(join(project.root, path), 'w');
  ftruncateSync(descriptor, size);
  closeSync(descriptor);
}
