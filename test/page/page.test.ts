// The page as a reader has it, in Chromium: what keys and controls do, what fits, and that nothing leaves the page.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'puppeteer-core';
import type { Report } from '../../src/report/index.ts';
import { aGroup, aPreview, aPreviewReport, SAMPLE_REPORT, teams } from '../support/sample-preview.ts';
import { FULL_REPORT, manyChangesReport, ONE_REPORT, STATES } from '../support/many-previews.ts';
import { HOSTILE, madeHostile } from '../support/hostile-preview.ts';
import { CHROMIUM, startBrowser, WHERE, type OpenPage, type PageOptions, type TestBrowser } from './browser.ts';

let browser: TestBrowser;

/** The report of a state, with fewer changes where there are very many. */
function pageOf(state: string): Report {
  return state === 'many' ? manyChangesReport(1_000) : STATES[state]!();
}

/** Names of the rows that are drawn. */
function rows(page: Page): Promise<readonly string[]> {
  return page.$$eval('#list > li', (items) =>
    items.filter((item) => item.checkVisibility()).map((item) => item.querySelector('.what')?.textContent ?? ''),
  );
}

function openRows(page: Page): Promise<number> {
  return page.$$eval('#list > li > details[open]', (found) => found.length);
}

function textOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (element) => element.textContent);
}

/** The row that has the focus, by its name. */
/** In one step: what is in a row is drawn anew when it opens, and whoever asks in two holds what is gone. */
function countVisible(page: Page, selector: string): Promise<number> {
  return page.evaluate(
    (sought) =>
      [...document.querySelectorAll(sought)].filter((one) => one.checkVisibility({ contentVisibilityAuto: false }))
        .length,
    selector,
  );
}

/** Opens a row, and waits until what is in it is drawn. */
async function openRow(page: Page, row: string): Promise<void> {
  await page.click(`${row} summary`);
  await page.waitForSelector(`${row} > details[open]`);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.querySelector('.what')?.textContent ?? '');
}

async function type(page: Page, text: string): Promise<void> {
  await page.click('#search', { count: 3 });
  await page.keyboard.press('Backspace');
  if (text !== '') await page.type('#search', text);
}

