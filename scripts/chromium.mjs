// Starts the Chromium that is here and gives pages by name, for the scripts that look at them. The Debian package is `chromium`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';
import { NODE_BUNDLE } from './node-bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'headwater', `pages-${process.pid}`);

/** Writes the pages of these states (all where none is named), calls `look` with each address, and cleans up. */
export async function lookAtPages(names, look) {
  mkdirSync(cache, { recursive: true });
  const browser = await startChromium();
  try {
    const { NAMES, pageOf } = await pages();
    for (const name of names.length > 0 ? names : NAMES) {
      const file = join(cache, `${name}.html`);
      writeFileSync(file, pageOf(name));
      await look({ browser, name, file, address: pathToFileURL(file).href });
    }
  } finally {
    await browser.close();
    rmSync(cache, { recursive: true, force: true });
  }
}

/** The browser, without a window. Throws a sentence where there is none. */
export async function startChromium() {
  return puppeteer.launch({
    executablePath: chromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [],
  });
}

async function pages() {
  const outfile = join(cache, 'pages.mjs');
  await build({
    entryPoints: [join(root, 'scripts', 'pages.ts')],
    outfile,
    ...NODE_BUNDLE,
  });
  return import(pathToFileURL(outfile).href);
}

/** Whether there is a browser to start. */
export function hasChromium() {
  return findChromium() !== undefined;
}

function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [process.env.CHROMIUM, ...folders.map((folder) => join(folder, 'chromium'))].find(isProgram);
}

function chromium() {
  const found = findChromium();
  if (found === undefined)
    throw new Error('no Chromium: install the Debian package chromium, or name it with CHROMIUM');
  return found;
}

function isProgram(path) {
  try {
    accessSync(path ?? '', constants.X_OK);
    return path !== undefined;
  } catch {
    return false;
  }
}
