// Bundles src/cli/main.ts into dist/cli.js with its lazy parts beside it, and src/action/main.ts into dist/index.js, one file, which is
// committed: an action runs from its repository. Types are checked by tsc, not here.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { NODE_BUNDLE } from './node-bundle.mjs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const options = {
  outdir: 'dist',
  ...NODE_BUNDLE,
  define: { HEADWATER_VERSION: JSON.stringify(version) },
};

rmSync('dist', { recursive: true, force: true });
await build({ ...options, entryPoints: { cli: 'src/cli/main.ts' }, splitting: true });
await build({ ...options, entryPoints: { index: 'src/action/main.ts' } });
chmodSync('dist/cli.js', 0o755);
