import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { JobView } from '../../../packages/pacetomo/src/api/jobs.ts';
import type { DeskClock } from '../../../packages/pacetomo/src/desk/jobs/deskClock.ts';
import { answersItselfMs } from '../../../packages/pacetomo/src/desk/jobs/job.ts';
import { openArea } from '../../../packages/pacetomo/src/session/areaFiles/openArea.ts';
import { openSerialEm } from '../../../packages/pacetomo/src/session/openSerialEm.ts';
import { type DeskWorld, deskWorld, until } from './deskWorld.ts';

/** A clock on which only the test lets time pass. */
class SteppedClock implements DeskClock {
  #nowMs = Date.parse('2026-11-28T12:00:00Z');
  #waiting: { readonly atMs: number; readonly act: () => void }[] = [];

  now(): Date {
    return new Date(this.#nowMs);
  }

  after(ms: number, act: () => void): () => void {
    const mine = { atMs: this.#nowMs + ms, act };
    this.#waiting.push(mine);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== mine);
    };
  }

  pass(ms: number): void {
    this.#nowMs += ms;
    const due = this.#waiting.filter(({ atMs }) => atMs <= this.#nowMs);
    this.#waiting = this.#waiting.filter((each) => !due.includes(each));
    for (const { act } of due) act();
  }
}

let world: DeskWorld;

afterEach(() => world.end());

/** When it asks something, or is over. */
const whenAsked = (job: string): Promise<JobView> =>
  until(world.changes, () => {
    const view = world.jobs.view(job)!;
    return view.question === null && view.ending === null ? null : view;
  });

const whenOver = (job: string): Promise<JobView> =>
  until(world.changes, () => {
    const view = world.jobs.view(job)!;
    return view.ending === null ? null : view;
  });

const targetsIn = async (area: string) => (await openArea(join(world.directory, `${area}_tgts.txt`))).area.targets;

test('targets are dragged in SerialEM, the page answers the questions, and it is no other’s turn meanwhile', async () => {
  world = await deskWorld('lamella');
  const { job } = await world.jobs.start({ kind: 'select-drag', area: 'dragged', isNew: true }, 'Ann');
  expect(world.jobs.onArea('dragged')).toBe(job);
  expect(world.microscope.view()).toMatchObject({ state: 'busy', busyWith: { kind: 'job', id: job } });
  await expect(world.jobs.start({ kind: 'look', look: 'view' }, 'Ann')).rejects.toThrow(
    /works for “Targets of dragged/,
  );
  const asked: string[] = [];
  for (;;) {
    const view = await whenAsked(job);
    if (view.question === null) break;
    const { question, text } = view.question;
    asked.push(text);
    world.jobs.answer(job, question, !/Refine|Add another/.test(text));
    expect(() => world.jobs.answer(job, question, true)).toThrow(/answered already/);
  }
  expect(asked.some((text) => text.startsWith('Keep this as target 001'))).toBe(true);
  expect(world.jobs.view(job)).toMatchObject({ ending: 'complete', trouble: null, question: null });
  expect(await targetsIn('dragged')).toHaveLength(1);
  expect(world.jobs.onArea('dragged')).toBeNull();
});

test('a question that nobody answers is answered with no, and nothing is kept', async () => {
  const clock = new SteppedClock();
  world = await deskWorld('lamella', clock);
  const { job } = await world.jobs.start({ kind: 'select-drag', area: 'alone', isNew: true }, 'Ann');
  const { question } = await whenAsked(job);
  expect(question!.answersItselfAt).toBe('2026-11-28T12:10:00.000Z');
  expect(world.changes.after(0)!.map(({ event }) => event)).toContainEqual(
    expect.objectContaining({ type: 'notice', notice: expect.objectContaining({ kind: 'question', job }) }),
  );
  const over = whenOver(job);
  const off = world.changes.listen(() => world.jobs.view(job)!.question && clock.pass(answersItselfMs));
  clock.pass(answersItselfMs);
  expect((await over).ending).toBe('stopped');
  off();
  expect(existsSync(join(world.directory, 'alone_tgts.txt'))).toBe(false);
});

test('a stop puts everything back, and a question is not asked any more', async () => {
  world = await deskWorld('lamella');
  const before = world.microscope.view().reading!;
  const { job } = await world.jobs.start({ kind: 'select-drag', area: 'stopped', isNew: true }, 'Ann');
  await whenAsked(job);
  expect(await world.jobs.stop(job, 'Ann')).toMatchObject({ isBeingStopped: true, question: null });
  expect(await whenOver(job)).toMatchObject({ ending: 'stopped', trouble: null });
  await world.microscope.ask(async () => {});
  const { tiltDeg, stage, lowDoseArea, imageShiftUm } = world.microscope.view().reading!;
  expect({ tiltDeg, stage, lowDoseArea }).toEqual({
    tiltDeg: before.tiltDeg,
    stage: before.stage,
    lowDoseArea: before.lowDoseArea,
  });
  expect(Math.hypot(imageShiftUm!.x, imageShiftUm!.y)).toBeLessThan(0.01);
});

test('what goes wrong is said in the words of the command line', async () => {
  world = await deskWorld('lamella');
  const corners = [
    { x: 900, y: 900 },
    { x: 900.1, y: 900 },
    { x: 900, y: 900.1 },
  ];
  const rest = { hexagonal: false, rotationDeg: 0, vectors: null, start: 'here' } as const;
  const view = await world.done({ kind: 'select-polygon', area: 'nowhere', corners, ...rest });
  expect(view.ending).toBe('trouble');
  expect(view.trouble).toMatch(/polygon/);
  expect(world.changes.after(0)!.map(({ event }) => event)).toContainEqual(
    expect.objectContaining({ notice: expect.objectContaining({ kind: 'job-trouble', text: view.trouble }) }),
  );
});

test('a pattern of holes is found about where image shift points', async () => {
  world = await deskWorld('film-r1.2-1.3');
  const wish = { rings: 1, hexagonal: false, vectors: null, refine: 'not' } as const;
  const view = await world.done({ kind: 'select-pattern', area: 'holes', ...wish });
  expect(view).toMatchObject({ ending: 'complete', trouble: null });
  expect(await targetsIn('holes')).toHaveLength(9);
});

const source = (name: string): string =>
  JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../../packages/pacetomo/dist', name)).href);

/** A desk in a process of its own that starts a job, says so, and stays. */
const otherDesk = (address: string, folder: string): string => `
  const { startPacetomo } = await import(${source('desk/pacetomoProcess.js')});
  const args = ['select', 'drag', '--serialem', ${JSON.stringify(address)}, 'orphan'];
  const child = startPacetomo({ args, folder: ${JSON.stringify(folder)}, log: ${JSON.stringify(join(folder, 'orphan.log'))}, isAttached: true });
  child.on('message', (said) => said.type === 'question' && process.stdout.write(String(child.pid) + '\\n'));
  setInterval(() => {}, 1000);
`;

test('when the server is killed, the job stops by itself and puts everything back', async () => {
  world = await deskWorld('lamella');
  const address = world.microscope.view().address!;
  await world.microscope.release();
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-orphan-'));
  writeFileSync(join(folder, 'desk.mjs'), otherDesk(address, folder));
  const desk = spawn(process.execPath, [join(folder, 'desk.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = Number(await new Promise((said) => desk.stdout.once('data', said)));
  desk.kill('SIGKILL');
  while (isThere(pid)) await setTimeout(50);
  const [record = ''] = readdirSync(join(folder, 'selections'));
  expect(readFileSync(join(folder, 'orphan.log'), 'utf8')).toMatch(/Stopped\. No target was kept\./);
  expect(readFileSync(join(folder, 'selections', record), 'utf8')).toContain('The operator stopped it.');
  const { client, close } = await openSerialEm(address, 10_000);
  const [x, y] = await client.call('ReportImageShift');
  expect(Math.hypot(x, y)).toBeLessThan(0.01);
  await close();
  rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
