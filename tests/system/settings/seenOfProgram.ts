import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVirtualSerialEm } from '@pacetomo/virtual-serialem';
import { vi } from 'vitest';
import { run } from '../../../packages/pacetomo/src/cli/run.ts';
import type { Settings } from '../../../packages/pacetomo/src/plan/settings.ts';
import { parseJournal } from '../../../packages/pacetomo/src/session/journalLines.ts';
import { quietWith } from '../../../packages/virtual-serialem/test/session.ts';
import { filesIn, newFolder, type Seen, type Site } from './settingsWorld.ts';
import { type Area, targetsText, wished } from './smallPlan.ts';

/**
 * The same as `seenOf` by way of `pacetomo run`, for what is done around the procedures: targets file and stacks lie in one
 * folder. The commands are not looked at.
 */
export async function seenOfProgram(
  settings: Partial<Settings>,
  area: Area = {},
  { scenario = {} }: Site = {},
): Promise<Seen> {
  const folder = newFolder();
  const targets = join(folder, 'area_tgts.txt');
  writeFileSync(targets, targetsText(area));
  const scope = await createVirtualSerialEm({ scenario: quietWith(scenario), seed: 7, dir: folder });
  const said = (['log', 'warn'] as const).map((stream) => vi.spyOn(console, stream).mockImplementation(() => {}));
  try {
    const serialem = `127.0.0.1:${(await scope.listen({ port: 0 })).port}`;
    const runs = join(folder, 'runs');
    const set = wished(settings).map(([name, value]) => `${name}=${value}`);
    const ending = await run(targets, { serialem, runs, set });
    const [name = ''] = readdirSync(runs);
    const { events } = parseJournal(readFileSync(join(runs, name, 'journal.jsonl')));
    const log = readFileSync(join(runs, name, 'run.log'), 'utf8');
    return { ending, exposures: scope.exposures, commands: [], ...filesIn(folder), log, events };
  } finally {
    for (const stream of said) stream.mockRestore();
    await scope.close();
    rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
  }
}
