// Every face of one preview by the built program, each as text: what is compressed in the page is taken out of it.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Report } from '../../src/report/index.ts';
import { aFolder, cli, type Ran } from './cli.ts';

/** What a preview showed. */
export interface Faces extends Ran {
  readonly report: Report;
  readonly markdown: string;
  readonly html: string;
  /** What the page's script reads. */
  readonly pageData: string;
  readonly sarif: string;
  /** All of it in one text. */
  readonly everything: string;
}

/** Runs `headwater preview --verbose` with every face. */
export function facesOf(cwd: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Faces {
  const folder = join(aFolder(), 'faces');
  mkdirSync(folder);
  const [json, markdown, html, sarif] = ['json', 'md', 'html', 'sarif'].map((ending) => join(folder, `x.${ending}`));
  const files = [`--json=${json}`, `--markdown=${markdown}`, `--html=${html}`, `--sarif-file=${sarif}`];
  const ran = cli(cwd, ['preview', '--verbose', ...files, ...args], { env });
  const read = (path = ''): string => readFileSync(path, 'utf8');
  const page = read(html);
  const pageData = dataOf(page);
  const texts = [ran.stdout, ran.stderr, read(json), read(markdown), page, pageData, read(sarif)];
  return {
    ...ran,
    report: JSON.parse(read(json)) as Report,
    markdown: read(markdown),
    html: page,
    pageData,
    sarif: read(sarif),
    everything: texts.join('\n'),
  };
}

function dataOf(page: string): string {
  const [, type = '', data = ''] = /<script id="data" type="([^"]*)">([^<]*)<\/script>/.exec(page) ?? [];
  if (data === '') return '';
  return type === 'application/json' ? data : gunzipSync(Buffer.from(data, 'base64')).toString('utf8');
}
