import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc, formatTargets } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AreaEdit, AreaView } from '../../../src/api/areas.ts';
import type { Area } from '../../../src/area/area.ts';
import { targetsFileFrom } from '../../../src/area/areaFile.ts';
import { type AreaDesk, openAreaDesk } from '../../../src/desk/areas/areaDesk.ts';
import { Changes } from '../../../src/desk/changes.ts';
import { type MicroscopeDesk, openMicroscopeDesk } from '../../../src/desk/microscope/microscopeDesk.ts';
import { openPresets } from '../../../src/desk/presets.ts';
import { openArea } from '../../../src/session/areaFiles/openArea.ts';
import { exampleArea, exampleToStage } from '../../area/exampleArea.ts';
import { until } from '../until.ts';

let folder = '';
let changes = new Changes();
let microscope: MicroscopeDesk;
let desk: AreaDesk;
let job: string | null = null;

const at = (name: string): string => join(folder, name);
const write = (name: string, area: Area): void => writeFileSync(at(name), formatTargets(targetsFileFrom(area)));
const onDisk = async (name = 'lamella_tgts.txt'): Promise<Area> => (await openArea(at(name))).area;

async function begin(): Promise<void> {
  changes = new Changes();
  microscope = await openMicroscopeDesk({ folder, changes });
  const presets = await openPresets({ folder, changes });
  desk = await openAreaDesk({ folder, changes, microscope, presets, jobOn: () => job, lookEveryMs: 40 });
}
async function end(): Promise<void> {
  await desk.close();
  await microscope.close();
}

/** Makes edits one after the other, each on the version that the last one has left. */
async function edited(...edits: readonly AreaEdit[]): Promise<AreaView> {
  let view = await desk.view('lamella');
  for (const edit of edits) view = await desk.edit('lamella', view.version, edit);
  return view;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'areas-'));
  job = null;
  write('lamella_tgts.txt', exampleArea());
  await begin();
});
afterEach(async () => {
  await end();
  rmSync(folder, { recursive: true });
});

describe('the areas of a folder', () => {
  test('are listed with their copies, their targets and their newest run', async () => {
    write('lamella_tgts_p02.txt', exampleArea({ name: 'lamella_p02', geometryPoints: [] }));
    writeFileSync(at('broken_tgts.txt'), '_tgt 001\n');
    writeFileSync(at('notes.txt'), 'nothing');
    for (const run of ['lamella_run01', 'lamella_run02', 'batch_01/lamella_p02_run01']) {
      mkdirSync(at(`runs/${run}`), { recursive: true });
      writeFileSync(at(`runs/${run}/plan.json`), '{}');
    }
    const summaries = await desk.summaries();
    expect(summaries.map(({ area, targets, skipped, run }) => [area, targets, skipped, run])).toEqual([
      ['broken', 0, 0, null],
      ['lamella', 5, 1, expect.stringMatching(/^lamella_run0[12]$/)],
      ['lamella_p02', 5, 1, 'batch_01~lamella_p02_run01'],
    ]);
    expect(summaries[1]).toMatchObject({ file: 'lamella_tgts.txt', hasUnsavedEdits: false });
    await expect(desk.view('broken')).rejects.toThrow('broken_tgts.txt');
    await expect(desk.view('../lamella')).rejects.toMatchObject({ status: 404, code: 'no-such-area' });
  });

  test('are seen with everything that the page draws', async () => {
    const view = await desk.view('lamella');
    expect(view).toMatchObject({
      ...{ area: 'lamella', file: 'lamella_tgts.txt', hasUnsavedEdits: false, canUndo: false, canRedo: false },
      ...{ chosenTiltDeg: 0, isInterruptedRun: false, remarks: [], job: null, problems: [] },
      sizes: { beamRadiusUm: null, frame: null, reachUm: 19.5 },
    });
    expect(view.inForce).toMatchObject({ pretiltDeg: -9.2, tiltStepDeg: 3 });
    expect(view.schedule[0]).toMatchObject({ deg: 0 });
    expect(view.schedule).toHaveLength(41);
    expect(view.refused['save-views']).toBe('Connect to SerialEM first.');
    expect(view.refused.move).toBeUndefined();
    // the area's own targets tell how stage and specimen belong together
    const { xx, xy, yx, yy } = view.stageToSpecimen!;
    const back = { xx: yy, xy: -xy, yx: -yx, yy: xx };
    const determinant = xx * yy - xy * yx;
    expect(back.xx / determinant).toBeCloseTo(exampleToStage.xx, 3);
    expect(back.xy / determinant).toBeCloseTo(exampleToStage.xy, 3);
  });

  test('show where a target lies of which the file says one place only', async () => {
    const area = exampleArea();
    const [first, second, ...others] = area.targets;
    write('lamella_tgts.txt', { ...area, targets: [first!, ...others, { ...second!, stage: null }] });
    await until(async () => (await desk.view('lamella')).targets.at(-1)!.stage === null);
    const last = (await desk.view('lamella')).targets.at(-1)!;
    expect(last.onStage!.x).toBeCloseTo(second!.stage!.x, 2);
    expect(last.onStage!.y).toBeCloseTo(second!.stage!.y, 2);
  });
});

