import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { axeFinds } from './runSite.ts';
import { openSite, type Site } from './site.ts';

const trap = '<img/src=x/onerror=window.hit=1>';

/** A targets file whose names would be run by a page that takes them for markup. */
const writeTrap = (folder: string): Promise<void> =>
  writeFile(
    join(folder, 'trap_tgts.txt'),
    `_set minTilt = -6\n\n_tgt = 001\ntsfile = ${trap}_ts_001.mrc\ntgtfile = ${trap}_tgt_001.mrc\nSSX = 0\nSSY = 0\n`,
  );

describe.skipIf(!hasBrowser)('a page between hostile files and hostile sites (reliability 3.13, 21 to 24)', () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite({ prepare: writeTrap });
  });
  afterAll(() => site?.close());

  test('markup in the names of files is shown as text', async () => {
    const { page } = site;
    await page.evaluate(() => {
      location.hash = '#/targets/trap';
    });
    await page.getByText('onerror', { exact: false }).first().waitFor({ state: 'attached' });
    expect(
      await page.evaluate(() => ({ hit: 'hit' in window, images: document.querySelectorAll('img[src="x"]').length })),
    ).toEqual({ hit: false, images: 0 });
  });

  test('a script that gets into the page is not run', async () => {
    const refused = await site.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
          const script = document.createElement('script');
          script.textContent = 'window.hit = 1';
          document.body.append(script);
        }),
    );
    expect(refused).toMatch(/^script-src/);
    expect(await site.page.evaluate(() => 'hit' in window)).toBe(false);
  });

  test('the token is in no address, no cookie and no lasting storage', async () => {
    const { page } = site;
    const token = await page.evaluate(() => sessionStorage.getItem('pacetomo-token') ?? '');
    expect(token.length).toBeGreaterThan(40);
    expect(page.url()).not.toContain('code=');
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(token);
  });

  test('axe finds nothing serious on any page, in the dark and in the light, the frame included', async () => {
    const { page } = site;
    for (const scheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const at of ['microscope', 'targets/trap', 'plan/trap', 'run', 'history']) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#/${at}`);
        await page.getByRole('main').waitFor();
        expect(await axeFinds(page, 'body'), `${at}, ${scheme}`).toEqual([]);
      }
    }
  });

  test('nothing is asked of any other computer', () => {
    expect(site.wrongs).toEqual([]);
  });
});
