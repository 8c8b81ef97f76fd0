import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { ask, axeFinds, journalOf, writeThreeTargets } from './runSite.ts';
import { openSite, type Site } from './site.ts';

const run = 'small_run01';
/** So long a run may take until something is to be seen, on two busy cores, ms. */
const patient = { timeout: 60_000 };

describe.skipIf(!hasBrowser)('the Run page', () => {
  let site: Site;
  let page: Page;
  let alarms: Listener;

  beforeAll(async () => {
    alarms = await listen();
    site = await openSite({ prepare: writeThreeTargets });
    page = site.page;
    await ask(page, 'startVirtual', { scenario: 'quiet', seed: 11, speed: 10 });
    await page.evaluate(() => {
      location.hash = '#/run';
    });
  });
  afterAll(async () => {
    await site?.close();
    alarms?.server.close();
  });

  const standing = (words: string, where: Page = page): Promise<void> =>
    where
      .getByRole('region', { name: 'How the run stands' })
      .getByText(words, { exact: true })
      .first()
      .waitFor(patient);
  const cell = (target: string, tilt: string, words: string): Locator =>
    page.getByRole('gridcell', { name: `Target ${target} at ${tilt}°: ${words}` });
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const confirm = (title: string, name: string): Promise<void> =>
    page.getByRole('dialog', { name: title }).getByRole('button', { name, exact: true }).click();
  const understood = (words: string): Promise<void> =>
    expect
      .poll(() => page.getByRole('alert').allInnerTexts())
      .toContainEqual(expect.stringContaining(`From the next image on, ${words}`));

  test('says what to do while there is no run', async () => {
    await page.getByText('Runs of this folder appear here.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Plan and start a run' }).waitFor();
  });

  test('shows the run that was begun, and rests when it is told to', async () => {
    await ask(page, 'startRuns', { areas: ['small'], over: {}, preset: null });
    await page.waitForURL(`**/#/run/${run}`, patient);
    await cell('001', '0', 'taken').waitFor(patient);
    await press('Pause');
    await standing('paused');
    await page.getByText('Paused by Ann', { exact: true }).waitFor();
  });

  test('fills with images', async () => {
    await page.getByRole('grid').locator('img').first().waitFor(patient);
    await page.getByRole('region', { name: 'The newest images' }).locator('img').first().waitFor(patient);
  });

  test('passes on what is wished of it, and goes on accordingly', async () => {
    await page.getByRole('button', { name: /^Target 003.*what can be done/ }).click();
    await page.getByRole('menuitem', { name: 'Skip this target' }).click();
    await confirm('Skip target 003?', 'Skip this target');
    await understood('target 003 takes no more images');
    await page.getByRole('button', { name: /^Target 002.*what can be done/ }).click();
    await page.getByRole('menuitem', { name: 'End its minus branch' }).click();
    await confirm('End the minus branch of target 002?', 'End its minus branch');
    await understood('target 002 takes no more images on its minus branch');
    await press('Range');
    await page.getByLabel('To, °').fill('9');
    await page.getByRole('dialog').getByRole('button', { name: 'Change the range' }).click();
    await confirm('Change the range of tilts?', 'Change the range');
    await understood('only tilts from -12° to 9° are taken');
    await press('Go on');
    await cell('003', '-12', 'not taken').waitFor(patient);
    await cell('002', '-12', 'not taken').waitFor(patient);
    await cell('001', '12', 'not taken').waitFor(patient);
    await press('Pause');
    await standing('paused');
    const changes = (await journalOf(site.folder, run)).filter(({ type }) => type === 'plan.change');
    expect(changes.map(({ who, change }) => ({ who, change }))).toEqual([
      { who: 'Ann', change: { kind: 'skip-target', target: '003' } },
      { who: 'Ann', change: { kind: 'end-branch', target: '002', branch: 'minus' } },
      { who: 'Ann', change: { kind: 'range', minDeg: -12, maxDeg: 9 } },
    ]);
  });

  test('keeps whom to tell, and tells them', async () => {
    await page.getByRole('tab', { name: 'Alarms' }).click();
    await page.getByRole('button', { name: 'Try', exact: true }).and(page.locator('[aria-disabled=true]')).waitFor();
    await page.getByLabel('Webhook').fill(alarms.url);
    await press('Save');
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Try', exact: true }).press('Enter'); // notes lie over it for a while
    await expect.poll(() => alarms.heard.map(({ title }) => title), patient).toContain('A test alarm');
    await page.getByRole('tab', { name: 'Plots' }).click();
  });

  test('lets others look on, who can only stop it', async () => {
    const other = await site.open('operator');
    await other.evaluate(() => {
      location.hash = '#/run';
    });
    await standing('paused', other);
    await other.getByRole('button', { name: 'Go on' }).and(other.locator('[aria-disabled=true]')).waitFor();
    await other.getByRole('button', { name: /^Target 001.*what can be done/ }).click();
    await other.getByText('Ann has control', { exact: false }).first().waitFor();
    expect(await other.getByRole('menuitem', { name: 'End its plus branch' }).isDisabled()).toBe(true);
    await other.keyboard.press('Escape');
    await other.getByRole('button', { name: 'Stop', exact: true }).click();
    await other.getByText('no command is sent').waitFor();
    await other.getByRole('dialog').getByRole('button', { name: 'Stop now' }).click();
    await standing('stopped');
    await page.getByText('Stopped by a person', { exact: true }).waitFor();
    await other.context().close();
  });

  test('shows itself on a phone, to look at', async () => {
    const phone = await site.open('viewer', { width: 390, height: 844 });
    await phone.evaluate(() => {
      location.hash = '#/run';
    });
    await phone.getByRole('heading', { name: 'small' }).waitFor();
    await phone.getByText('This is for looking on.', { exact: false }).waitFor();
    await phone.getByText(/of \d+ images/).waitFor();
    await phone.getByRole('img', { name: /^Target/ }).waitFor(patient);
    expect(await phone.getByRole('button', { name: /Stop|Pause|Resume|Range/ }).count()).toBe(0);
    expect(await phone.getByRole('grid').count()).toBe(0);
    await phone.context().close();
  });

  test('goes on from where it was stopped', async () => {
    await press('Resume');
    await page.getByRole('radio', { name: 'Go on without looking' }).waitFor();
    await page.getByRole('radio', { name: 'The stage was not moved' }).check();
    await confirm('Resume small', 'Resume');
    await standing('complete');
    await expect
      .poll(() => alarms.heard.filter((alarm) => alarm.run === run).map(({ kind }) => kind), patient)
      .toEqual(expect.arrayContaining(['run-stopped', 'run-complete']));
    expect((await journalOf(site.folder, run)).at(-1)).toMatchObject({ type: 'run.close' });
  });

  test('shows an image closely, and the next one by an arrow key', async () => {
    await cell('001', '0', 'taken').click();
    const closely = page.getByRole('dialog');
    await closely.getByRole('img', { name: /^Target 001/ }).waitFor(patient);
    await closely.getByText('1 of 9').waitFor();
    await page.keyboard.press('ArrowRight');
    await closely.getByRole('heading', { name: 'Target 001 at +3°' }).waitFor();
    await page.keyboard.press('Escape');
    await closely.waitFor({ state: 'hidden' });
    await page.getByRole('grid').focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await closely.getByRole('heading', { name: 'Target 002 at +3°' }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('says everything in its log, and finds words in it', async () => {
    await page.getByRole('tab', { name: 'Log' }).click();
    const log = page.getByRole('log');
    await log.getByText('Changed by Ann', { exact: false }).first().waitFor(patient);
    await page.getByLabel('Search the log').fill('Ends here for now');
    await expect.poll(() => log.locator(':scope > div').count()).toBe(1);
    await page.getByRole('tab', { name: 'Plots' }).click();
    await page.getByRole('figure', { name: /^Dose: so far from 3\.0 to/ }).waitFor();
  });

  test('gives axe nothing serious to find', async () => {
    expect(await axeFinds(page)).toEqual([]);
    for (const tab of ['Log', 'Alarms']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await axeFinds(page)).toEqual([]);
    }
  });

  test('has no errors, and asks nobody outside', () => {
    expect(site.wrongs).toEqual([]);
  });
});

interface Listener {
  readonly server: Server;
  readonly url: string;
  readonly heard: { readonly title: string; readonly kind: string; readonly run: string | null }[];
}

/** Somebody far away who is told of things. */
async function listen(): Promise<Listener> {
  const heard: Listener['heard'] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      heard.push(JSON.parse(text));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}/hook`, heard };
}
