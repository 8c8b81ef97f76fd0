import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { openSite, type Site } from './site.ts';

/** An area with scores, a slope and stage positions, as PACEtomo.py writes it. */
const grid = `_set startTilt = 9
_set minTilt = -30
_set maxTilt = 48
_set step = 3
_set pretilt = -10
_set rotation = 2

${[
  [0, 0, 0.5],
  [4, 1, 0.9],
  [-3, 5, 0.1],
  [2, -6, 0.7],
]
  .map(([x = 0, y = 0, score = 0], i) => targetText(i + 1, x, y, score))
  .join('\n')}
_geo = 1
SSX = 1.5
SSY = 2.5
`;

function targetText(number: number, x: number, y: number, score: number): string {
  const text = String(number).padStart(3, '0');
  return `_tgt = ${text}
tsfile = grid_ts_${text}.mrc
stageX = ${10 + x}
stageY = ${20 - y}
SSX = ${x}
SSY = ${y}
skip = False
SPACEscore = ${score}
`;
}

describe.skipIf(!hasBrowser)('the Targets page', () => {
  let site: Site;
  let page: Page;
  const target = (number: string, what = ''): Locator =>
    page.getByRole('img', { name: new RegExp(`^Target ${number}, ${what}`) });
  const row = (number: string): Locator =>
    page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Skip target ${number}` }) });
  const onDisk = (): Promise<string> => readFile(join(site.folder, 'grid_tgts.txt'), 'utf8');
  const middleOf = async (place: Locator): Promise<{ readonly x: number; readonly y: number }> => {
    const box = await place.boundingBox();
    if (box === null) throw new Error('it is not on the page');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const tick = async (label: RegExp): Promise<void> => {
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('checkbox', { name: label }).click();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('checkbox', { name: label }).waitFor({ state: 'hidden' });
  };

  beforeAll(async () => {
    site = await openSite({ prepare: (folder) => writeFile(join(folder, 'grid_tgts.txt'), grid) });
    page = site.page;
    await page.goto(`${site.url}/#/targets`);
    await page.getByRole('combobox', { name: 'Area' }).click();
    await page.getByRole('option', { name: /^grid/ }).click();
    await target('004').waitFor();
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.wrongs).toEqual([]);
  });

  test('an area is drawn with its roles, axis, reach, legend and scale, and listed with its figures', async () => {
    await target('001', 'tracking target').waitFor();
    await target('002', 'acquired').waitFor();
    for (const drawn of ['Tilt axis', 'Geometry point 1', /^Reach of image shift, 19.5/, /^Scale bar/])
      await page.getByRole('img', { name: drawn }).waitFor({ state: 'attached' });
    await page.getByRole('region', { name: 'Legend' }).getByText('tracking target').waitFor();
    const cells = await row('003').getByRole('gridcell').allInnerTexts();
    expect(cells.join(' ')).toMatch(/grid_ts_003\.mrc.*-3\.00.*5\.00.*0\.10/s);
    await page.mouse.move(400, 400);
    await page.getByText(/^specimen -?\d/).waitFor();
    await page.getByText(/^stage -?\d/).waitFor();
  });

  test('a click chooses in the list too, the right button skips, and undo and redo go back and forth', async () => {
    await target('002').click();
    await expect.poll(() => row('002').getAttribute('aria-selected')).toBe('true');
    await target('002').click({ button: 'right' });
    await target('002', 'skipped').waitFor();
    await page.keyboard.press('Control+z');
    await target('002', 'acquired').waitFor();
    await page.keyboard.press('Control+Shift+Z');
    await target('002', 'skipped').waitFor();
    await page.getByRole('checkbox', { name: 'Skip target 002' }).click();
    await target('002', 'acquired').waitFor();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => row('003').getAttribute('aria-selected')).toBe('true');
  });

  test('a target is dragged, Esc leaves it, Alt and an arrow move it by a tenth, and Ctrl+S writes the file', async () => {
    const from = await middleOf(target('004'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 12, { steps: 4 });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await row('004').innerText()).toMatch(/2\.00\s+-6\.00/);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 12, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => row('004').innerText()).not.toMatch(/2\.00\s+-6\.00/);
    const moved = await row('004').innerText();
    await target('004').click();
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(() => row('004').innerText()).not.toBe(moved);
    await page.getByText('not saved').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('not saved').waitFor({ state: 'hidden' });
    expect(await onDisk()).not.toMatch(/SSX = 2\.?0*\nSSY = -6/);
    expect(existsSync(join(site.folder, 'grid_tgts.txt~'))).toBe(true);
  });

  test('rows are put into another order by keyboard; the tracking target stays first', async () => {
    const handle = page.getByRole('button', { name: 'Move target 003' });
    await handle.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => handle.getAttribute('aria-pressed')).toBe('true');
    const moved = page.getByText(/grid_ts_003\.mrc was moved over .*grid_ts_004/);
    const press = async (): Promise<number> => {
      await page.keyboard.press('ArrowDown'); // the page listens a moment after it says so, and 004 is the last row
      return moved.count();
    };
    await expect.poll(press).toBeGreaterThan(0);
    await page.keyboard.press('Space');
    await expect.poll(() => row('004').innerText()).toContain('ts_003');
    await page.keyboard.press('Control+z');
    await expect.poll(() => row('003').innerText()).toContain('ts_003');
  });

  test('geometry points are added by the middle button and by key and all removed; none are suggested without a pattern of holes', async () => {
    const { x, y } = await middleOf(target('001'));
    await page.mouse.move(x + 90, y - 70);
    await page.mouse.down({ button: 'middle' });
    await page.mouse.up({ button: 'middle' });
    await page.getByRole('img', { name: 'Geometry point 2' }).waitFor();
    await page.mouse.move(x - 90, y + 20);
    await page.keyboard.press('g');
    await page.getByRole('img', { name: 'Geometry point 3' }).waitFor();
    await page.getByText('Slope · 3 geometry points').waitFor();
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.getByText('Slope · 0 geometry points').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Slope · 3 geometry points').waitFor();
    await page.getByRole('button', { name: 'Suggest' }).click();
    await page.getByText(/Points are suggested for hole patterns/).waitFor();
  });

  test('the six fields take numbers only, and an empty one leaves the value to the run', async () => {
    const pretilt = page.getByRole('textbox', { name: 'Pretilt, °' });
    await pretilt.fill('steep');
    expect(await pretilt.getAttribute('aria-invalid')).toBe('true');
    await pretilt.fill('-12.5');
    await pretilt.press('Enter');
    await page.getByText('not saved').waitFor();
    const rotation = page.getByRole('textbox', { name: 'Rotation, °' });
    await rotation.fill('');
    await rotation.press('Enter');
    await expect.poll(() => rotation.getAttribute('placeholder')).toBe('0');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('not saved').waitFor({ state: 'hidden' });
    const text = await onDisk();
    expect(text).toMatch(/pretilt = -12\.5/);
    expect(text).not.toMatch(/rotation/);
  });

  test('scores colour the targets, axes are swapped and inverted, and the beam follows the tilt where it is known', async () => {
    await tick(/^Colours by score/);
    await page.getByRole('img', { name: /^Colours of scores from 0 to 0.9/ }).waitFor();
    const before = await middleOf(target('002'));
    await tick(/^Invert x/);
    await expect.poll(async () => Math.abs((await middleOf(target('002'))).x - before.x) > 5).toBe(true);
    await tick(/^Swap x and y/);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('button', { name: 'As the camera sees it' }).click();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect.poll(async () => Math.abs((await middleOf(target('002'))).x - before.x) < 2).toBe(true);
    await page.getByRole('button', { name: 'As the camera sees it' }).waitFor({ state: 'hidden' }); // an open menu takes keys
    const slider = page.getByRole('slider', { name: 'Tilt at which beams and frames are drawn' });
    await page.getByRole('group', { name: /^Map of grid/ }).hover({ position: { x: 300, y: 60 } });
    await page.keyboard.press('b');
    await slider.waitFor();
    await page.keyboard.press('b');
  });

  test('what cannot be done says why, all but tracking are skipped, and reset goes back to the file', async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Targets', exact: true }).last().click();
    await page.getByRole('menuitem', { name: /^Save Views….*Connect to SerialEM first/s }).waitFor();
    await page.getByRole('menuitem', { name: /^Make it the tracking target….*Choose a target first/s }).waitFor();
    await page.getByRole('menuitem', { name: 'Skip all but the tracking target' }).click();
    await target('004', 'skipped').waitFor();
    await page.getByRole('button', { name: 'Reset to the file…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
    await target('004', 'acquired').waitFor();
  });

  test('Enter opens the pictures of a target, ? the keys', async () => {
    await target('002').dblclick();
    await page.getByRole('dialog').getByText('There is no tilt series of it yet.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('zoom about the cursor').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('a polygon is drawn by clicks, closed by Enter and dropped', async () => {
    await page.keyboard.press('d');
    const map = page.getByRole('group', { name: /^Map of grid/ });
    for (const [x, y] of [
      [120, 420],
      [220, 380],
      [200, 520],
    ] as const)
      await map.click({ position: { x, y } });
    await page.keyboard.press('Enter');
    await page.getByText('Polygon of 3 corners').waitFor();
    await page.getByRole('region', { name: 'Polygon' }).getByRole('button', { name: 'Drop' }).click();
    await page.getByText('Polygon of 3 corners').waitFor({ state: 'hidden' });
  });

  test('new points go into the area as they are', async () => {
    await page.keyboard.press('a');
    await page.getByRole('group', { name: /^Map of grid/ }).click({ position: { x: 140, y: 460 } });
    await page.getByText('one new point').waitFor();
    await page.getByRole('button', { name: 'Add as they are' }).click();
    await target('005', 'acquired').waitFor();
    await page.keyboard.press('v');
    await target('005').click();
    await page.keyboard.press('Delete');
    await target('005').waitFor({ state: 'hidden' });
  });
});
