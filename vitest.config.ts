import { defineConfig } from 'vitest/config';
import { pageScriptOfVite } from './scripts/page-script.mjs';

export default defineConfig({
  plugins: [pageScriptOfVite()],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    // As many as there are cores; by itself it leaves one of two idle.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