describe.skipIf(CHROMIUM === undefined)(`the page in Chromium${WHERE}`, () => {
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  const open = (report = SAMPLE_REPORT, options: PageOptions = {}): Promise<OpenPage> => browser.open(report, options);

  describe('safety', () => {
    test.each(Object.keys(STATES))('%s: asks for nothing and reports nothing', async (state) => {
      const { page, requests, troubles } = await open(STATES[state]!());
      expect(await page.$$('h1')).toHaveLength(1);
      expect([...requests, ...troubles]).toEqual([]);
      await page.close();
    });

    test.each([
      ['with scripts', true],
      ['without scripts', false],
    ])('takes hostile text in every field for text, %s', async (_, scripts) => {
      const { page, requests, troubles } = await open(madeHostile(FULL_REPORT), { scripts });
      if (scripts) {
        await page.keyboard.press('o');
        await page.focus('#namespace');
        await type(page, 'script');
        await page.waitForFunction(() => location.hash !== '');
      }
      expect([...requests, ...troubles]).toEqual([]);
      expect(await page.$$('img, iframe, object, [onerror], a:not([href^="#"])')).toEqual([]);
      expect(await page.$$eval('script', (found) => found.length)).toBe(2);
      expect(await textOf(page, '#list')).toContain(HOSTILE.slice(0, HOSTILE.indexOf('\u202e')));
      expect(await textOf(page, 'body > header')).not.toMatch(/[\p{Cc}\p{Surrogate}\u202e]/u);
      await page.close();
    });
  });

  describe('room', () => {
    const long = 'a-name-that-has-no-end-'.repeat(12);
    const wide = aPreviewReport(
      aPreview(
        [
          aGroup([long], {
            kind: `K${long}`,
            name: long,
            policy: long,
            rule: long,
            why: long,
            at: { file: long, line: 1 },
            diff: `@@ -1 +1 @@\n-${long}\n+${long.repeat(4)}\n`,
          }),
          aGroup(teams(40), { action: 'create' }),
        ],
        {
          head: { name: long, workTree: false },
          risks: [{ level: 'caution', code: 'rbac-rule', message: long, count: 1, groups: [0], command: long }],
        },
      ),
    );
    const states = Object.keys(STATES).flatMap((state) => [true, false].map((scripts) => ({ state, scripts })));
    test.each(states)('$state scrolls nothing sideways, scripts $scripts', async ({ state, scripts }) => {
      const { page } = await open(pageOf(state), { scripts });
      if (scripts && (await page.$('#list'))) await page.keyboard.press('o');
      for (const width of [320, 390, 640, 768, 1280]) {
        await page.setViewport({ width, height: 900 });
        expect(await sideways(page), `${String(width)} pixels`).toBe(0);
      }
      await page.close();
    });
    test.each([320, 390, 640, 768, 1280])('names without end scroll nothing sideways at %d', async (width) => {
      const { page } = await open(wide, { width });
      await page.keyboard.press('o');
      expect(await openRows(page)).toBe(2);
      expect(await sideways(page)).toBe(0);
      await page.close();
    });
    test('has targets of 32 pixels, and 44 where the page is narrow', async () => {
      for (const [width, least] of [
        [1280, 32],
        [390, 44],
      ] as const) {
        const { page } = await open(SAMPLE_REPORT, { width });
        const small = await page.$$eval(
          'button, select, input, #list > li > details > summary',
          (found, most) =>
            found
              .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < most)
              .map((element) => element.outerHTML),
          least,
        );
        expect(small).toEqual([]);
        await page.close();
      }
    });
    test('shows the picture, and a list instead of it where it is narrow', async () => {
      const { page } = await open(SAMPLE_REPORT, { width: 768 });
      const shown = (selector: string): Promise<boolean> =>
        page.$eval(selector, (element) => element.getBoundingClientRect().width > 100);
      expect([await shown('svg.flow'), await shown('.flow-list')]).toEqual([true, false]);
      await page.setViewport({ width: 599, height: 900 });
      expect([await shown('svg.flow'), await shown('.flow-list')]).toEqual([false, true]);
      await page.close();
    });
  });

  test('data that cannot be read leaves the page as it is without scripts', async () => {
    const { page, address } = await open(manyChangesReport(300));
    await page.evaluateOnNewDocument(() => {
      Reflect.deleteProperty(globalThis, 'DecompressionStream');
    });
    await page.goto(`${address}?again`);
    await page.waitForSelector('html.static');
    expect(await page.$$('#list > li')).toHaveLength(200);
    expect(await page.$eval('#search', (search) => search.checkVisibility())).toBe(false);
    await page.close();
  });

  describe('without scripts', () => {
    test('rows open, links lead into them, and what needs a script is hidden', async () => {
      const { page, address } = await open(SAMPLE_REPORT, { scripts: false });
      expect(await page.$$('#list > li')).toHaveLength(5);
      await page.click('#list > li:nth-child(2) summary');
      expect(await page.$eval('#list > li:nth-child(2) .diff', (box) => box.checkVisibility())).toBe(true);
      const hidden = await page.$$eval('.live-only', (found) => found.every((element) => !element.checkVisibility()));
      expect(hidden).toBe(true);
      await page.goto(`${address}#row-0`);
      expect(await page.$eval('#row-0', (body) => body.checkVisibility())).toBe(true);
      await page.close();
    });
    test('the first 200 of many are there, and it says so', async () => {
      const { page } = await open(manyChangesReport(300), { scripts: false });
      expect(await page.$$('#list > li')).toHaveLength(200);
      expect(await textOf(page, '.list > .static-only')).toBe('The first 200 of 300 groups; the others need scripts.');
      await page.close();
    });
  });

  describe('the list', () => {
    test('one change is open', async () => {
      const { page } = await open(ONE_REPORT);
      expect(await openRows(page)).toBe(1);
      await page.close();
    });
    test('a link of what to look at first opens its row', async () => {
      const { page } = await open();
      await page.click('.first a[href="#row-2"]');
      await page.waitForSelector('#list > li:nth-child(3) > details[open]');
      expect(await focused(page)).toContain('regcred');
      await page.close();
    });
    test('such a link shows a row that a filter hides', async () => {
      const { page } = await open(SAMPLE_REPORT, { hash: '#actions=create' });
      expect(await rows(page)).toHaveLength(1);
      await page.click('.first a[href="#row-0"]');
      await page.waitForFunction(() => document.querySelectorAll('#list > li').length === 5);
      expect(await openRows(page)).toBe(1);
      await page.close();
    });
    test('a link to a row far down narrows the list to the risks', async () => {
      const { preview } = manyChangesReport(1_500);
      const risk = { level: 'blocker', code: 'many-removed', message: 'far down', count: 1, groups: [1_400] } as const;
      const { page } = await open(aPreviewReport({ ...preview!, risks: [risk] }));
      await page.click('.first a');
      await page.waitForFunction(() => document.querySelectorAll('#list > li').length === 1);
      expect(await openRows(page)).toBe(1);
      expect(await textOf(page, '#chips')).toBe('with risks ×');
      await page.close();
    });
    test('a long object has 60 lines at once, and all on request', async () => {
      const diff = `@@ -0,0 +1,214 @@\n${Array.from({ length: 214 }, (_, at) => `+line: ${String(at)}\n`).join('')}`;
      const { page } = await open(aPreviewReport(aPreview([aGroup(['a'], { action: 'create', diff }), aGroup(['b'])])));
      await openRow(page, '#list > li:nth-child(1)');
      const visible = (): Promise<number> => countVisible(page, '#list ins');
      await page.waitForSelector('.rest summary');
      expect(await textOf(page, '.rest summary')).toBe('all 214 lines');
      expect(await visible()).toBe(60);
      await page.click('.rest summary');
      expect(await visible()).toBe(214);
      await page.close();
    });
    test('names twelve of many places, and all on request', async () => {
      const { page } = await open();
      await openRow(page, '#list > li:nth-child(2)');
      const visible = (): Promise<number> => countVisible(page, '#list > li:nth-child(2) .name');
      expect(await visible()).toBe(12);
      expect(await textOf(page, '#list > li:nth-child(2) .more summary')).toBe('and 188 more');
      await page.click('#list > li:nth-child(2) .more summary');
      expect(await visible()).toBe(200);
      await page.close();
    });
    test('many rows are drawn as one comes to them, and all are searched', async () => {
      const { page } = await open(manyChangesReport(1_000));
      expect(await rows(page)).toHaveLength(200);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await page.waitForFunction(() => document.querySelectorAll('#list > li').length >= 400);
      await type(page, 'team-00998');
      expect(await rows(page)).toHaveLength(1);
      expect(await textOf(page, '#shown')).toBe('1 of 1\u202f000 groups');
      await page.click('#list summary');
      await page.waitForSelector('#list del');
      expect(await textOf(page, '#list .lines')).toContain('of team-00998');
      await page.close();
    });
  });

  describe('filters', () => {
    test('search looks for every word, and says what is left', async () => {
      const { page } = await open();
      await type(page, 'TEAM-0007 networkpolicy');
      expect(await rows(page)).toEqual(['removed NetworkPolicy allow-dns', 'changed NetworkPolicy default-deny']);
      expect(await textOf(page, '#shown')).toBe('2 of 5 groups');
      await type(page, 'no such thing');
      expect(await rows(page)).toEqual([]);
      expect(await page.$eval('#none', (none) => none.textContent)).toContain('Nothing matches.');
      await page.click('#clear');
      expect(await rows(page)).toHaveLength(5);
      await page.close();
    });
    test('actions, kinds, rules and namespaces narrow together, and the address shows it', async () => {
      const { page, address } = await open();
      await page.click('[data-action=update]');
      expect(await rows(page)).toHaveLength(2);
      expect(await page.$eval('[data-action=update]', (button) => button.getAttribute('aria-pressed'))).toBe('true');
      await page.focus('#namespace');
      await page.select('#namespace', 'namespace=team-0011');
      expect(await rows(page)).toHaveLength(2);
      await page.focus('#kind');
      await page.select('#kind', 'kind=Secret');
      expect(await rows(page)).toEqual(['changed Secret regcred']);
      await page.waitForFunction(() => location.hash.includes('kind'));
      const hash = await page.evaluate(() => location.hash);
      expect(hash).toBe('#actions=update&kind=Secret&namespace=team-0011');
      await page.close();
      const other = await open(SAMPLE_REPORT, { hash });
      expect(address).not.toBe(other.address);
      expect(await rows(other.page)).toEqual(['changed Secret regcred']);
      expect(
        await other.page.$eval('#namespace', (select) => (select as HTMLSelectElement).selectedOptions[0]?.text),
      ).toBe('team-0011');
      await other.page.focus('#namespace');
      await other.page.select('#namespace', 'any');
      await other.page.evaluate(() => (location.hash = ''));
      await other.page.waitForFunction(() => document.querySelectorAll('#list > li').length === 5);
      await other.page.close();
    });
    test('a box of the picture sets a filter, and clears it', async () => {
      const { page } = await open();
      const box = '[aria-label^="rule tenant-defaults / quota"]';
      expect(await page.$eval(box, (found) => found.getAttribute('aria-label'))).toBe(
        'rule tenant-defaults / quota, 12 added',
      );
      await page.click(box);
      expect(await rows(page)).toEqual(['added ResourceQuota ‹namespace›-quota']);
      expect(await page.$eval(box, (found) => found.getAttribute('aria-pressed'))).toBe('true');
      await page.$eval(box, (found) => (found as SVGGElement).focus());
      await page.keyboard.press('Enter');
      expect(await rows(page)).toHaveLength(5);
      await page.click('[aria-label^="trigger Namespace"]');
      expect(await textOf(page, '#chips')).toBe('set off by Namespace ×');
      await page.click('#chips button');
      expect(await textOf(page, '#chips')).toBe('');
      await page.close();
    });
    test('what is left of the risks leads to the rows that they are about', async () => {
      const { page } = await open(FULL_REPORT);
      await page.click('.first p a');
      await page.waitForFunction(() => document.querySelectorAll('#list > li').length === 3);
      expect(await textOf(page, '#chips')).toBe('with risks ×');
      await page.close();
    });
  });

  describe('keys', () => {
    test('/ searches, letters in a field are letters, Esc clears', async () => {
      const { page } = await open();
      await page.keyboard.press('/');
      await page.keyboard.type('jsok');
      expect(await page.$eval('#search', (input) => (input as HTMLInputElement).value)).toBe('jsok');
      expect(await rows(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await rows(page)).toHaveLength(5);
      expect(await page.$eval('#search', (input) => (input as HTMLInputElement).value)).toBe('');
      await page.close();
    });
    test('j and k move, Enter opens, o opens all', async () => {
      const { page } = await open();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      expect(await focused(page)).toContain('default-deny');
      await page.keyboard.press('k');
      expect(await focused(page)).toContain('allow-dns');
      await page.keyboard.press('Enter');
      expect(await openRows(page)).toBe(1);
      await page.keyboard.press('o');
      expect(await openRows(page)).toBe(5);
      await page.close();
    });
    test('j goes on beyond what is drawn', async () => {
      const { page } = await open(manyChangesReport(300));
      await page.focus('#list > li:nth-child(200) summary');
      await page.keyboard.press('j');
      expect(await page.evaluate(() => document.activeElement?.parentElement?.dataset['row'])).toBe('200');
      await page.close();
    });
    test('s shows differences side by side, and the tab remembers it', async () => {
      const { page } = await open();
      await page.click('#list > li:nth-child(3) summary');
      await page.keyboard.press('s');
      expect(await page.$eval('#side-by-side', (button) => button.getAttribute('aria-pressed'))).toBe('true');
      const tops = await page.$$eval(
        '#list > li:nth-child(3) .split del, #list > li:nth-child(3) .split ins',
        (found) => found.map((line) => line.getBoundingClientRect().top),
      );
      expect(tops).toHaveLength(2);
      expect(tops[0]).toBe(tops[1]);
      await page.reload();
      await page.waitForSelector('html[data-ready]');
      expect(await page.$eval('#side-by-side', (button) => button.getAttribute('aria-pressed'))).toBe('true');
      await page.close();
    });
    test('? shows the keys, Esc closes them, and a modifier makes a key the browser’s', async () => {
      const { page } = await open();
      await page.keyboard.press('?');
      expect(await page.$eval('#keys', (dialog) => (dialog as HTMLDialogElement).open)).toBe(true);
      await page.keyboard.press('Escape');
      expect(await page.$eval('#keys', (dialog) => (dialog as HTMLDialogElement).open)).toBe(false);
      await page.keyboard.down('Control');
      await page.keyboard.press('o');
      await page.keyboard.up('Control');
      expect(await openRows(page)).toBe(0);
      await page.close();
    });
  });

  describe('what is heard', () => {
    test('landmarks, one heading, and names for whatever can be used', async () => {
      const { page } = await open(FULL_REPORT);
      await page.keyboard.press('o');
      const tree = await page.accessibility.snapshot({ interestingOnly: false });
      const nodes: { role: string; name: string; level?: number }[] = [];
      const collect = (node: typeof tree): void => {
        if (node)
          nodes.push({
            role: node.role,
            name: node.name ?? '',
            ...(node.level !== undefined && { level: node.level }),
          });
        for (const child of node?.children ?? []) collect(child);
      };
      collect(tree);
      const used = new Set(['button', 'link', 'searchbox', 'textbox', 'combobox', 'region', 'DisclosureTriangle']);
      expect(nodes.filter(({ role, name }) => used.has(role) && name.trim() === '')).toEqual([]);
      expect(nodes.filter(({ role, level }) => role === 'heading' && level === 1)).toHaveLength(1);
      for (const role of ['banner', 'main', 'contentinfo', 'status', 'search']) {
        expect(
          nodes.filter((node) => node.role === role),
          role,
        ).toHaveLength(1);
      }
      const ids = await page.$$eval('[id]', (found) => found.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
      await page.close();
    });
    test('the first stop of Tab leads to the list', async () => {
      const { page } = await open();
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the list of changes');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement?.id === 'list');
      await page.close();
    });
    test('on paper it is light, and what is for the screen is gone', async () => {
      const { page } = await open(SAMPLE_REPORT, { scheme: 'dark' });
      expect(await page.$eval('body', (body) => getComputedStyle(body).color)).toBe('rgb(228, 233, 235)');
      await page.emulateMediaType('print');
      expect(await page.$eval('body', (body) => getComputedStyle(body).color)).toBe('rgb(26, 34, 38)');
      expect(
        await page.$$eval('.bar, .narrow, .keys', (found) => found.some((element) => element.checkVisibility())),
      ).toBe(false);
      await page.close();
    });
  });
});

/** By how much the page is wider than its window. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
