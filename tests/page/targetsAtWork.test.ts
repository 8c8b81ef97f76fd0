import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { openSite, type Site } from './site.ts';

/** A part of the width and of the height of a map. */
type Place = readonly [number, number];

const jobMs = 40_000;

/** Where the slope of the lamella is measured: on it, beside the targets. */
const slopePlaces: readonly Place[] = [
  [0.42, 0.62],
  [0.6, 0.38],
  [0.66, 0.66],
];

/** What a person does on the Targets page, by clicks and keys. */
class Hand {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  target = (number: string, what = ''): Locator =>
    this.page.getByRole('img', { name: new RegExp(`^Target ${number}, ${what}`) });

  row = (number: string): Locator =>
    this.page.getByRole('row').filter({ has: this.page.getByRole('checkbox', { name: `Skip target ${number}` }) });

  points = (): Locator => this.page.getByRole('img', { name: /^Geometry point \d+$/ });

  async choose(menu: string, entry: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: menu, exact: true }).last().click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** Agrees to what is asked. */
  async agree(yes: string): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name: yes, exact: true }).click();
  }

  /** Waits for the end of a job and reads it away; everything that it said. */
  async end(title: string | RegExp, ending: 'done' | 'did not work' = 'done'): Promise<string> {
    const source = typeof title === 'string' ? title : title.source;
    const alert = this.page
      .getByRole('alert')
      .filter({ hasText: new RegExp(`${source}: (done|did not work|stopped)`) });
    await alert.waitFor({ timeout: jobMs });
    const said = await alert.innerText();
    expect(said).toContain(ending);
    await alert.getByRole('button', { name: 'I have read this' }).click();
    await alert.waitFor({ state: 'hidden' });
    return said;
  }

  async openArea(area: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Area' }).click();
    await this.page.getByRole('option', { name: new RegExp(`^${area} `) }).click();
    await this.page.getByRole('group', { name: new RegExp(`^Map of ${area} with`) }).waitFor();
  }

  /** Draws on a map, whatever stands in the list before it. */
  async openMap(label: RegExp): Promise<void> {
    await this.inMaps(async () => {
      await this.page.getByRole('combobox', { name: /^Map that is drawn on/ }).click();
      await this.page.getByRole('option', { name: label }).click();
    });
  }

  async inMaps(work: () => Promise<void>): Promise<void> {
    const button = this.page.getByRole('button', { name: 'Maps', exact: true });
    const field = this.page.getByRole('combobox', { name: /^Map that is drawn on/ });
    await button.click();
    await field.waitFor();
    await work();
    await button.click();
    await field.waitFor({ state: 'hidden' });
  }

  async at([x, y]: Place): Promise<{ readonly x: number; readonly y: number }> {
    const box = await this.page.locator('canvas').first().boundingBox();
    if (box === null) throw new Error('no map is shown');
    return { x: box.x + x * box.width, y: box.y + y * box.height };
  }

  async clickAt(place: Place): Promise<void> {
    const { x, y } = await this.at(place);
    await this.page.mouse.click(x, y);
  }

  async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
    await this.page.mouse.up();
  }

  async middleOf(what: Locator): Promise<{ readonly x: number; readonly y: number }> {
    const box = await what.boundingBox();
    if (box === null) throw new Error('it is not on the page');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** How bright the map is on the screen, when all of it is there. */
  async loadedBrightness(): Promise<number> {
    await this.page.locator('[aria-busy="false"] canvas').first().waitFor();
    return settled(this.brightness);
  }

  /** How bright the map is on the screen now. */
  brightness = (): Promise<number> =>
    this.page
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let sum = 0;
        for (let i = 0; i < data.length; i += 4) sum += data[i]!;
        return (4 * sum) / data.length;
      });
}

/** The same twice: nothing is being loaded or moved. */
async function settled(read: () => Promise<number>): Promise<number> {
  let last = Number.NaN;
  await expect
    .poll(
      async () => {
        const now = await read();
        const isSame = now === last;
        last = now;
        return isSame;
      },
      { interval: 150, timeout: 30_000 },
    )
    .toBe(true);
  return last;
}

