import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasBrowser } from './browser.ts';
import { ask, axeFinds, journalOf, writeThreeTargets } from './runSite.ts';
import { openSite, type Site } from './site.ts';

/** So long something may take until it is to be seen, on two busy cores, ms. */
const patient = { timeout: 90_000 };

/** Looks again and again until it is so. */
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, patient);

/** Two areas of the same places. */
async function writeTwoAreas(folder: string): Promise<void> {
  await writeThreeTargets(folder);
  const text = await readFile(join(folder, 'small_tgts.txt'), 'utf8');
  await writeFile(join(folder, 'other_tgts.txt'), text.replaceAll('small_ts', 'other_ts'));
}

/** The folder of the stacks. */
async function stacksOf(folder: string): Promise<string> {
  const text = await readFile(join(folder, '.pacetomo', 'microscope.json'), 'utf8');
  return (JSON.parse(text) as { readonly directory: string }).directory;
}

describe.skipIf(!hasBrowser)('the History page', () => {
  let site: Site;
  let page: Page;

  beforeAll(async () => {
    site = await openSite({ prepare: writeTwoAreas });
    page = site.page;
    await ask(page, 'startVirtual', { scenario: 'quiet', seed: 1, speed: 0 });
    for (const [area, over] of [
      ['small', { minTilt: '-3', maxTilt: '6' }],
      ['other', { minTilt: '0', maxTilt: '3' }],
    ] as const) {
      await vi.waitFor(() => ask(page, 'startRuns', { areas: [area], over, preset: null }), patient);
      await vi.waitFor(
        async () => expect((await journalOf(site.folder, `${area}_run01`)).at(-1)?.type).toBe('run.close'),
        patient,
      );
    }
  }, 300_000);
  afterAll(async () => {
    await site?.close();
  });

  const open = (hash: string): Promise<void> =>
    page.evaluate((to) => {
      location.hash = to;
    }, hash);
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const tab = (name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click();

  test('lists the runs, the newest first, and finds them', async () => {
    await open('#/history');
    const rows = page.getByRole('table', { name: 'Runs' }).getByRole('row');
    await page.getByText('other_run01', { exact: true }).waitFor(patient);
    await soon(() => rows.nth(1).textContent()).toMatch(/other_run01complete.*6 of 6/);
    expect(await rows.nth(2).textContent()).toMatch(/small_run01complete.*12 of 12/);
    await press('Images');
    await press('Images');
    await soon(() => rows.nth(1).textContent()).toMatch(/other_run01/);
    await page.getByRole('textbox', { name: 'Search runs' }).fill('nothing like it');
    await page.getByText('No run is like that', { exact: false }).waitFor();
    await page.getByRole('textbox', { name: 'Search runs' }).fill('small complete');
    await soon(() => rows.count()).toBe(2);
  });

  test('shows a run in numbers, by target, with what was measured', async () => {
    await press('small');
    await soon(() => page.url()).toContain('#/history/small_run01/summary');
    await page.getByText('12 of 12', { exact: true }).waitFor(patient);
    const targets = page.getByRole('table', { name: 'Targets' });
    expect(await targets.getByRole('row').count()).toBe(4);
    await page.getByRole('figure', { name: /^Found off the prediction: x from/ }).waitFor();
    await targets.getByRole('button', { name: '002' }).click();
    await page.getByText('Target 002', { exact: true }).waitFor();
    await page.getByText('Complete: 12 of 12 images.', { exact: false }).waitFor();
  });

  test('steps through the journal exposure by exposure', async () => {
    await tab('Exposure by exposure');
    const place = page.getByRole('status').filter({ hasText: / of \d+$/ });
    await place.waitFor(patient);
    await press('Last exposure');
    await page.getByRole('img', { name: /^Target 003 at -?\d+°, section 3/ }).waitFor(patient);
    await page
      .getByRole('list', { name: 'Journal' })
      .getByText(/^Target 003 at .*defocus/)
      .first()
      .waitFor(patient);
    await page.getByRole('table', { name: 'Numbers' }).getByRole('row', { name: 'Images by then 12' }).waitFor(patient);
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('table', { name: 'Numbers' }).getByRole('row', { name: 'Images by then 11' }).waitFor(patient);
    await page.keyboard.press('Home');
    await page.getByText('A look: SerialEM used its image', { exact: false }).waitFor(patient);
    await page.getByRole('img', { name: '0 images by then' }).waitFor();
  });

  test('plays a tilt series as a film, held still by what was measured', async () => {
    await tab('Movie');
    await page.getByRole('img', { name: 'Target 001 at -3°' }).and(page.locator('[data-shown]')).waitFor(patient);
    await page.getByLabel('Target', { exact: true }).selectOption('002');
    await page.getByRole('img', { name: 'Target 002 at -3°' }).and(page.locator('[data-shown]')).waitFor(patient);
    await press('Picture after');
    const second = page.getByRole('img', { name: 'Target 002 at 0°' }).and(page.locator('[data-shown]'));
    await second.waitFor(patient);
    await press('Picture after');
    const third = page.getByRole('img', { name: 'Target 002 at 3°' }).and(page.locator('[data-shown]'));
    await third.waitFor(patient);
    expect(await third.getAttribute('style')).not.toContain('translate');
    await page.getByRole('switch', { name: 'Shifted by what was measured' }).press('Space');
    await soon(() => third.getAttribute('style')).toContain('translate');
    const tilt = page.getByRole('table', { name: 'Picture in sight' }).getByRole('row', { name: /^Picture \d of 4/ });
    const before = await tilt.textContent();
    await press('Play');
    await soon(() => tilt.textContent()).not.toBe(before);
    await press('Pause');
  });

  test('shows the tilt series as they are handed on, with contact sheet and files to take along', async () => {
    await tab('Tilt series');
    const rows = page.getByRole('table', { name: 'Tilt series' }).getByRole('row');
    await page.getByText('3 of 3 tilt series finished', { exact: false }).waitFor(patient);
    expect(await rows.count()).toBe(4);
    expect(await rows.nth(2).textContent()).toMatch(/^small_ts_002.*of 4−3 to 6°.*finished/);
    const folder = await stacksOf(site.folder);
    const marker = join(folder, 'export', 'small_ts_002.done');
    const text = await readFile(marker);
    await rm(marker);
    await rows.nth(2).getByText('Say: pacetomo finish', { exact: false }).waitFor(patient);
    await writeFile(marker, text);
    await page.getByText('3 of 3 tilt series finished', { exact: false }).waitFor(patient);
    await press('small_ts_001');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('img', { name: /^Contact sheet of small_ts_001/ }).waitFor(patient);
    await page.keyboard.press('ArrowDown');
    const picture = dialog.getByRole('img', { name: /^Contact sheet of small_ts_002/ });
    await soon(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(200);
    expect(await dialog.getByRole('region', { name: 'Why' }).textContent()).toMatch(/of 4 wanted tilts/);
    expect(await axeFinds(page, '[role=dialog]')).toEqual([]);
    for (const [words, file] of [
      ['Contact sheet (PNG)', 'small_ts_002.png'],
      ['Movie (GIF)', 'small_ts_002.gif'],
      ['Manifest (JSON)', 'small_ts_002.json'],
    ] as const) {
      const [saved] = await Promise.all([page.waitForEvent('download'), press(words)]);
      expect(saved.suggestedFilename()).toBe(file);
      expect(await readFile(await saved.path())).toEqual(await readFile(join(folder, 'export', file)));
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('compares two runs', async () => {
    await tab('Compare');
    await page.getByRole('combobox', { name: 'Run to compare with' }).click();
    await page.getByRole('option', { name: 'other_run01' }).click();
    const table = page.getByRole('table', { name: 'Numbers side by side' });
    await table.getByRole('row', { name: /^Images 12 of 12 6 of 6/ }).waitFor(patient);
    await page.getByRole('figure', { name: /^Found off in y.*small_run01.*other_run01/ }).waitFor();
  });

  test('gives axe nothing serious to find', async () => {
    for (const view of ['Summary', 'Exposure by exposure', 'Movie', 'Tilt series', 'Compare']) {
      await tab(view);
      expect(await axeFinds(page)).toEqual([]);
    }
  });

  test('gives the figures of all images as a table, and everything in one file', async () => {
    await press('Export');
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /CSV/ }).click(),
    ]);
    expect(csv.suggestedFilename()).toBe('small_run01.csv');
    const lines = (await readFile(await csv.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(13);
    expect(lines[1]).toMatch(/^001,1,0,taken,0,/);
    await press('Export');
    const [bundle] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /one file/ }).click(),
    ]);
    expect(bundle.suggestedFilename()).toMatch(/^small_run01.*\.tar(\.gz)?$|\.tgz$/);
    expect(site.wrongs).toEqual([]);
  });
});