describe('edits', () => {
  test('of every kind change the file once they are saved', async () => {
    const view = await edited(
      { kind: 'skip', index: 1, skip: true },
      { kind: 'reorder', order: [0, 2, 1, 3, 4] },
      { kind: 'move', index: 4, to: { x: -1.75, y: -4.25 } },
      { kind: 'add', position: { x: 7.5, y: 0.25 }, stage: null },
      { kind: 'delete', index: 3 },
      { kind: 'geometry-add', at: { x: 1.25, y: 9 } },
      { kind: 'geometry-move', index: 0, to: { x: 6, y: -3 } },
      { kind: 'geometry-remove', index: 1 },
      { kind: 'set', name: 'startTiltDeg', text: '9' },
      { kind: 'unset', name: 'pretilt' },
    );
    expect(view).toMatchObject({ hasUnsavedEdits: true, canUndo: true, canRedo: false });
    expect((await onDisk()).targets).toHaveLength(5); // nothing is saved yet
    const saved = await desk.save('lamella', view.version);
    expect(saved.hasUnsavedEdits).toBe(false);
    const area = await onDisk();
    expect(area.targets.map(({ stack, skip }) => [stack, skip])).toEqual([
      ['lamella_ts_001.mrc', false],
      ['lamella_ts_003.mrc', false],
      ['lamella_ts_002.mrc', true],
      ['lamella_ts_005.mrc', false],
      ['lamella_ts_006.mrc', false],
    ]);
    expect(area.targets[3]).toMatchObject({ position: { x: -1.75, y: -4.25 }, previewMap: null });
    const added = area.targets[4]!;
    expect(added.position).toEqual({ x: 7.5, y: 0.25 });
    expect(added.stage!.x).toBeCloseTo(212.418 + exampleToStage.xx * 7.5 + exampleToStage.xy * 0.25, 2);
    expect(area.geometryPoints).toEqual([
      { x: 6, y: -3 },
      { x: -4.118, y: -8.03 },
      { x: 1.25, y: 9 },
    ]);
    expect(area.settings.map(({ name, text }) => `${name} ${text}`)).toEqual(['tiltTargets 0', 'startTilt 9']);
    expect(existsSync(at('lamella_tgts.txt~'))).toBe(true);
  });

  test('at a place of the stage give the target its position too', async () => {
    const view = await edited({ kind: 'add', position: null, stage: { x: 212.418, y: -87.036 } });
    expect(view.targets.at(-1)!.position!.x).toBeCloseTo(0, 3);
    const other = await edited({ kind: 'skip-all-but-tracking' }, { kind: 'geometry-clear' });
    expect(other.targets.filter(({ skip }) => skip)).toHaveLength(5);
    expect(other.geometryPoints).toEqual([]);
    expect(other.refused['measure-geometry']).toContain('at least 3');
  });

  test('suggest geometry points between the holes of a pattern, and forget its size with a target more', async () => {
    const pattern = ['size 1', 'vecA0 2.5', 'vecA1 0.1', 'vecB0 -0.1', 'vecB1 2.5'].map((line) => line.split(' '));
    const settings = pattern.map(([name, text]) => ({ kind: 'number' as const, name: name!, text: text! }));
    write('grid_tgts.txt', exampleArea({ name: 'grid', settings, geometryPoints: [] }));
    const { version } = await desk.view('grid');
    const view = await desk.edit('grid', version, { kind: 'geometry-suggest' });
    expect(view.geometryPoints.length).toBeGreaterThanOrEqual(3);
    const more = await desk.edit('grid', view.version, { kind: 'add', position: { x: 9, y: 9 }, stage: null });
    expect(more.settings.map(({ name }) => name)).not.toContain('size');
  });

  test('can be undone and done again, across a saving too', async () => {
    const view = await edited({ kind: 'skip', index: 2, skip: true }, { kind: 'geometry-clear' });
    const saved = await desk.save('lamella', view.version);
    expect(saved.canUndo).toBe(true);
    const back = await edited({ kind: 'undo' }, { kind: 'undo' });
    expect(back).toMatchObject({ hasUnsavedEdits: true, canUndo: false, canRedo: true });
    expect(back.geometryPoints).toHaveLength(3);
    const again = await edited({ kind: 'redo' }, { kind: 'redo' });
    expect(again).toMatchObject({ hasUnsavedEdits: false, canRedo: false });
    const reset = await edited({ kind: 'skip', index: 1, skip: true }, { kind: 'reset' });
    expect(reset.hasUnsavedEdits).toBe(false);
    expect((await edited({ kind: 'undo' })).targets[1]!.skip).toBe(true);
  });

  test('made on an older version are refused', async () => {
    const { version } = await desk.view('lamella');
    await desk.edit('lamella', version, { kind: 'geometry-clear' });
    await expect(desk.edit('lamella', version, { kind: 'undo' })).rejects.toMatchObject({
      ...{ status: 409, code: 'area-moved-on', message: expect.stringContaining('has changed') },
    });
    await expect(desk.save('lamella', version)).rejects.toMatchObject({ code: 'area-moved-on' });
  });

  test('that make no sense are refused with the reason, and leave all as it was', async () => {
    const { version } = await desk.view('lamella');
    const refused = async (edit: AreaEdit) =>
      desk.edit('lamella', version, edit).then(
        () => 'done',
        ({ status, message }) => `${status} ${message}`,
      );
    expect(await refused({ kind: 'skip', index: 0, skip: true })).toContain('400 Target 001 tracks');
    expect(await refused({ kind: 'set', name: 'pretilt', text: 'steep' })).toContain('has to be a number');
    expect(await refused({ kind: 'geometry-suggest' })).toContain('hole patterns');
    expect(await refused({ kind: 'geometry-place', count: 5 })).toContain('nobody knows the beam of Record');
    expect((await desk.view('lamella')).version).toBe(version);
  });

  test('wait for the job that works on the area', async () => {
    const { version } = await desk.view('lamella');
    job = 'job-7';
    expect((await desk.view('lamella')).job).toBe('job-7');
    expect((await desk.view('lamella')).refused.move).toContain('A job works');
    await expect(desk.edit('lamella', version, { kind: 'undo' })).rejects.toMatchObject({ code: 'area-in-use' });
    await desk.saveIfEdited('lamella');
  });

  test('that were not saved outlive the desk', async () => {
    await edited({ kind: 'skip', index: 2, skip: true }, { kind: 'add', position: { x: 3, y: 3.5 }, stage: null });
    await end();
    await begin();
    expect(await desk.summaries()).toMatchObject([{ area: 'lamella', hasUnsavedEdits: true, targets: 6, skipped: 2 }]);
    const view = await desk.view('lamella');
    expect(view.remarks).toEqual(['Edits that were not saved have been kept.']);
    await desk.saveIfEdited('lamella');
    expect((await onDisk()).targets).toHaveLength(6);
    expect(readdirSync(at('.pacetomo/drafts'))).toEqual([]);
  });

  test('that were not saved are dropped when the file changed while no desk was there', async () => {
    await edited({ kind: 'skip', index: 2, skip: true });
    await end();
    write('lamella_tgts.txt', exampleArea({ geometryPoints: [] }));
    await begin();
    const view = await desk.view('lamella');
    expect(view).toMatchObject({ hasUnsavedEdits: false, remarks: [expect.stringContaining('were dropped')] });
    expect(view.targets[2]!.skip).toBe(false);
  });
});

