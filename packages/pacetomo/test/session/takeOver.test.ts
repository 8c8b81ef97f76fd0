import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClassicModel, type TrackPair } from '../../src/motion/classicModel.ts';
import { replay } from '../../src/run/after.ts';
import { nextStep } from '../../src/run/nextStep.ts';
import { runFileOf } from '../../src/run/runFile.ts';
import { sectionsOf } from '../../src/run/stacks.ts';
import type { RunState } from '../../src/run/state.ts';
import { readJournal } from '../../src/session/journalFile.ts';
import { createRunFolder, journalPath, openRunFolder } from '../../src/session/runFolder.ts';
import { runFileExport, textOfRunFile } from '../../src/session/script/exportRunFile.ts';
import { beginTakenOver, type ReadForeignRun, readForeignRun } from '../../src/session/script/takeOver.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';
import { acquired, exampleArea, imageDose, mdocOf, readyState, slotsStillDue } from '../run/syntheticRun.ts';

const targets = [
  exampleTarget(1, 0, 0, { stage: { x: 212.4, y: -87.1 } }),
  exampleTarget(2, 2.137, 5.084),
  exampleTarget(3, -4.3, 1.7, { skip: true }),
  exampleTarget(4, 3.3, -6.2),
];
const plan = examplePlan(targets, {
  startTiltDeg: 9,
  minTiltDeg: -12,
  maxTiltDeg: 21,
  pretiltDeg: -9.2,
  minDefocusUm: -3,
  doCtfPlotter: false,
});
const imagesInAll = 3 * 12;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pacetomo-take-over-'));
});
afterEach(() => rm(folder, { recursive: true }));

const inRun = (images: number): RunState => acquired(plan, readyState(plan), images);

/** Writes the files of a run that PACEtomo.py has left behind: the run file as of one state, the stacks as of another. */
async function leave(runFile: RunState, stacks: RunState = runFile): Promise<string> {
  const path = join(folder, 'area_tgts_run01.txt');
  await writeFile(path, textOfRunFile(runFileOf(plan, runFile, 'r')).text);
  await writeFile(
    join(folder, 'area_tgts_settings.txt'),
    '# PACEtomo settings from 08.03.2026 10:00:00\ndelayTilt = 0.7\n',
  );
  await leaveStacks(stacks);
  return path;
}

async function leaveStacks(state: RunState): Promise<void> {
  for (const { id, stack } of targets) {
    if (sectionsOf(state, id) > 0) await writeFile(join(folder, `${stack}.mdoc`), mdocOf(state, id));
  }
}

const read = (path: string, over: readonly string[] = []): Promise<ReadForeignRun> =>
  readForeignRun({
    path,
    before: [],
    over: over.map((text) => ({ name: text.split('=')[0]!, value: text.split('=')[1], source: '--set' })),
    program: 'test',
  });

/** The run that goes on: its journal up to the moment at which the calibrations were read. */
function goneOn({ plan: newPlan, takenOver }: ReadForeignRun): RunState {
  const env = { token: 't', sameSession: false, directory: 'D:/', maximumTiltDeg: 70, propertiesChanged: [] };
  return replay(newPlan, [
    { type: 'run.taken-over', ...takenOver },
    { type: 'env', ...env },
    { type: 'area.ready', ...exampleArea },
  ]);
}

function tracksOf(state: RunState): readonly TrackPair[] {
  const { model } = state;
  if (!(model instanceof ClassicModel)) throw new Error('no model');
  return targets.map((_, i) => ({ plus: model.track(i, 'plus'), minus: model.track(i, 'minus') }));
}

/** Every number within rounding, everything else alike. */
function close(value: unknown): unknown {
  if (typeof value === 'number') return expect.closeTo(value, 9);
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, close(part)]));
}

const taken = [0, 1, 3]; // the third target is skipped; nobody predicts it

describe('a run of ours, written for PACEtomo and read back', () => {
  test('has the same tracks, and the same slots are due, wherever it stopped and however its groups are', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: imagesInAll - 1 }),
        fc.integer({ min: 1, max: 4 }),
        async (images, groupSize) => {
          const grouped = { ...plan, settings: { ...plan.settings, groupSize } };
          const state = acquired(grouped, readyState(grouped), images);
          fc.pre(runFileOf(grouped, state, 'r').resumable); // not at the end of the shorter branch
          const there = await read(await leave(state), [`groupSize=${groupSize}`]);
          const on = goneOn(there);
          expect(taken.map((i) => tracksOf(on)[i])).toEqual(close(taken.map((i) => tracksOf(state)[i])));
          expect(slotsStillDue(there.plan, on)).toEqual(slotsStillDue(grouped, state));
          expect(there.plan.settings).toMatchObject({ minDefocusUm: -3, startTiltDeg: 9, doCtfPlotter: false });
        },
      ),
      { numRuns: 60 },
    ));

  test('goes on by finding the tracking target again, without any set-up', async () => {
    const on = goneOn(await read(await leave(inRun(11))));
    expect(nextStep(plan, on)).toMatchObject({ kind: 'recentre', step: 3 });
    expect(nextStep(plan, { ...on, displaced: null })).toMatchObject({
      kind: 'expose',
      slot: { target: '004', step: 3 },
    });
  });
});

