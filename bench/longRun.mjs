import { execFileSync, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { heading, report, seconds } from './measure.mjs';
import { forgetTasks, openBrowser, openPage, pacetomo, quiet, serve, watchedOn } from './pageSite.mjs';

const virtualSerialEm = fileURLToPath(
  new URL('../packages/virtual-serialem/bin/virtual-serialem.mjs', import.meta.url),
);
const targets = 122;
const exposures = targets * 41;

/** What a run of 5002 exposures asks of a browser. It is made first, which takes some minutes. */
export async function longRun(parent) {
  const folder = join(parent, 'long');
  await makeRun(folder);
  await watch(folder);
}

/** The same for a folder with such a run in it. */
export async function watch(folder) {
  const site = await serve(folder);
  const browser = await openBrowser();
  try {
    const page = await openPage(browser, site, '/run/long_run01');
    const readS = await seconds(() =>
      page.getByText(`${exposures}`, { exact: false }).first().waitFor({ timeout: 120_000 }),
    );
    await page.getByRole('grid').waitFor();
    await quiet(page);
    heading(`A run of ${exposures} exposures in the browser`);
    const opening = await watchedOn(page);
    report('read and folded', readS, 's', opening.tasksMs[0] ?? 0, 'ms the longest task (0: none beyond 50 ms)');
    await forgetTasks(page);
    await touchEverything(page);
    const { eventsMs, tasksMs } = await watchedOn(page);
    report(
      'slowest interaction',
      eventsMs[0] ?? 0,
      'ms',
      tasksMs[0] ?? 0,
      `ms the longest task; ${eventsMs.length} beyond 16 ms`,
    );
    report('memory of the page', residentMb(browser), 'MB', await heapMb(page), 'MB of it JavaScript');
  } finally {
    await browser.close();
    await site.close();
  }
}

/** What a person does who looks at a run. */
async function touchEverything(page) {
  const grid = page.getByRole('grid');
  const cells = page.getByRole('gridcell');
  await cells.nth(30).click();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  for (let i = 0; i < 12; i++) {
    await grid.hover();
    await page.mouse.wheel(0, 500);
    await page.waitForTimeout(100); // as fast as somebody turns a wheel
  }
  for (const tab of await page.getByRole('tab').all()) await tab.click();
  await page.getByRole('tab').first().click();
  for (const label of await page.getByLabel('Order of the tilts').locator('label').all()) await label.click();
}

/** All processes of the browser that hold pages, MB; there is one window. */
function residentMb() {
  const lines = execFileSync('ps', ['-eo', 'rss,args']).toString().split('\n');
  const renderers = lines.filter((line) => line.includes('--type=renderer'));
  return Math.max(...renderers.map((line) => Number.parseInt(line, 10) / 1024));
}

async function heapMb(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

async function makeRun(folder) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'long_tgts.txt'), targetsText());
  const args = ['--scenario', 'quiet', '--port', '0', '--dir', join(folder, 'microscope')];
  const microscope = spawn(process.execPath, [virtualSerialEm, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const address = await addressOf(microscope);
    pacetomo(folder, 'run', 'long_tgts.txt', '--serialem', address, '--runs', 'runs', '--set', 'doCtfPlotter=False');
  } finally {
    microscope.kill();
  }
}

async function addressOf(microscope) {
  for await (const line of createInterface(microscope.stdout)) {
    const [, address] = /listening on (\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the virtual microscope did not start');
}

function targetsText() {
  const places = [];
  for (let y = -9; y <= 9; y += 1.5) for (let x = -9; x <= 9; x += 1.5) places.push({ x, y });
  const near = places.toSorted((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y)).slice(0, targets);
  const entries = near.map(({ x, y }, i) => {
    const number = String(i + 1).padStart(3, '0');
    return `_tgt = ${number}\ntsfile = long_ts_${number}.mrc\nSSX = ${x}\nSSY = ${y}\nskip = False\n`;
  });
  return `_set startTilt = 0\n_set minTilt = -60\n_set maxTilt = 60\n_set step = 3\n\n${entries.join('\n')}`;
}
