// node scripts/screenshots.mjs FOLDER [STATE …]: pictures of the preview page in every state, 1280, 768 and 390 wide, light and dark.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { lookAtPages } from './chromium.mjs';

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node scripts/screenshots.mjs FOLDER [STATE …]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

await lookAtPages(names, async ({ browser, name, address }) => {
  for (const width of [1280, 768, 390]) {
    for (const scheme of ['light', 'dark']) {
      const page = await browser.newPage();
      await page.setViewport({ width, height: width === 390 ? 844 : 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(address);
      if (await page.$('#list')) await page.waitForSelector('html[data-ready]');
      for (const row of (await page.$$('#list > li > details:not([open]) > summary')).slice(0, 3)) await row.click();
      const height = await page.evaluate('document.documentElement.scrollHeight');
      await page.setViewport({ width, height: Math.min(Math.max(height, 600), 2400) });
      await page.evaluate('scrollTo(0, 0)');
      await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`) });
      await page.close();
    }
  }
});
