import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatLine } from '../../packages/pacetomo/src/session/journalLines.ts';
import { madeJournal, madePlan } from '../../packages/web/test/madeRun.ts';
import { hasBrowser } from './browser.ts';
import { openSite, type Site } from './site.ts';

/** 122 targets at 41 tilts. */
const exposures = 5002;
const sidePx = 64;

describe.skipIf(!hasBrowser)('a run of 5,000 exposures', () => {
  let site: Site;
  let page: Page;

  beforeAll(async () => {
    site = await openSite({ prepare: writeLargeRun });
    page = site.page;
  });
  afterAll(() => site?.close());

  test('is read whole', async () => {
    await page.evaluate(() => {
      location.hash = '#/run/made_run01';
    });
    await page.getByText(`${exposures} of ${exposures} images`).waitFor();
    await page.getByRole('grid').locator('img').first().waitFor();
  });

  test('answers clicks and keys', async () => {
    const grid = page.getByRole('grid');
    for (const name of ['As taken', 'By angle', 'Larger', 'All tilts'])
      await page.getByText(name, { exact: true }).click();
    await grid.focus();
    for (const key of ['PageDown', 'PageDown', 'End', 'Home', 'ArrowRight', 'PageDown']) await page.keyboard.press(key);
    await page
      .getByRole('button', { name: /^Target 0.*what can be done/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Plots of this target only' }).click();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByRole('tab', { name: 'Plots' }).click();
    await grid.focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog')
      .getByRole('img', { name: /^Target/ })
      .waitFor();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'Escape']) await page.keyboard.press(key);
  });

  test('takes less than 400 MB when all of it was scrolled through', async () => {
    const grid = page.getByRole('grid');
    await grid.focus();
    for (let rows = 0; rows < 122; rows += 10) {
      await page.keyboard.press('PageDown');
      await expect.poll(() => grid.locator('img').evaluateAll(areLoaded)).toBe(true);
    }
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    console.log(`the page takes ${(usedSize / 1e6).toFixed(0)} MB`);
    expect(usedSize).toBeLessThan(400e6);
  });
});

const areLoaded = (images: Element[]): boolean =>
  images.length > 0 && images.every((image) => (image as HTMLImageElement).complete);

/** A finished run with its stacks, as if it had been acquired. */
async function writeLargeRun(folder: string): Promise<void> {
  const plan = madePlan(122, 60);
  const stacks = join(folder, 'stacks');
  const run = join(folder, 'runs', 'made_run01');
  await mkdir(stacks);
  await mkdir(run, { recursive: true });
  await writeFile(join(run, 'plan.json'), JSON.stringify(plan));
  const lines = [...madeJournal(plan), { type: 'run.close' as const, status: 'complete' as const, restored: [] }].map(
    (event, i) => {
      const t = 't' in event ? event.t : new Date().toISOString();
      const known = event.type === 'env' ? { ...event, directory: stacks } : event;
      return formatLine({ v: 1, seq: i + 1, t, mono: i, boot: 'made' }, known);
    },
  );
  await writeFile(join(run, 'journal.jsonl'), lines.join(''));
  await writeFile(join(run, 'run.log'), lines.map((_, i) => `2026-01-01 00:00:00  Line ${i + 1}.\n`).join(''));
  for (const { stack } of plan.targets) await writeFile(join(stacks, stack), smallStack(41));
}

/** An MRC stack of small images with a gradient. */
function smallStack(sections: number): Buffer {
  const bytes = Buffer.alloc(1024 + sections * sidePx * sidePx * 2);
  for (const [at, value] of [sidePx, sidePx, sections, 1].entries()) bytes.writeInt32LE(value, at * 4);
  for (const [i, value] of [sidePx, sidePx, sections].entries()) bytes.writeInt32LE(value, 28 + i * 4);
  for (const [i, axis] of [1, 2, 3].entries()) bytes.writeInt32LE(axis, 64 + i * 4);
  bytes.write('MAP ', 208, 'ascii');
  bytes.writeUInt32LE(0x4444, 212);
  for (let i = 0; i < sections * sidePx * sidePx; i++) bytes.writeInt16LE(i % 997, 1024 + i * 2);
  return bytes;
}
