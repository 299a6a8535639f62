// The module `headwater:page-script`: what src/page/ is as one minified script, given to esbuild and to vitest in the same form.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const NAME = 'headwater:page-script';
const ENTRY = fileURLToPath(new URL('../src/page/main.ts', import.meta.url));

/** For esbuild. */
export function pageScript() {
  return {
    name: 'page-script',
    setup(bundler) {
      bundler.onResolve({ filter: /^headwater:page-script$/ }, ({ path }) => ({ path, namespace: 'page-script' }));
      bundler.onLoad({ filter: /.*/, namespace: 'page-script' }, async () => ({ contents: await moduleText() }));
    },
  };
}

/** For vite, and so for vitest. */
export function pageScriptOfVite() {
  const resolved = `\0${NAME}`;
  return {
    name: 'page-script',
    resolveId: (id) => (id === NAME ? resolved : undefined),
    load: (id) => (id === resolved ? moduleText() : undefined),
  };
}

async function moduleText() {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
  });
  const text = outputFiles[0].text.trim();
  // Either would end the element that the script stands in.
  if (/<\/script|<!--/i.test(text))
    throw new Error('The script of the page holds a text that HTML would take for its own.');
  return `export default ${JSON.stringify(text)};`;
}
