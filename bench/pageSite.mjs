import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const program = fileURLToPath(new URL('../packages/pacetomo/bin/pacetomo.mjs', import.meta.url));
const flags = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'];

/** A server on a folder; ends with `close`. */
export async function serve(folder, port = 0, ...more) {
  const ready = join(folder, 'ready.json');
  rmSync(ready, { force: true });
  const args = ['serve', '--folder', folder, '--listen', `127.0.0.1:${port}`, '--port-file', ready, ...more];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  while (!existsSync(ready)) await new Promise((resolve) => setTimeout(resolve, 20));
  const { url } = JSON.parse(readFileSync(ready, 'utf8'));
  return {
    url,
    process: child,
    link: () => /http\S+/.exec(spawnSync(process.execPath, [program, 'link', '--folder', folder]).stdout.toString())[0],
    close: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Runs `pacetomo` to its end. */
export const pacetomo = (folder, ...args) => spawnSync(process.execPath, [program, ...args], { cwd: folder });

/** A browser. */
export const openBrowser = () =>
  chromium.launch({ executablePath: process.env.PACE_BROWSER ?? '/usr/bin/chromium', args: flags });

/** A window of it, signed in, at a page. */
export async function openPage(browser, site, at, size = { width: 1366, height: 768 }) {
  const page = await (await browser.newContext({ viewport: size })).newPage();
  await page.addInitScript(watchTasks);
  await page.goto(site.link());
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, at);
  return page;
}

/** Long tasks and slow interactions, from the beginning. */
function watchTasks() {
  window.watched = { tasksMs: [], eventsMs: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.watched.tasksMs.push(entry.duration);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId > 0) window.watched.eventsMs.push(entry.duration);
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 });
}

/** Forgets what was watched so far. */
export const forgetTasks = (page) =>
  page.evaluate(() => {
    window.watched.tasksMs.length = 0;
    window.watched.eventsMs.length = 0;
  });

/** What was watched: ms, the longest first. */
export const watchedOn = (page) =>
  page.evaluate(() => ({
    tasksMs: window.watched.tasksMs.toSorted((a, b) => b - a),
    eventsMs: window.watched.eventsMs.toSorted((a, b) => b - a),
  }));

/** Ends when nothing has been asked of the server for a second, streams of events apart. */
export async function quiet(page) {
  const asked = () => page.evaluate(() => performance.getEntriesByType('resource').length);
  await page.evaluate(() => performance.setResourceTimingBufferSize(100_000));
  for (let before = -1, now = await asked(); now !== before; now = await asked()) {
    before = now;
    await page.waitForTimeout(1000);
  }
}
