/**
 * The pictures of the page in docs/pictures: one whole session on the virtual microscope, clicked through as a person does,
 * and each page at two sizes in both colours. `npm run pictures`, after a build; a browser is needed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, openPage, quiet, serve } from '../bench/pageSite.mjs';

const pictures = fileURLToPath(new URL('../docs/pictures', import.meta.url));
const sizes = [
  { width: 1366, height: 768 },
  { width: 2560, height: 1440 },
];
/** Parts of the width and height of the map; the first one becomes the tracking target. */
const places = [
  [0.5, 0.5],
  [0.36, 0.4],
  [0.63, 0.44],
  [0.43, 0.66],
  [0.6, 0.64],
  [0.4, 0.24],
  [0.65, 0.28],
];

const folder = await mkdtemp(join(tmpdir(), 'pacetomo-pictures-'));
const site = await serve(folder, 0, '--virtual', 'lamella');
const browser = await openBrowser();
try {
  const page = await openPage(browser, site, '/microscope', sizes[0]);
  page.setDefaultTimeout(300_000);
  const button = (name) => page.getByRole('button', { name, exact: true });
  const yes = (name) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  await button('Take control').click();
  await page.getByLabel('Your name, for others and for the journal').fill('Ann');
  await yes('Take control');
  await page.getByText('What it can do').waitFor();
  await take(page, 'microscope');

  await button('Targets').click();
  await button('Look').click();
  await page.getByRole('menuitem', { name: 'Take a View' }).click();
  await yes('Take View');
  await page.getByText('Map look_view_01').waitFor();
  await quiet(page);
  await page.keyboard.press('a');
  const box = await page.locator('canvas').first().boundingBox();
  for (const [x, y] of places) await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  await button('Take Previews here').click();
  await yes('Take Previews');
  await page.getByText('Targets of area1 at 7 places: done').waitFor();
  await page.getByLabel('Pretilt, °').fill('-10');
  await page.keyboard.press('Enter');
  await button('Save').click();
  await page.keyboard.press('b');
  await take(page, 'targets');

  await button('Plan').click();
  await button('Dry run').click();
  await page.getByText('microscope time').first().waitFor();
  await take(page, 'plan');
  await button('Start').click();
  await yes('Start');
  await page.getByRole('region', { name: 'How the run stands' }).getByText('complete', { exact: true }).waitFor();

  await take(page, 'run');

  for (const part of ['summary', 'steps', 'movie', 'series']) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/history/area1_run01/${part}`);
    if (part === 'steps') for (let i = 0; i < 12; i++) await page.keyboard.press('PageDown');
    await take(page, `history-${part}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => {
    location.hash = '#/run/area1_run01';
  });
  await shoot(page, 'run-phone');
} finally {
  await browser.close();
  await site.close();
  await rm(folder, { recursive: true, force: true });
}

/** A page at all sizes in both colours. */
async function take(page, name) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    for (const size of sizes) {
      await page.setViewportSize(size);
      await shoot(page, `${name}-${size.width}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(sizes[0]);
}

async function shoot(page, name) {
  await page.mouse.move(700, 20); // nothing is explained there
  await quiet(page);
  await page.screenshot({ path: join(pictures, `${name}.jpg`), type: 'jpeg', quality: 82 });
}
