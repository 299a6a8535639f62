// Types of page-script.mjs, for vitest.config.ts.

/** A plugin of vite. */
export function pageScriptOfVite(): {
  readonly name: string;
  readonly resolveId: (id: string) => string | undefined;
  readonly load: (id: string) => Promise<string> | undefined;
};
