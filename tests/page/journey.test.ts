import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { journalOf } from './runSite.ts';
import { openSite, type Site } from './site.ts';

/** Places on the View of the virtual lamella that are clicked, as parts of its width and height. */
const places: readonly (readonly [number, number])[] = [
  [0.5, 0.5],
  [0.3, 0.35],
  [0.66, 0.62],
];

describe.skipIf(!hasBrowser)('a new user', () => {
  let site: Site;
  let clicks = 0;

  beforeAll(async () => {
    site = await openSite({ virtual: 'lamella' });
    clicks = 3; // control: the button, the name, the button
  });
  afterAll(() => site.close());

  const click = async (what: Locator): Promise<void> => {
    clicks += 1;
    await what.click();
  };

  test('goes from an empty folder to finished tilt series of targets that they clicked', async () => {
    const { page } = site;
    const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
    const yes = (name: string): Locator => page.getByRole('dialog').getByRole('button', { name });

    await click(button('Targets'));
    await click(button('Look'));
    await click(page.getByRole('menuitem', { name: 'Take a View' }));
    await click(yes('Take View'));
    await page.getByText('Map look_view_01').waitFor({ timeout: 60_000 });

    await page.keyboard.press('a');
    for (const at of places) {
      clicks += 1;
      await clickOnMap(page, at);
    }
    await page.getByText('3 new points').waitFor();
    await click(button('Take Previews here'));
    await click(yes('Take Previews'));
    await page.getByText('Targets of area1 at 3 places: done').waitFor({ timeout: 120_000 });

    for (const [label, deg] of [
      ['Min, °', '-6'],
      ['Max, °', '6'],
    ] as const) {
      clicks += 1;
      await page.getByLabel(label).fill(deg);
      await page.keyboard.press('Enter');
    }
    await click(button('Save'));

    await click(button('Plan'));
    await click(button('Start'));
    await click(yes('Start'));
    await page.getByLabel('Progress of the run').waitFor({ timeout: 60_000 });
    await page.getByText('complete', { exact: false }).first().waitFor({ timeout: 240_000 });

    console.log(`from an empty folder to tilt series: ${clicks} clicks`);
    const images = (await journalOf(site.folder, 'area1_run01')).filter(
      ({ type, purpose }) => type === 'expose.commit' && purpose === 'record',
    );
    expect(images).toHaveLength(3 * 5);
    expect(site.wrongs).toEqual([]);
  });
});

/** Clicks on a place of the map that is shown, which fills the viewer as far as it can. */
async function clickOnMap(page: Page, [x, y]: readonly [number, number]): Promise<void> {
  const box = await page.locator('canvas').first().boundingBox();
  if (box === null) throw new Error('no map is shown');
  await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
}
