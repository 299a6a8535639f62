// node scripts/page-bench.mjs: how large the preview page of 10 000 different changes is, how soon it is ready, how long a filter takes, and how
// smoothly it scrolls. It prints figures and judges none.
import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { lookAtPages } from './chromium.mjs';

// Two functions below run in the page.
/* global document, Event, requestAnimationFrame, scrollBy */

await lookAtPages(['many'], async ({ browser, file, address }) => {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto('about:blank');
  const started = performance.now();
  await page.goto(address);
  await page.waitForSelector('html[data-ready]');
  print('page', `${(statSync(file).size / 1e6).toFixed(2)} MB`);
  print('ready, seen from outside', `${Math.round(performance.now() - started)} ms`);
  print(
    'ready, seen from inside',
    `${Math.round(await page.evaluate(() => Number(document.documentElement.dataset.ready)))} ms`,
  );
  for (const text of ['team-09', 'rule-7', 'configmap', 'no such thing', '']) {
    print(`filter «${text}»`, `${(await page.evaluate(filterFor, text)).toFixed(1)} ms`);
  }
  const before = await page.metrics();
  const { rows, frames, seconds, slow } = await page.evaluate(scrollDown);
  const after = await page.metrics();
  print('frames/s while scrolling', `${(frames / seconds).toFixed(0)}, ${slow} of ${frames} late`);
  print('work for a frame', `${(((after.TaskDuration - before.TaskDuration) / frames) * 1000).toFixed(1)} ms`);
  print('rows drawn', rows);
});

function print(what, figure) {
  process.stdout.write(`  ${String(figure).padStart(24)}  ${what}\n`);
}

/** Runs in the page: from the key to the picture. */
function filterFor(text) {
  const search = document.getElementById('search');
  const started = performance.now();
  search.value = text;
  search.dispatchEvent(new Event('input', { bubbles: true }));
  document.body.getBoundingClientRect();
  return performance.now() - started;
}

/** Runs in the page: scrolls as a wheel does, until the end or for ten seconds. */
async function scrollDown() {
  const rows = () => document.querySelectorAll('#list > li').length;
  const times = [];
  const started = performance.now();
  while (performance.now() - started < 10_000 && rows() < 10_000) {
    scrollBy(0, 240);
    times.push(await new Promise((done) => requestAnimationFrame(done)));
  }
  const gaps = times.slice(1).map((time, at) => time - times[at]);
  const slow = gaps.filter((gap) => gap > 34).length;
  const seconds = (times.at(-1) - times[0]) / 1000;
  return { rows: rows(), frames: gaps.length, seconds, slow };
}