describe('what other programs do to a file', () => {
  test('is taken in, and the page is told', async () => {
    const { version } = await desk.view('lamella');
    const before = changes.last;
    write('lamella_tgts.txt', exampleArea({ geometryPoints: [] }));
    await until(async () => (await desk.view('lamella')).geometryPoints.length === 0);
    const view = await desk.view('lamella');
    expect(view.version).toBeGreaterThan(version);
    expect(view.remarks.at(-1)).toContain('was changed by another program and read again');
    const events = changes.after(before)!.map(({ event }) => event);
    expect(events).toContainEqual({ type: 'changed', what: 'area', id: 'lamella' });
  });

  test('leaves edits alone that are not saved, which then cannot be saved until they are reset', async () => {
    await edited({ kind: 'skip', index: 2, skip: true });
    write('lamella_tgts.txt', exampleArea({ geometryPoints: [] }));
    await until(async () => (await desk.view('lamella')).refused.save !== undefined);
    const view = await desk.view('lamella');
    expect(view.refused.save).toContain('Reset drops them');
    expect(view.geometryPoints).toHaveLength(3);
    await expect(desk.save('lamella', view.version)).rejects.toMatchObject({ code: 'would-overwrite' });
    const reset = await edited({ kind: 'reset' });
    expect(reset).toMatchObject({ hasUnsavedEdits: false, geometryPoints: [] });
    expect(reset.refused.save).toBeUndefined();
  });

  test('is a new area, or one that is gone', async () => {
    const before = changes.last;
    write('square_tgts.txt', exampleArea({ name: 'square' }));
    await until(() => changes.last > before);
    expect((await desk.view('square')).targets).toHaveLength(5);
    rmSync(at('square_tgts.txt'));
    await until(async () => (await desk.summaries()).length === 1);
    await expect(desk.view('square')).rejects.toMatchObject({ code: 'no-such-area' });
  });
});

