// The Chromium of this machine, for tests of the page as a reader has it; and pages opened in it with everything that they ask for noted.
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import type { Report } from '../../src/report/index.ts';
import { toHtml } from '../../src/report/index.ts';

/** Where Chromium is; undefined where there is none. */
export const CHROMIUM: string | undefined = [
  process.env['CHROMIUM'],
  ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'chromium')),
].find(isProgram);

/** What the titles of tests say where they are skipped. */
export const WHERE = CHROMIUM === undefined ? ' (skipped: needs Chromium, Debian package chromium)' : '';

function isProgram(path: string | undefined): boolean {
  if (path === undefined) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** How to open a page. */
export interface PageOptions {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly scripts?: boolean;
  /** Behind the address, with its #. */
  readonly hash?: string;
}

/** A page, and what it did that it should not. */
export interface OpenPage {
  readonly page: Page;
  readonly address: string;
  /** Addresses that it asked for beside its own. */
  readonly requests: readonly string[];
  /** Errors, and whatever it wrote to the console. */
  readonly troubles: readonly string[];
}

/** A browser for the tests of one file. */
export interface TestBrowser {
  readonly open: (report: Report, options?: PageOptions) => Promise<OpenPage>;
  readonly close: () => Promise<void>;
}

/** Starts the browser. */
export async function startBrowser(): Promise<TestBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-page-'));
  const browser: Browser = await puppeteer.launch({
    ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }),
    args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [],
  });
  let count = 0;
  return {
    open: async (report, { width = 1280, scheme = 'light', scripts = true, hash = '' } = {}) => {
      const file = join(folder, `${String(count++)}.html`);
      const html = toHtml(report);
      writeFileSync(file, html);
      const page = await browser.newPage();
      const address = pathToFileURL(file).href;
      const noted = note(page, address);
      await page.setJavaScriptEnabled(scripts);
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(address + hash);
      if (scripts && html.includes('id="list"')) await page.waitForSelector('html[data-ready]');
      return { page, address, ...noted };
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function note(page: Page, address: string): Pick<OpenPage, 'requests' | 'troubles'> {
  const requests: string[] = [];
  const troubles: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) requests.push(request.url());
  });
  page.on('console', (message) => void troubles.push(message.text()));
  page.on('pageerror', (error) => void troubles.push(String(error)));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { requests, troubles };
}
