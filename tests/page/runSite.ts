import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type BodyOf, headers, type RouteName, routes } from '../../packages/pacetomo/src/page.ts';

/** A targets file with three targets and nine tilts in the folder of a session. */
export async function writeThreeTargets(folder: string): Promise<void> {
  const places = ['SSX = 0\nSSY = 0', 'SSX = 2.5\nSSY = 4', 'SSX = -3\nSSY = -6'];
  const targets = places.map((place, i) => `_tgt = 00${i + 1}\ntsfile = small_ts_00${i + 1}.mrc\n${place}\n`);
  const settings = ['minTilt = -12', 'maxTilt = 12', 'step = 3', 'pretilt = -10'].map((text) => `_set ${text}\n`);
  await writeFile(join(folder, 'small_tgts.txt'), `${settings.join('')}\n${targets.join('\n')}`);
}

/** Asks the server what another page would, in the name of a window that is signed in. */
export function ask<N extends RouteName>(page: Page, name: N, body: BodyOf<N>): Promise<string> {
  const { path } = routes[name];
  return page.evaluate(
    async ({ path, body, names }) => {
      const known = {
        authorization: `Bearer ${sessionStorage.getItem('pacetomo-token')}`,
        [names.page]: '1',
        'content-type': 'application/json',
      };
      const presence = await (await fetch('/api/presence', { headers: known })).json();
      const reply = await fetch(path, {
        method: 'POST',
        headers: { ...known, [names.requestId]: crypto.randomUUID(), [names.leaseEpoch]: String(presence.lease.epoch) },
        body: JSON.stringify(body),
      });
      const text = await reply.text();
      if (!reply.ok) throw new Error(`${path}: ${text}`);
      return text;
    },
    { path, body, names: headers },
  );
}

/** The events of a run, from its journal. */
export async function journalOf(folder: string, run: string): Promise<readonly Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'runs', run, 'journal.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line.slice(9)) as Record<string, unknown>);
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds serious in a page, in words; without the frame around all pages, unless another part is named. */
export async function axeFinds(page: Page, part = 'main'): Promise<readonly string[]> {
  await page.evaluate(await readFile(axe, 'utf8'));
  const found = await page.evaluate(async (where) => {
    const { violations } = await (
      window as unknown as {
        axe: {
          run(where: string): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
        };
      }
    ).axe.run(where);
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      html: nodes.map(({ html }) => html.slice(0, 200)),
    }));
  }, part);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, html }) => `${id}: ${html.slice(0, 4).join(' ')}`);
}
