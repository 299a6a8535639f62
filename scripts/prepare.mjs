// What npm runs after an install in a checkout, and before it packs one: the build. An install straight from Git with `--global`, which is
// how pre-commit installs hooks, leaves out what the build needs: it is fetched here. A checkout without development packages is left alone.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

function canBuild() {
  try {
    createRequire(import.meta.url).resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}

if (!canBuild() && process.env.npm_config_global === 'true') {
  const flags = ['--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const env = { ...process.env, npm_config_global: 'false' };
  execFileSync('npm', ['ci', '--global=false', ...flags], {
    stdio: ['ignore', 2, 2],
    env,
    shell: process.platform === 'win32',
  });
}
if (canBuild()) await import('./build.mjs');
