import { once } from 'node:events';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { ask, journalOf, writeThreeTargets } from './runSite.ts';
import { openSite, type Site, takeControl } from './site.ts';

const run = 'small_run01';

/** Waits for what another process does: there is nothing else to wait for. */
async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe.skipIf(!hasBrowser)('a run does not notice', () => {
  let site: Site;
  let page: Page;

  beforeAll(async () => {
    site = await openSite({ prepare: writeThreeTargets });
    page = site.page;
    await ask(page, 'startVirtual', { scenario: 'quiet', seed: 12, speed: 20 });
    await ask(page, 'startRuns', { areas: ['small'], over: {}, preset: null });
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/run/${run}`);
    await page.getByLabel('Progress of the run').waitFor();
  });
  afterAll(() => site?.close());

  const images = async (): Promise<readonly Record<string, unknown>[]> =>
    (await journalOf(site.folder, run)).filter(({ type, purpose }) => type === 'expose.commit' && purpose === 'record');
  const after = async (more: number): Promise<void> => {
    const wanted = (await images()).length + more;
    await until(async () => (await images()).length >= wanted);
  };

  test('that the network has gone, the laptop was closed for an hour, and its server was killed; the page shows the truth again', async () => {
    await after(2);
    await page.context().setOffline(true);
    site.server.kill('SIGKILL');
    await once(site.server, 'exit');
    await after(3); // nobody looks on
    await site.serveAgain();
    await page.context().setOffline(false);
    await until(async () => (await images()).length === 27);
    await page.getByRole('region', { name: 'How the run stands' }).getByText('complete', { exact: true }).waitFor();
    await page.getByText('27', { exact: false }).first().waitFor();
    const slots = (await images()).map(({ seq }) => seq);
    expect(new Set(slots).size).toBe(27);
    const intents = (await journalOf(site.folder, run)).filter(
      ({ type, purpose }) => type === 'expose.intent' && purpose === 'record',
    );
    expect(new Set(intents.map(({ target, step }) => `${target} ${step}`)).size).toBe(intents.length);
  });

  test('who has control: the second browser looks on, takes over, and the first one is told', async () => {
    await takeControl(page); // it lapsed with the server
    const other = await site.open('operator');
    await other.getByRole('button', { name: 'Ann has control' }).click();
    await other.getByLabel('Your name, for others and for the journal').fill('Ben');
    await other.getByRole('button', { name: 'Take over' }).click();
    await other.getByRole('button', { name: 'Give control back' }).waitFor();
    await page.getByRole('button', { name: 'Ben has control' }).waitFor();
    const viewer = await site.open('viewer');
    await viewer.getByText('looking on', { exact: true }).waitFor();
    expect(await viewer.getByRole('button', { name: 'Take control' }).count()).toBe(0);
  });
});
