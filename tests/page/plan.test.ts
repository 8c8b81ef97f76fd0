import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { ask, axeFinds } from './runSite.ts';
import { openSite, type Site } from './site.ts';

/** So long something may take until it is to be seen, on two busy cores, ms. */
const patient = { timeout: 60_000 };

/** Three targets near each other. */
const small = `_set minTilt = -9
_set maxTilt = 9
_set step = 3
_set pretilt = -10

_tgt = 001
tsfile = small_ts_001.mrc
SSX = 0
SSY = 0

_tgt = 002
tsfile = small_ts_002.mrc
SSX = 2.5
SSY = 4

_tgt = 003
tsfile = small_ts_003.mrc
SSX = -3
SSY = -6
`;

/** A second area, one target of which lies too far away for some tilts. */
const far = `_set minTilt = -60
_set maxTilt = 60
_set imageShiftLimit = 12
_set pretilt = -10

_tgt = 001
tsfile = far_ts_001.mrc
SSX = 0
SSY = 0

_tgt = 002
tsfile = far_ts_002.mrc
SSX = -2.1
SSY = 11.2
`;

/** Looks again and again until it is so. */
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, patient);

describe.skipIf(!hasBrowser)('the Plan page', () => {
  let site: Site;
  let page: Page;

  beforeAll(async () => {
    const prepare = async (folder: string): Promise<void> => {
      await writeFile(join(folder, 'small_tgts.txt'), small);
      await writeFile(join(folder, 'far_tgts.txt'), far);
    };
    site = await openSite({ prepare });
    page = site.page;
    await ask(page, 'startVirtual', { scenario: 'quiet', seed: 1, speed: 0 });
    await page.evaluate(() => {
      location.hash = '#/plan/small';
    });
    await page.getByRole('heading', { name: 'Tilt series' }).waitFor(patient);
  });
  afterAll(async () => {
    await site?.close();
  });

  const field = (words: string): Locator => page.getByRole('textbox', { name: words, exact: true });
  const picture = (words: string | RegExp): Promise<void> => page.getByRole('img', { name: words }).waitFor(patient);
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const fileOf = (area: string): Promise<string> => readFile(join(site.folder, `${area}_tgts.txt`), 'utf8');

  test('finds settings by words, and shows only what differs', async () => {
    const rows = page.getByLabel('Settings by group').locator('[data-setting]');
    const all = await rows.count();
    await page.getByRole('textbox', { name: 'Search settings' }).fill('imageShiftLimit');
    await soon(() => rows.count()).toBe(1);
    await page.getByText('Limit of image shift').waitFor();
    await press('Clear');
    await page.getByRole('checkbox', { name: 'Only what differs from the default' }).check();
    await soon(() => rows.count()).toBe(4);
    await page.getByRole('checkbox', { name: 'Only what differs from the default' }).uncheck();
    await soon(() => rows.count()).toBe(all);
  });

  test('draws the tilt series, and follows what is typed before it is said', async () => {
    await picture(/^7 tilts from −9° to \+9°, beginning at 0°/);
    await field('Highest tilt').fill('15');
    await picture(/^9 tilts from −9° to \+15°/);
    await field('Highest tilt').press('Escape');
    await picture(/^7 tilts from −9° to \+9°/);
    await page.getByText('Dose', { exact: true }).first().click();
    await picture(/^What a target has received at each tilt, up to 7 images/);
    await page.getByRole('textbox', { name: 'Dose of one image, e/Å²' }).fill('3');
    await picture(/^What a target has received at each tilt, up to 21 e\/Å²/);
    await page.getByText('Order', { exact: true }).first().click();
  });

  test('says what is wrong with a value, and leaves the file as it is', async () => {
    await field('Tilt step').fill('90');
    await page.getByText('has to lie between 0.1 and 30', { exact: false }).waitFor();
    await field('Tilt step').press('Escape');
  });

  test('changes settings, undoes, resets to the default and saves', async () => {
    await field('Highest tilt').fill('6');
    await field('Highest tilt').press('Enter');
    await page.getByText('not saved').first().waitFor(patient);
    await picture(/^6 tilts from −9° to \+6°/);
    await page.getByRole('switch', { name: 'Autofocus with every group' }).press('Space');
    await soon(() => page.getByRole('switch', { name: 'Autofocus with every group' }).isChecked()).toBe(true);
    await press('Undo');
    await soon(() => page.getByRole('switch', { name: 'Autofocus with every group' }).isChecked()).toBe(false);
    await press('Pretilt: back to the default');
    await soon(() => field('Pretilt').inputValue()).toBe('0');
    expect(await fileOf('small')).toContain('_set maxTilt = 9');
    await press('Save');
    await page
      .getByText('not saved')
      .first()
      .waitFor({ state: 'detached', ...patient });
    const saved = await fileOf('small');
    expect(saved).toContain('_set maxTilt = 6');
    expect(saved).not.toContain('pretilt');
    expect(saved).not.toContain('addAF');
  });

  test('keeps the present values under a name, puts them into another area, and forgets them', async () => {
    await press('Presets');
    await page.getByRole('textbox', { name: /^Keep what differs/ }).fill('narrow');
    await press('Keep');
    await page.getByText('2 settings', { exact: true }).waitFor(patient);
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      location.hash = '#/plan/far';
    });
    await picture(/^41 tilts/);
    await press('Presets');
    await press('Apply');
    await picture(/^6 tilts from −9° to \+6°/);
    for (const tilts of [/^24 tilts from −9° to \+60°/, /^41 tilts/]) {
      await press('Undo');
      await picture(tilts);
    }
    await press('Presets');
    await press('Forget narrow');
    await press('Forget');
    await page.getByText('No preset is kept yet.', { exact: false }).waitFor(patient);
    await page.keyboard.press('Escape');
  });

  test('finds in a dry run which target is out of reach, and shows its reach', async () => {
    await page.getByRole('checkbox', { name: 'Acquire far' }).check();
    await press('Dry run');
    const finding = page.getByRole('list', { name: 'Findings' }).getByText(/^.*Target 002 moves 11\.\d µm away/);
    await finding.waitFor(patient);
    await page.getByRole('tab', { name: 'Reach' }).click();
    await picture(/^Target 002: 11\.\d µm, \d+ missing/);
    await page.getByRole('tab', { name: 'Dose' }).click();
    await page.getByRole('tab', { name: 'In words' }).click();
    await page.getByText('far: 2 targets', { exact: false }).first().waitFor();
    await page.getByRole('tab', { name: 'Findings' }).click();
    await press('Target 002 of far on the map');
    await soon(() => page.url()).toContain('#/targets/far');
    await page.goBack();
  });

  test('orders areas, and says when the dry run is of others', async () => {
    await page.getByRole('tab', { name: 'Areas' }).click();
    const order = (): Promise<readonly string[]> =>
      page
        .getByRole('checkbox', { name: /^Acquire / })
        .evaluateAll((boxes) => boxes.map((box) => (box.getAttribute('aria-label') ?? '').slice(8)));
    expect(await order()).toEqual(['small', 'far']);
    await press('far earlier');
    await soon(order).toEqual(['far', 'small']);
    await page.getByText('Other areas are chosen since the dry run.').waitFor();
    await page.getByRole('checkbox', { name: 'Acquire far' }).uncheck();
  });

  test('gives axe nothing serious to find', async () => {
    for (const name of ['Findings', 'Reach', 'Dose', 'Areas']) {
      await page.getByRole('tab', { name }).click();
      expect(await axeFinds(page)).toEqual([]);
    }
  });

  test('starts nothing without control, and says why', async () => {
    const other = await site.open('viewer');
    await other.evaluate(() => {
      location.hash = '#/plan/small';
    });
    const start = other.getByRole('button', { name: 'Start', exact: true });
    await start.waitFor(patient);
    expect(await start.getAttribute('aria-disabled')).toBe('true');
    await start.hover();
    await other.getByRole('tooltip').getByText('This link is for looking on', { exact: false }).waitFor(patient);
    expect(await other.getByRole('textbox', { name: 'Highest tilt', exact: true }).isDisabled()).toBe(true);
    await other.context().close();
  });

  test('asks before the beam comes on, with numbers, and goes to the run', async () => {
    await press('Start');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^The beam exposes 3 targets in 1 area: 18 images/).waitFor(patient);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await press('Start');
    await dialog.getByRole('button', { name: 'Start', exact: true }).click(patient);
    await page.waitForURL(/#\/run\/small_run01/, patient);
    expect(site.wrongs).toEqual([]);
  });
});
