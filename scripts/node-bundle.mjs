// How TypeScript of this repository is bundled for Node, for the build and for the scripts that run a part of it on the fly.
import { pageScript } from './page-script.mjs';

/** Options of esbuild; what is bundled, and where to, is for the caller. */
export const NODE_BUNDLE = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Some dependencies are CommonJS and call require for Node's own modules.
  banner: {
    js: "import { createRequire as headwaterCreateRequire } from 'node:module';\nconst require = headwaterCreateRequire(import.meta.url);",
  },
  plugins: [pageScript()],
  logLevel: 'warning',
};