describe('a run of PACEtomo.py that was interrupted', () => {
  const branch =
    'SSX = 0.1\nSSY = 0.2\nfocus = -3.1\nz0 = 0.4\nn0 = 5.0\nshifts = \nangles = \nISXset = 1.7\nISYset = 5.2\nISXali = 0.0\nISYali = 0.1\ndose = 7.5\nsec = 2\nskip = False\n';
  const target = (n: number, more = ''): string =>
    `_tgt = 00${n}\ntsfile = cut_ts_00${n}.mrc\n${more}SSX = ${(n - 1) * 2.5}\nSSY = 0\nskip = False\n_pbr\n${branch}_nbr\n${branch}\n`;
  const head = '_set startTilt = 9.0\n_set minTilt = -51.0\n_set maxTilt = 69.0\n_spos = 2,1\n\n';
  const targetsText =
    head.replace('_spos = 2,1\n', '') + target(1).replace(/_pbr[\s\S]*/, '') + target(2).replace(/_pbr[\s\S]*/, '');

  test('is what is opened, and allows few edits', async () => {
    writeFileSync(at('cut_tgts.txt'), targetsText);
    writeFileSync(at('cut_tgts_run01.txt'), head + target(1) + target(2));
    const view = await desk.view('cut');
    expect(view).toMatchObject({ file: 'cut_tgts_run01.txt', isInterruptedRun: true });
    expect(view.refused).toMatchObject({ add: expect.any(String), reorder: expect.any(String) });
    expect(view.refused.start).toContain('take-over');
    expect(view.refused.skip).toBeUndefined();
    const refused = desk.edit('cut', view.version, { kind: 'move', index: 1, to: { x: 1, y: 1 } });
    await expect(refused).rejects.toMatchObject({ status: 400, message: expect.stringContaining('interrupted run') });
    const ends = await desk.edit('cut', view.version, { kind: 'set', name: 'maxTilt', text: '60' });
    await desk.save('cut', ends.version);
    expect(readFileSync(at('cut_tgts_run01.txt'), 'utf8')).toContain('maxTilt = 60');
  });

  test('is none of ours', async () => {
    writeFileSync(at('cut_tgts.txt'), targetsText);
    writeFileSync(at('cut_tgts_run01.txt'), head + target(1, 'tsRun = 5f0c\n') + target(2));
    expect(await desk.view('cut')).toMatchObject({ file: 'cut_tgts.txt', isInterruptedRun: false, remarks: [] });
  });
});

