// Runs a corpus of policies and inventories as users wrote them: `node scripts/corpus.mjs FOLDER [--only TEXT]`. The runner is
// TypeScript, bundled here on the fly.
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { NODE_BUNDLE } from './node-bundle.mjs';

const [folder, flag, only = ''] = process.argv.slice(2);
if (folder === undefined || (flag !== undefined && flag !== '--only')) {
  console.error('usage: node scripts/corpus.mjs FOLDER [--only TEXT]');
  process.exit(2);
}
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'headwater');
const outfile = join(cache, `corpus-${process.pid}.mjs`);

mkdirSync(cache, { recursive: true });
await build({
  entryPoints: [join(root, 'scripts', 'corpus', 'main.ts')],
  outfile,
  ...NODE_BUNDLE,
});
try {
  const { runCorpus } = await import(pathToFileURL(outfile).href);
  process.exitCode = await runCorpus(resolve(folder), only, (line) => console.log(line));
} finally {
  rmSync(outfile, { force: true });
}
