// node scripts/docs-images.mjs: the pictures in docs/images/, from the page that the built program makes of the worked example and the
// change in docs/examples/preview/. Needs git, and Chromium (Debian package chromium).
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs', 'images');
const work = mkdtempSync(join(tmpdir(), 'headwater-images-'));

/** Name, width, height and scheme of each picture. */
const PICTURES = [
  { name: 'preview-1280', width: 1280, height: 1300, scheme: 'light' },
  { name: 'preview-390', width: 390, height: 1300, scheme: 'light' },
  { name: 'preview-dark', width: 1280, height: 1300, scheme: 'dark' },
];

try {
  mkdirSync(images, { recursive: true });
  const address = pathToFileURL(examplePage()).href;
  const browser = await startChromium();
  for (const picture of PICTURES) await take(browser, address, picture);
  await browser.close();
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The page of a branch that adds a namespace, edits a quota and takes a label away. */
function examplePage() {
  for (const folder of ['policies', 'cluster-state', 'output'])
    cpSync(join(root, folder), join(work, folder), { recursive: true });
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  // The same commits every time, and so the same pictures.
  const moment = { GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=User', '-c', 'user.email=user@example.com', ...args], {
      cwd: work,
      env: { ...env, ...moment },
    });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'The example');
  git('checkout', '-q', '-b', 'reports');
  git('apply', join(root, 'docs', 'examples', 'preview', 'change.patch'));
  git('add', '.');
  git('commit', '-qm', 'A namespace for reports');
  const page = join(work, 'preview.html');
  execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), 'preview', '--html', page], { cwd: work, env });
  return page;
}

async function take(browser, address, { name, width, height, scheme }) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(address);
  await page.waitForSelector('html[data-ready]');
  // The third row shows a change in three namespaces.
  const rows = await page.$$('#list > li > details > summary');
  if (width > 600) await rows[2]?.click();
  await page.evaluate('scrollTo(0, 0); document.activeElement?.blur()');
  await page.screenshot({ path: join(images, `${name}.png`) });
  await page.close();
}