describe('a check', () => {
  test('says what a session would do, edits included, and what is wrong with areas that have no plan', async () => {
    await edited({ kind: 'skip', index: 4, skip: true });
    write('wrong_tgts.txt', exampleArea({ name: 'wrong', settings: [{ kind: 'number', name: 'step', text: '-4' }] }));
    await desk.summaries();
    const { report, sentences, problems } = await desk.check(['lamella', 'wrong'], false);
    expect(report).toMatchObject({ askedSerialEm: false, areas: [{ plan: { name: 'lamella', targets: 3 } }] });
    expect(sentences[0]).toBe('lamella: 3 targets, 2 skipped (004, 005).');
    expect(problems).toEqual([expect.stringContaining('step has to lie between')]);
  });

  test('that is to ask SerialEM says when it cannot', async () => {
    await expect(desk.check(['lamella'], true)).rejects.toMatchObject({ name: 'Trouble' });
  });
});

describe('a picture of a target', () => {
  test('is its Preview or its View, upright and small enough, or the snapshot', async () => {
    const file = await openFile(at('lamella_tgt_001.mrc'), 'create');
    const stack = await createMrc(file, { width: 1200, height: 90, mode: 1, pixelSizeA: 2.6 });
    await stack.appendSection(new Int16Array(1200 * 90).map((_, i) => (i < 600 * 90 ? 0 : 500))); // the lower half is dark
    await stack.close();
    const { bytes, type } = await desk.picture('lamella', '001', 'preview');
    const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
    expect([type, width, height, data[0], data[4 * (width * height - 1)]]).toEqual(['image/png', 600, 45, 255, 0]);
    await expect(desk.picture('lamella', '001', 'view')).rejects.toMatchObject({ status: 404, code: 'no-picture' });
    await expect(desk.picture('lamella', '009', 'view')).rejects.toMatchObject({ code: 'no-such-target' });
    writeFileSync(at('lamella_tgt_001_view.jpg'), 'jpeg');
    expect(await desk.picture('lamella', '001', 'snapshot')).toMatchObject({ type: 'image/jpeg' });
    writeFileSync(at('lamella_tgt_002.mrc'), 'no image');
    await expect(desk.picture('lamella', '002', 'preview')).rejects.toMatchObject({ name: 'Trouble' });
  });
});