async function opened(scenario: string): Promise<{ readonly site: Site; readonly hand: Hand }> {
  const site = await openSite({ virtual: scenario });
  site.page.setDefaultTimeout(60_000);
  await site.page.goto(`${site.url}/#/targets`);
  return { site, hand: new Hand(site.page) };
}

describe.skipIf(!hasBrowser)('targets of a lamella, with a microscope', () => {
  let site: Site;
  let page: Page;
  let hand: Hand;
  const onDisk = (area: string): Promise<string> =>
    readFile(join(site.folder, 'microscope_01', `${area}_tgts.txt`), 'utf8');
  const targetsOnDisk = async (area: string): Promise<readonly string[]> =>
    [...(await onDisk(area)).matchAll(/^tsfile = (.*)$/gm)].map(([, stack = '']) => stack);

  beforeAll(async () => {
    ({ site, hand } = await opened('lamella'));
    page = site.page;
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.wrongs).toEqual([]);
  });

  test('a View, a Search image and a montage are taken, and become maps', async () => {
    await hand.choose('Look', 'Take a View');
    await hand.agree('Take View');
    await hand.end('Take a View');
    await page.getByText('Map look_view_01').waitFor();
    await hand.choose('Look', 'Take a Search image');
    await hand.agree('Take Search image');
    await hand.end('Take a Search image');
    await page.getByText('Map look_search_01').waitFor();
    await page.getByRole('button', { name: 'Look', exact: true }).click();
    await page.getByRole('textbox', { name: 'Columns of the montage' }).fill('2');
    await page.getByRole('textbox', { name: 'Rows of the montage' }).fill('2');
    await page.getByRole('button', { name: 'View montage' }).click();
    await hand.agree('Take the montage');
    await hand.end('Montage of 2 × 2 Views');
    await page.getByText(/^Map montage_01/).waitFor();
  });

  test('another map is laid over the one that is drawn on, and the contrast is changed', async () => {
    await hand.inMaps(async () => {
      const plain = await hand.loadedBrightness();
      const over = page.getByRole('checkbox', { name: /look_view_01/ });
      await over.click();
      await expect.poll(hand.brightness).not.toBe(plain);
      await over.click();
      await expect.poll(async () => Math.abs((await hand.brightness()) - plain)).toBeLessThan(1);
      const black = page.getByRole('slider', { name: 'Grey value shown black' });
      await black.focus();
      for (let step = 0; step < 25; step++) await page.keyboard.press('ArrowRight');
      await expect.poll(hand.brightness).toBeLessThan(plain - 3);
      await page.getByRole('button', { name: 'Auto', exact: true }).click();
      await expect.poll(async () => Math.abs((await hand.brightness()) - plain)).toBeLessThan(1);
    });
  });

  test('a map has the same contrast when its smallest tile comes last', async () => {
    await hand.openMap(/montage_01/);
    const plain = await hand.loadedBrightness();
    const smallest = '**/tiles/0/0/0';
    await page.route(smallest, async (route) => {
      await page.waitForResponse(/\/tiles\/[1-9]\/\d+\/\d+$/);
      await route.continue();
    });
    await page.reload();
    await hand.openMap(/montage_01/);
    expect(Math.abs((await hand.loadedBrightness()) - plain)).toBeLessThan(0.5);
    await page.unroute(smallest);
    await hand.openMap(/look_view_01/);
    await page.getByText('Map look_view_01').waitFor();
  });

  test('clicked places become targets with Previews', async () => {
    await page.keyboard.press('a');
    for (const place of [
      [0.5, 0.5],
      [0.38, 0.42],
      [0.6, 0.58],
    ] as const)
      await hand.clickAt(place);
    await page.getByText('3 new points').waitFor();
    await page.getByRole('button', { name: 'Take Previews here' }).click();
    await hand.agree('Take Previews');
    await hand.end('Targets of area1 at 3 places');
    await hand.target('003', 'acquired').waitFor();
    expect((await targetsOnDisk('area1')).length).toBe(3);
  });

  test('a second area is cut from the map, and nothing is exposed for it', async () => {
    await page.keyboard.press('a');
    for (const place of [
      [0.45, 0.3],
      [0.62, 0.36],
    ] as const)
      await hand.clickAt(place);
    await page.getByText('2 new points').waitFor();
    await page.getByText('new area', { exact: true }).click();
    await page.getByRole('button', { name: 'Cut from the map' }).click();
    await hand.end('Targets of area2 at 2 places of a map');
    await page.getByRole('group', { name: /^Map of area2 with 2 targets/ }).waitFor();
    await hand.row('002').getByText('area2_ts_002').waitFor();
  });

  test('typed image shifts become further targets', async () => {
    await hand.openArea('area1');
    await hand.choose('Choose targets', 'Typed image shifts…');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Go on' }).and(page.locator(':disabled')).waitFor();
    await dialog.getByText('Type one shift or more.').waitFor();
    await dialog.getByRole('textbox', { name: /^Image shifts/ }).fill('1.5, -2');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await hand.agree('Add');
    await hand.end('Targets of area1 by one image shift');
    await expect.poll(() => hand.row('004').innerText()).toMatch(/1\.\d\d\s+-?2\.\d\d/);
  });

  test('Views are saved: their files stand in the area, and the picture opens', async () => {
    await hand.choose('Targets', 'Save Views…');
    await hand.agree('Save Views');
    await hand.end('Views of the targets of area1');
    expect(await onDisk('area1')).toMatch(/viewfile = area1_tgt_002_view\.mrc/);
    await hand.target('002').dblclick();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/area1_tgt_002_view\.mrc/).waitFor();
    await dialog.getByText('View with targets', { exact: true }).click();
    await dialog.getByRole('img', { name: 'View with targets of target 002' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('another target tracks, in the list and in the file', async () => {
    const [first, second] = await targetsOnDisk('area1');
    await hand.row('002').click();
    await hand.choose('Targets', 'Make it the tracking target…');
    await hand.agree('Make it the tracking target');
    await hand.end('Target 2 of area1 becomes the tracking target');
    expect((await targetsOnDisk('area1'))[0]).not.toBe(first);
    expect((await targetsOnDisk('area1'))[0]).toBe(second);
    await expect.poll(() => hand.row('001').innerText()).toContain(second);
  });

  test('rows are dragged by mouse into another order', async () => {
    const before = await hand.row('004').innerText();
    const handle = (number: string): Locator => page.getByRole('button', { name: `Move target ${number}` });
    const from = await hand.middleOf(handle('004'));
    const to = await hand.middleOf(handle('002'));
    await hand.drag(from, { x: to.x, y: to.y - 4 });
    const stack = /\S+_ts_\d+\.mrc/.exec(before)?.[0] ?? 'no stack';
    await expect.poll(() => hand.row('002').innerText()).toContain(stack);
    await page.keyboard.press('Control+z');
    await expect.poll(() => hand.row('004').innerText()).toContain(stack);
  });

  test('targets are refined by Views', async () => {
    await hand.choose('Targets', 'Refine by Views…');
    await hand.agree('Refine');
    await hand.end('Targets of area1 refined by Views');
  });

  test('the stage goes to a target', async () => {
    await hand.row('003').click();
    await hand.choose('Targets', 'Move the stage there…');
    await hand.agree('Go there');
    await hand.end('Stage to -?[\\d.]+, -?[\\d.]+ µm');
  });

  test('an area cannot be copied when no item of the Navigator is marked Acquire, and says so', async () => {
    await hand.choose('Targets', 'Copy to acquire points…');
    await hand.agree('Copy');
    const said = await hand.end('Copies of area1 at the items marked Acquire', 'did not work');
    expect(said).toMatch(/Acquire/);
  });

  test('geometry points are set by G, dragged, removed and placed; the slope is measured and taken over', async () => {
    const { x, y } = await hand.at([0.3, 0.7]);
    await page.mouse.move(x, y);
    await page.keyboard.press('g');
    await page.getByRole('img', { name: 'Geometry point 1' }).waitFor();
    const from = await hand.middleOf(page.getByRole('img', { name: 'Geometry point 1' }));
    await hand.drag(from, { x: from.x + 40, y: from.y + 10 });
    await expect
      .poll(async () => (await hand.middleOf(page.getByRole('img', { name: 'Geometry point 1' }))).x - from.x)
      .toBeGreaterThan(30);
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.getByText('Slope · 0 geometry points').waitFor();
    await page.getByRole('textbox', { name: 'How many points are placed' }).fill('3');
    await page.getByRole('button', { name: 'Place', exact: true }).click();
    await page.getByText('Slope · 3 geometry points').waitFor();
    expect(await hand.points().count()).toBe(3);
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.getByText('Slope · 0 geometry points').waitFor();
    for (const [number, place] of slopePlaces.entries()) {
      const at = await hand.at(place);
      await page.mouse.move(at.x, at.y);
      await page.keyboard.press('g');
      await page.getByRole('img', { name: `Geometry point ${number + 1}` }).waitFor();
    }
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await hand.agree('Measure');
    await hand.end('Pretilt and rotation of area1');
    await page.getByRole('button', { name: /°, -?[\d.]+°: show$/ }).click();
    const dialog = page.getByRole('dialog');
    const table = await dialog.getByRole('table', { name: 'What was measured' }).innerText();
    const [, pretilt = '', rotation = ''] = /Pretilt\s+(-?[\d.]+)°\s+Rotation\s+(-?[\d.]+)°/.exec(table) ?? [];
    await dialog.getByRole('button', { name: 'Take these values' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect
      .poll(async () => Number(await page.getByRole('textbox', { name: 'Pretilt, °' }).inputValue()))
      .toBe(Number(pretilt));
    await expect
      .poll(async () => Number(await page.getByRole('textbox', { name: 'Rotation, °' }).inputValue()))
      .toBe(Number(rotation));
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('not saved').waitFor({ state: 'hidden' });
    expect(Number(/pretilt = (\S+)/.exec(await onDisk('area1'))?.[1])).toBe(Number(pretilt));
  });

  test('a polygon is filled with targets of a new area', async () => {
    await page.keyboard.press('d');
    for (const place of [
      [0.2, 0.2],
      [0.8, 0.22],
      [0.8, 0.75],
      [0.2, 0.75],
    ] as const)
      await hand.clickAt(place);
    await page.keyboard.press('Enter');
    await page.getByText('Polygon of 4 corners').waitFor();
    await page.getByRole('button', { name: 'Fill with targets…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click();
    await hand.agree('Fill it');
    await hand.end('Polygon of area3 filled with targets');
    await hand.target('001', 'tracking target').waitFor();
    expect((await targetsOnDisk('area3')).length).toBeGreaterThan(1);
  });
});

describe.skipIf(!hasBrowser)('targets of a film with holes', () => {
  let site: Site;
  let page: Page;
  let hand: Hand;

  beforeAll(async () => {
    ({ site, hand } = await opened('film-r2-1'));
    page = site.page;
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.wrongs).toEqual([]);
  });

  test('holes of a View are shown, and a click on one takes exactly its middle', async () => {
    await hand.choose('Look', 'Take a View');
    await hand.agree('Take View');
    await hand.end('Take a View');
    await page.getByText('Map look_view_01').waitFor();
    await page.keyboard.press('h');
    const holes = page.locator('circle[data-held="hole"]');
    await expect.poll(() => holes.count(), { timeout: jobMs }).toBeGreaterThan(3);
    await page.keyboard.press('a');
    const middle = await hand.middleOf(holes.nth(2));
    await page.mouse.click(middle.x + 5, middle.y - 4);
    await page.getByText('one new point').waitFor();
    const point = await hand.middleOf(page.getByRole('img', { name: 'New point 1' }));
    expect(Math.abs(point.x - middle.x)).toBeLessThan(1);
    expect(Math.abs(point.y - middle.y)).toBeLessThan(2); // the mark stands a little above its place
  });

  test('a pattern of holes about the place that image shift points to becomes an area', async () => {
    await page.keyboard.press('v');
    await page.getByRole('button', { name: 'Drop all' }).click();
    await hand.choose('Choose targets', 'A pattern of holes…');
    await page.getByRole('dialog').getByText('not', { exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click();
    await hand.agree('Begin');
    await hand.end('Pattern of holes for area1');
    await hand.target('009', 'acquired').waitFor();
  });
});