describe('an image that the run file does not know of', () => {
  test('is not taken again; its target is predicted from the image before', async () => {
    const [known, really] = [inRun(10), inRun(11)];
    const there = await read(await leave(known, really));
    const on = goneOn(there);
    expect(slotsStillDue(there.plan, on)).toEqual(slotsStillDue(plan, really));
    expect(tracksOf(on)[1]).toEqual(close(tracksOf(known)[1]));
    expect(tracksOf(on)[1]?.minus).toMatchObject({ tiltDeg: 9, steps: [] });
    expect(there.remarks).toContain(
      'Target 002 has an image at 6° that the run file does not know of. It is not taken again; the target is predicted from 9°, its last minus image that the run file knows.',
    );
  });

  test('may be a start image, which every later one is aligned to', async () => {
    const path = await leave(inRun(4));
    const text = await readFile(path, 'utf8');
    // what the script writes within the start tilt: branch states and no place
    const early = text
      .replace(/_spos.*\n/, '')
      .replace(/(_tgt = 004[\s\S]*?)shifts = .*\nangles = .*\n/, '$1shifts = \nangles = \n');
    await writeFile(path, early);
    await leaveStacks(inRun(3));
    const there = await read(path);
    expect(there.takenOver.images).toHaveLength(3);
    expect(there.remarks.join(' ')).toMatch(/Target 004 has an image at 9° that the run file does not know of/);
    expect(slotsStillDue(there.plan, goneOn(there))).toEqual(slotsStillDue(plan, inRun(3)));
  });
});

test('the dose of an image includes what was exposed after it without leaving one', async () => {
  const path = await leave(inRun(6));
  const mdoc = mdocOf(inRun(6), '002').replace(/PriorRecordDose = .*/, 'PriorRecordDose = 6.3');
  await writeFile(join(folder, 'area_ts_002.mrc.mdoc'), mdoc);
  const doses = (await read(path)).takenOver.images.filter(({ target }) => target === '002');
  expect(doses.map(({ doseEPerA2 }) => doseEPerA2)).toEqual([6.3, imageDose]);
});

test('a tilt that was exposed twice counts twice, and its newest image is the one to align to', async () => {
  const state = inRun(8);
  const path = await leave(state);
  await writeFile(join(folder, 'area_ts_002.mrc.mdoc'), mdocOf(state, '002', [15]));
  const there = await read(path);
  const outcome = goneOn(there).outcomes.get('002@2');
  expect(outcome).toMatchObject({ kind: 'taken', section: 3, sections: 2, doseEPerA2: 2 * imageDose });
  expect(there.remarks.join(' ')).toMatch(/Target 002 is double exposed at 15°: sections 2 and 3/);
});

test('settings that a run file does not keep come from the list that PACEtomo wrote at the start', async () => {
  const path = await leave(inRun(7));
  expect((await read(path)).plan.settings.delayTiltS).toBe(0.7);
  expect((await read(path, ['delayTilt=0.9'])).plan.settings.delayTiltS).toBe(0.9);
  await rm(join(folder, 'area_tgts_settings.txt'));
  const { plan: bare, remarks } = await read(path);
  expect(bare.settings.delayTiltS).toBe(0.3);
  expect(remarks[0]).toMatch(/keeps six settings only/);
});

test('branches that the script had given up stay so', async () => {
  const path = await leave(inRun(7));
  const text = await readFile(path, 'utf8');
  const at = text.indexOf('_nbr', text.indexOf('_tgt = 002'));
  await writeFile(path, text.slice(0, at) + text.slice(at).replace('skip = False', 'skip = True'));
  const there = await read(path);
  expect(there.takenOver.ended).toEqual(['002/minus', '003/plus', '003/minus']);
  expect(slotsStillDue(there.plan, goneOn(there))).not.toContain('002 at 6');
});

