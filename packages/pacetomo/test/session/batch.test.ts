import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Trouble, type TroubleCode } from '../../src/run/errors.ts';
import type { RunEvent } from '../../src/run/events.ts';
import type { Ending } from '../../src/session/acquire.ts';
import { acquireBatch } from '../../src/session/batch.ts';
import { type Batch, createBatch, openBatch } from '../../src/session/batchFolder.ts';
import { formatLine } from '../../src/session/journalLines.ts';
import { batchPolicy } from '../../src/session/policy.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

let runs: string;
let batch: Batch;
beforeEach(async () => {
  runs = mkdtempSync(join(tmpdir(), 'pacetomo-batch-'));
  const planned = ['a', 'b', 'c', 'd'].map((name) => ({
    note: `${name}_tgts.txt`,
    plan: { ...examplePlan([exampleTarget(1, 0, 0)]), name },
  }));
  batch = await createBatch(runs, 'krios:48888', planned);
});
afterEach(() => rmSync(runs, { recursive: true }));

const opened: RunEvent = { type: 'run.open', runUid: 'u', program: 'p', planSha256: 's', address: 'krios:48888' };
const closed: RunEvent = { type: 'run.close', status: 'complete', restored: [] };
const one = { xx: 1, xy: 0, yx: 0, yy: 1 };
const ready: RunEvent = {
  type: 'area.ready',
  imageShift: { x: 0, y: 0 },
  defocusUm: -3,
  stage: { x: 7, y: 8 },
  exposureS: 1,
  ...{ toSpecimen: one, toImageShift: one, stageToSpecimen: one },
  withReferenceMap: [],
};

/** Writes the journal of an area, a minute for each event from a time on. */
function journal(area: number, fromMinute: number, events: readonly RunEvent[]): void {
  const lines = events.map((event, i) => {
    const t = new Date(Date.UTC(2024, 0, 1, 0, fromMinute + i)).toISOString();
    return formatLine({ v: 1, seq: i + 1, t, mono: i, boot: 'b' }, event);
  });
  writeFileSync(join(batch.areas[area]!.runPath, 'journal.jsonl'), lines.join(''));
}

/** Carries the batch out with an ending or a trouble for each area, and gives what was worked on. */
async function carriedOut(endings: Readonly<Record<string, Ending | Trouble>> = {}) {
  const worked: string[] = [];
  const { ending, outcomes } = await acquireBatch(await openBatch(batch.path), {
    work: async ({ plan }, realign) => {
      worked.push(`${plan.name}${realign ? ' realigned' : ''}`);
      const end = endings[plan.name] ?? 'complete';
      if (end instanceof Trouble) throw end;
      return end;
    },
    completed: async () => {},
    tell: () => {},
  });
  return { worked, ending, kinds: outcomes.map(({ kind }) => kind) };
}

test('areas are taken in the order of the table', async () => {
  expect(await carriedOut()).toEqual({
    worked: ['a', 'b', 'c', 'd'],
    ending: 'complete',
    kinds: ['complete', 'complete', 'complete', 'complete'],
  });
});

test('a complete area is left alone, and one interrupted among its tilts comes first', async () => {
  journal(0, 0, [opened]);
  journal(1, 10, [opened, ready, closed]);
  journal(2, 20, [opened, ready]);
  expect((await carriedOut()).worked).toEqual(['c', 'a', 'd']);
});

test('an area is found again when another one was worked on since', async () => {
  journal(0, 20, [opened, ready]);
  journal(1, 10, [opened, ready]);
  journal(3, 40, [opened, ready, closed]);
  expect((await carriedOut()).worked).toEqual(['a realigned', 'b realigned', 'c']);
  journal(3, 5, [opened, ready, closed]);
  expect((await carriedOut()).worked).toEqual(['a', 'b realigned', 'c']);
});

test('after a stop by the operator no other area begins', async () => {
  journal(3, 0, [opened, ready, closed]);
  expect(await carriedOut({ b: 'stopped' })).toEqual({
    worked: ['a', 'b'],
    ending: 'stopped',
    kinds: ['complete', 'stopped', 'not reached', 'complete'],
  });
});

describe('a trouble at the second area', () => {
  test.each(Object.entries(batchPolicy))('%s means what the policy says', async (code, verdicts) => {
    for (const [reached, verdict] of Object.entries(verdicts)) {
      journal(1, 0, reached === 'after' ? [opened, ready] : [opened]);
      const { worked, ending } = await carriedOut({ b: new Trouble(code as TroubleCode, 'A sentence.') });
      expect(ending).toBe('trouble');
      expect(worked.includes('d')).toBe(verdict === 'next area');
    }
  });

  test('stops the batch, whatever it is, if somebody has stopped that run', async () => {
    journal(1, 0, [opened, { type: 'action', who: 'ann', what: 'stop' }]);
    const { worked } = await carriedOut({ b: new Trouble('would-overwrite', 'A sentence.') });
    expect(worked).toEqual(['a', 'b']);
  });
});

test('a batch.json that was changed is refused, and so is one that leads out of its folder', async () => {
  const areas = [{ note: 'a_tgts.txt', run: '../elsewhere' }];
  for (const text of ['', '{}', JSON.stringify({ batchVersion: 1, address: 'krios:48888', areas })]) {
    writeFileSync(join(batch.path, 'batch.json'), text);
    await expect(openBatch(batch.path)).rejects.toMatchObject({ code: 'bad-input' });
  }
});

test('the second batch has the next number', async () => {
  const second = await createBatch(runs, 'krios:48888', []);
  expect(second.path.endsWith('batch_02')).toBe(true);
  expect(await openBatch(second.path)).toEqual({ ...second, areas: [] });
});
