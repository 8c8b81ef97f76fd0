import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { expect, test } from 'vitest';
import type { Notice } from '../../../src/api/runs.ts';
import { NewestFirst } from '../../../src/desk/runs/images/newestFirst.ts';
import { reducedSection } from '../../../src/desk/runs/images/reducedSection.ts';
import { type RunFacts, standingOf } from '../../../src/desk/runs/runFacts.ts';
import { RunNotices } from '../../../src/desk/runs/runNotices.ts';
import { reasonIn } from '../../../src/desk/runs/runStarter.ts';
import type { Seen } from '../../../src/desk/runs/runWatch.ts';

const begun = { atRest: 'interrupted', reason: 'gone', waiting: null } as const;
const alive = { pid: 1, pausedBy: null, stoppedBy: null, waiting: null };

test.each([
  ['a run whose process says nothing unusual works', begun, alive, 'working', null],
  [
    'what a person wants counts before what it waits for',
    begun,
    { ...alive, stoppedBy: 'Ann', waiting: { reason: 'dewars' } },
    'being-stopped',
    'Being stopped by Ann.',
  ],
  ['a pause is one as soon as it is asked for', begun, { ...alive, pausedBy: 'Ann' }, 'paused', 'Paused by Ann.'],
  ['what it waits for is the reason', begun, { ...alive, waiting: { reason: 'dewars' } }, 'waiting', 'dewars'],
  [
    'a process that gives no answer works still',
    begun,
    'silent',
    'working',
    'A process works on it, but gives no answer.',
  ],
  [
    'without a process the journal has the last word',
    { ...begun, atRest: 'suspended', reason: 'valves' },
    null,
    'suspended',
    'valves',
  ],
  [
    'a complete run whose process finishes the stacks is complete',
    { ...begun, atRest: 'complete', reason: null },
    alive,
    'complete',
    null,
  ],
] as const)('%s', (_what, facts, live, standing, reason) => {
  expect(standingOf(facts, live)).toEqual({ standing, reason });
});

const facts: RunFacts = {
  ...begun,
  area: 'lamella',
  ...{ targets: 2, taken: 3, due: 4, lost: 0, skipped: 0, minutesLeft: 1, beganAt: null, lastAt: null, seq: 9 },
  directory: null,
  decisions: {},
};
const place = { run: 'lamella_run01', path: '/x', batch: null };
const waiting: Seen = {
  place,
  facts: { ...facts, waiting: { reason: 'The dewars are being filled.', since: '2026-11-28T00:00:00.000Z' } },
  live: {
    ...alive,
    waiting: { guard: 'dewars', reason: 'The dewars are being filled.' },
    command: null,
    taken: 3,
    due: 4,
  },
  standing: 'waiting',
  before: 'working',
};

test('a run that waits for more than two minutes is told of once', () => {
  const said: Notice[] = [];
  let nowMs = Date.parse('2026-11-28T00:01:59.000Z');
  const notices = new RunNotices({ notice: (notice) => said.push(notice) }, () => nowMs);
  notices.working([waiting]);
  expect(said).toEqual([]);
  nowMs += 60_000;
  notices.working([waiting]);
  notices.working([waiting]);
  expect(said).toMatchObject([{ kind: 'waiting', text: 'The dewars are being filled.', run: 'lamella_run01' }]);
});

test('what had happened before the desk was opened is no news', () => {
  const said: Notice[] = [];
  const notices = new RunNotices({ notice: (notice) => said.push(notice) });
  notices.stands({ ...waiting, facts, live: null, standing: 'suspended', before: null }, true);
  expect(said).toEqual([]);
  notices.stands({ ...waiting, facts, live: null, standing: 'suspended', before: 'working' }, false);
  expect(said).toMatchObject([{ kind: 'run-suspended', title: 'lamella stands still', text: 'gone' }]);
});

test('what a process says on its way is not the reason why it ended', () => {
  expect(reasonIn('Run folder: /x\nNote: the disk is nearly full\nSerialEM refused to connect.\n')).toBe(
    'SerialEM refused to connect.',
  );
  expect(reasonIn('Batch folder: /x\na_tgts.txt: 2 targets, 14 images, about 3 minutes.\n')).toContain('said nothing');
});

test('the work that was asked for last is done first, and the same work once', async () => {
  const queue = new NewestFirst();
  const done: string[] = [];
  let begin = (): void => {};
  const gate = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const work = (key: string): Promise<string> =>
    queue.do(key, async () => {
      await gate;
      done.push(key);
      return key;
    });
  const all = [work('a'), work('b'), work('c'), work('b')];
  begin();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'b']);
  expect(done).toEqual(['a', 'c', 'b']);
});

test('work that fails stops no other work', async () => {
  const queue = new NewestFirst();
  const fails = queue.do('a', async () => {
    throw new Error('no disk');
  });
  const works = queue.do('b', async () => 1);
  await expect(fails).rejects.toThrow('no disk');
  expect(await works).toBe(1);
});

test('a camera image is reduced without keeping others waiting, with its upper row first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-reduced-'));
  const path = join(folder, 'stack.mrc');
  const [width, height] = [4096, 4100];
  const pixels = new Int16Array(width * height);
  for (let y = 0; y < height; y++) pixels.fill(y, y * width, (y + 1) * width);
  const stack = await createMrc(await openFile(path, 'create'), { width, height, mode: 1, pixelSizeA: 1 });
  await stack.appendSection(pixels);
  await stack.close();
  let others = 0;
  const serveOthers = (): void => {
    others += 1;
    if (image === null) setImmediate(serveOthers);
  };
  let image: Awaited<ReturnType<typeof reducedSection>> = null;
  serveOthers();
  image = await reducedSection(path, 0, 480);
  expect(await reducedSection(path, 1, 480)).toBeNull();
  rmSync(folder, { recursive: true });
  expect(image).toMatchObject({ widthPx: 455, heightPx: 455 });
  const at = (row: number): number => image?.counts[row * 455 + 200] ?? Number.NaN;
  expect(at(0) - at(1)).toBeCloseTo(9);
  expect(at(454)).toBeCloseTo((height - 455 * 9 - 1) / 2 + 4, 0);
  expect(others).toBeGreaterThan(30); // it has 32 strips of a megabyte
});