describe('the run file', () => {
  test('is the newest whole one when the targets file is given', async () => {
    const path = await leave(inRun(9));
    await writeFile(join(folder, 'area_tgts_run02.txt'), '');
    await writeFile(join(folder, 'area_tgts_run03.txt'), (await readFile(path, 'utf8')).slice(0, 900));
    const there = await read(join(folder, 'area_tgts.txt'));
    expect(there.takenOver.file).toBe('area_tgts_run01.txt');
    expect(there.remarks[0]).toMatch(/area_tgts_run03.txt is not whole/);
    expect(there.remarks[1]).toMatch(/area_tgts_run02.txt is not whole: it holds no targets/);
  });

  test('is not whole when the targets file has more targets than it', async () => {
    const path = await leave(inRun(9));
    const text = await readFile(path, 'utf8');
    await writeFile(join(folder, 'area_tgts.txt'), text);
    await writeFile(path, text.slice(0, text.indexOf('_tgt = 004')));
    await expect(read(path)).rejects.toThrow(/holds 3 of 4 targets/);
  });

  test('of a complete run has nothing to go on with', async () => {
    const path = await leave(inRun(2));
    await expect(read(path)).rejects.toThrow(/holds no state of an interrupted run/);
  });

  test('that is not there is said to be missing', async () => {
    await expect(read(join(folder, 'area_tgts_run07.txt'))).rejects.toThrow(/cannot be read/);
    await expect(read(join(folder, 'area_tgts.txt'))).rejects.toThrow(/There is no run file/);
  });
});

describe('a take-over is refused', () => {
  test('when the mdoc of a target is missing', async () => {
    const path = await leave(inRun(9));
    await rm(join(folder, 'area_ts_004.mrc.mdoc'));
    await expect(read(path)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(read(path)).rejects.toThrow(/no area_ts_004.mrc.mdoc.*which tilts of target 004.*--stacks/);
  });

  test('when a stack holds an image between two tilts of the schedule', async () => {
    const state = inRun(9);
    const path = await leave(state);
    await writeFile(join(folder, 'area_ts_002.mrc.mdoc'), mdocOf(state, '002', [13.49]));
    await expect(read(path)).rejects.toThrow(/section 3 was taken at 13.50°/);
  });

  test('when nothing is left to do', async () => {
    const path = await leave(inRun(30), inRun(imagesInAll));
    await expect(read(path)).rejects.toThrow(/Nothing is left to do/);
  });
});

test('stacks may lie in a folder of their own', async () => {
  const path = await leave(inRun(9));
  const stacks = join(folder, 'stacks');
  await mkdir(stacks);
  for (const id of ['001', '002', '004']) {
    const name = `area_ts_${id}.mrc.mdoc`;
    await writeFile(join(stacks, name), await readFile(join(folder, name)));
    await rm(join(folder, name));
  }
  const there = await readForeignRun({ path, stacks, before: [], over: [], program: 'test' });
  expect(there.takenOver.images).toHaveLength(9);
});

test('the run folder of a taken-over run is one that resume can open', async () => {
  const there = await read(await leave(inRun(9)));
  const made = await beginTakenOver(join(folder, 'runs'), there, 'localhost:48890');
  const events = await readJournal(journalPath(made.path));
  expect((await openRunFolder(made.path)).planSha256).toBe(made.planSha256);
  expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['run.open', 'run.taken-over']);
  expect(events[0]).toMatchObject({ planSha256: made.planSha256, address: 'localhost:48890' });
  expect(events[1]).toMatchObject({ file: 'area_tgts_run01.txt', images: there.takenOver.images });
});

describe('the run file that a run keeps for PACEtomo', () => {
  const said: string[] = [];
  const begin = async () => {
    said.length = 0;
    await writeFile(join(folder, 'area_tgts.txt'), '');
    const own = { ...plan, targetsFile: { path: join(folder, 'area_tgts.txt'), sha256: '' } };
    return runFileExport(await createRunFolder(join(folder, 'runs'), own), 'run-5', (sentence) => said.push(sentence));
  };

  test('takes the next number beside the targets file and keeps it', async () => {
    await writeFile(join(folder, 'area_tgts_run04.txt'), 'of somebody else');
    const file = await begin();
    for (let images = 0; images < 9; images++) file.update(inRun(images));
    await file.finish(inRun(9));
    const text = await readFile(join(folder, 'area_tgts_run05.txt'), 'utf8');
    expect(text).toBe(textOfRunFile(runFileOf(plan, inRun(9), 'run-5')).text);
    expect(await readFile(join(folder, 'area_tgts_run04.txt'), 'utf8')).toBe('of somebody else');
    expect(said).toEqual([]);
  });

  test('says at the end when PACEtomo would begin anew from it', async () => {
    const file = await begin();
    file.update(inRun(2));
    await file.finish(inRun(3));
    expect(said).toEqual([expect.stringMatching(/^PACEtomo.py cannot go on from here.*expose all targets again/)]);
  });

  test('is given up with a warning, said once, when there is no number left', async () => {
    await writeFile(join(folder, 'area_tgts_run99.txt'), '');
    const file = await begin();
    await file.finish(inRun(5));
    await file.finish(inRun(6));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/was not written: there are 99 run files/);
  });
});
