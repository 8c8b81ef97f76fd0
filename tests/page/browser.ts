import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = [
  process.env.PACE_BROWSER,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A browser on this computer; null when there is none. */
const place = places.find((path) => path !== undefined && existsSync(path)) ?? null;

/** Tests of the page are left out where there is no browser, but not in CI. */
export const hasBrowser = place !== null || process.env.CI !== undefined;

/** Flags that keep Chromium from talking to the internet, and let it run in a container. */
const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
];

/** Starts the browser. Close it. */
export function openBrowser(): Promise<Browser> {
  if (place === null) throw new Error('There is no browser: install chromium, or set PACE_BROWSER to the path of one.');
  return chromium.launch({ executablePath: place, args: flags });
}
