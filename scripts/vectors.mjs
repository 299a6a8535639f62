// Runs vector files: `node scripts/vectors.mjs FILE…`. The runner is TypeScript, bundled here on the fly.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { build } from 'esbuild';
import { NODE_BUNDLE } from './node-bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'headwater');
const outfile = join(cache, `vectors-${process.pid}.mjs`);

mkdirSync(cache, { recursive: true });
await build({
  stdin: {
    contents: [
      "export { runFiles } from './scripts/vectors.ts';",
      existsSync(join(root, 'src', 'yaml', 'index.ts'))
        ? "export { parseFirstDocument } from './src/yaml/index.ts';"
        : '',
    ].join('\n'),
    resolveDir: root,
    loader: 'ts',
  },
  outfile,
  ...NODE_BUNDLE,
});
try {
  const { runFiles, parseFirstDocument } = await import(pathToFileURL(outfile).href);
  process.exitCode = runFiles(process.argv.slice(2), (line) => console.log(line), parseFirstDocument);
} finally {
  rmSync(outfile, { force: true });
}
