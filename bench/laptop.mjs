import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { heading, report } from './measure.mjs';
import { openBrowser, serve } from './pageSite.mjs';

const missed = 25;

/** How soon the page shows how a run stands when a laptop is opened that was closed for an hour, without network. */
export async function laptop(parent) {
  const folder = join(parent, 'laptop');
  await mkdir(folder);
  await writeFile(join(folder, 'lap_tgts.txt'), targetsText());
  const site = await serve(folder, 0, '--virtual', 'quiet', '--speed', '40');
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(site.link());
    await begin(page);
    const images = async () =>
      (await readFile(join(folder, 'runs', 'lap_run01', 'journal.jsonl'), 'utf8')).match(
        /"purpose":"record","section"/g,
      )?.length ?? 0;
    const until = async (count) => {
      while ((await images().catch(() => 0)) < count) await new Promise((resolve) => setTimeout(resolve, 50));
    };
    const waitsS = [];
    for (let round = 0; round < 3; round++) {
      await until((await images()) + 5);
      await context.setOffline(true);
      await until((await images()) + missed);
      const truth = await images();
      const begun = performance.now();
      await context.setOffline(false);
      await page.clock.fastForward('01:00:00');
      await page.waitForFunction(
        (count) => Number(/(\d+) of \d+ images/.exec(document.body.innerText)?.[1]) >= count,
        truth,
      );
      waitsS.push((performance.now() - begun) / 1000);
    }
    const sorted = waitsS.toSorted((a, b) => a - b);
    heading(`A laptop opened after an hour without network, ${missed} images later`);
    report('true state, median', sorted[1], 's', sorted[2], 's the slowest of 3');
  } finally {
    await browser.close();
    await site.close();
  }
}

/** Takes control and starts the run, as a person does. */
async function begin(page) {
  const button = (name) => page.getByRole('button', { name, exact: true });
  const yes = (name) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  await button('Take control').click();
  await yes('Take control');
  await page.getByText('What it can do').waitFor();
  await button('Plan').click();
  await button('Start').click();
  await yes('Start');
  await page.getByLabel('Progress of the run').waitFor();
}

function targetsText() {
  const targets = Array.from({ length: 12 }, (_, i) => {
    const number = String(i + 1).padStart(3, '0');
    return `_tgt = ${number}\ntsfile = lap_ts_${number}.mrc\nSSX = ${(i % 4) * 2}\nSSY = ${Math.floor(i / 4) * 2}\nskip = False\n`;
  });
  return `_set minTilt = -60\n_set maxTilt = 60\n_set step = 3\n\n${targets.join('\n')}`;
}
