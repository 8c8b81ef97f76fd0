import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeTracking } from '../../../src/area/changeTracking.ts';
import { copiesOf } from '../../../src/area/copyArea.ts';
import { removeSetting, setSetting } from '../../../src/area/editSettings.ts';
import { addTarget, deleteTarget, moveTarget, reorder, setSkip } from '../../../src/area/editTargets.ts';
import { sameArea } from '../../../src/area/sameArea.ts';
import { diskFiles, type FinishFiles } from '../../../src/finish/finishFiles.ts';
import { writeCopies } from '../../../src/session/areaFiles/areaCopies.ts';
import { openArea, openNewestArea } from '../../../src/session/areaFiles/openArea.ts';
import { createAreaFile, saveArea } from '../../../src/session/areaFiles/saveArea.ts';
import { checkSetting, namesOfSetting } from '../../../src/session/areaFiles/settingCheck.ts';
import { exampleArea, made, why } from '../../area/exampleArea.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pacetomo-area-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const text = (name: string): Promise<string> => readFile(at(name), 'utf8');

/** The file of an area of three targets. */
const target = (n: number, more = ''): string =>
  `_tgt = 00${n}\ntsfile = lamella_ts_00${n}.mrc\nSSX = ${(n - 1) * 2.5}\nSSY = ${(n - 1) * -3}\nskip = False\n${more}\n`;
const targetsText = `_set pretilt = -9.2\n\n${target(1)}${target(2)}${target(3)}`;

const branch = (skip: string): string =>
  `SSX = 0.1\nSSY = 0.2\nfocus = -3.1\nz0 = 0.4\nn0 = 5.0\nshifts = \nangles = \nISXset = 1.7\nISYset = 5.2\nISXali = 0.0\nISYali = 0.1\ndose = 7.5\nsec = 2\nskip = ${skip}\n`;
const state = (skip = 'False'): string => `_pbr\n${branch(skip)}_nbr\n${branch(skip)}`;
const interruptedText = `_set startTilt = 9.0\n_set minTilt = -51.0\n_set maxTilt = 69.0\n_set pretilt = -9.2\n_spos = 2,1\n\n${target(1, state())}${target(2, state())}${target(3, state('True'))}`;

describe('opening', () => {
  test('takes exactly the file that is given, and says that the script would read another one', async () => {
    await writeFile(at('lamella_tgts.txt'), targetsText);
    await writeFile(at('lamella_tgts_run02.txt'), `${target(1)}${target(2)}${target(3)}`);
    const { area, remarks, isInterrupted } = await openArea(at('lamella_tgts.txt'));
    expect(area).toMatchObject({ name: 'lamella', settings: [{ name: 'pretilt' }] });
    expect(isInterrupted).toBe(false);
    expect(remarks.join()).toContain('PACEtomo.py would read the run file lamella_tgts_run02.txt');
  });

  test('takes the newest whole run file when that is wanted, says so, and passes torn ones over (H41)', async () => {
    await writeFile(at('lamella_tgts.txt'), targetsText);
    await writeFile(at('lamella_tgts_run01.txt'), `${target(1)}${target(2)}${target(3)}`);
    await writeFile(at('lamella_tgts_run02.txt'), interruptedText);
    await writeFile(at('lamella_tgts_run03.txt'), `${target(1)}${target(2)}`);
    await writeFile(at('lamella_tgts_run04.txt'), '');
    await writeFile(at('lamella_tgts_p01_run07.txt'), target(1));
    const { path, isInterrupted, remarks } = await openNewestArea(at('lamella_tgts.txt'));
    expect(path).toBe(at('lamella_tgts_run02.txt'));
    expect(isInterrupted).toBe(true);
    expect(remarks.join('\n')).toMatch(
      /Opened lamella_tgts_run02.txt[\s\S]*interrupted run[\s\S]*run04.txt was passed over[\s\S]*run03.txt was passed over.*2 of the 3 targets/,
    );
  });

  test('a run file of a run that is complete is said to lack settings (H8)', async () => {
    await writeFile(at('lamella_tgts.txt'), targetsText);
    await writeFile(at('lamella_tgts_run01.txt'), `${target(1)}${target(2)}${target(3)}`);
    expect((await openNewestArea(at('lamella_tgts.txt'))).remarks.join()).toContain(
      'settings and geometry points are in lamella_tgts.txt',
    );
  });

  test('a copy is opened itself, with its own run files (H56)', async () => {
    await writeFile(at('lamella_tgts.txt'), targetsText);
    await writeFile(at('lamella_tgts_run01.txt'), interruptedText);
    await writeFile(at('lamella_tgts_p03.txt'), target(1));
    expect(await openNewestArea(at('lamella_tgts_p03.txt'))).toMatchObject({
      path: at('lamella_tgts_p03.txt'),
      remarks: [],
      area: { name: 'lamella_p03' },
    });
    await writeFile(at('lamella_tgts_p03_run02.txt'), target(1));
    expect((await openNewestArea(at('lamella_tgts_p03.txt'))).path).toBe(at('lamella_tgts_p03_run02.txt'));
  });

  test.each([
    ['nowhere_tgts.txt', null, 'There is no targets file'],
    ['lamella_tgts.txt', 'hello', 'Line 1'],
    ['lamella_tgts.txt', '# nothing\n', 'holds no targets'],
  ])('%s with %j is refused', async (name, content, sentence) => {
    if (content !== null) await writeFile(at(name), content);
    await expect(openNewestArea(at(name))).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(sentence),
    });
  });
});

describe('saving', () => {
  test('keeps the file as it was with a ~, and further edits go on from what is on the disk', async () => {
    await writeFile(at('lamella_tgts.txt'), targetsText);
    const before = await openArea(at('lamella_tgts.txt'));
    const first = await saveArea(before, made(setSkip(before.area, 1, true)));
    if (first.kind !== 'saved') throw new Error('not saved');
    expect(await text('lamella_tgts.txt~')).toBe(targetsText);
    const once = await text('lamella_tgts.txt');
    expect(once).toBe(targetsText.replace('SSX = 2.5\nSSY = -3\nskip = False', 'SSX = 2.5\nSSY = -3\nskip = True'));
    await saveArea(first.opened, made(deleteTarget(first.opened.area, 2)));
    expect(await text('lamella_tgts.txt~')).toBe(once);
    expect(await readdir(folder)).toEqual(['lamella_tgts.txt', 'lamella_tgts.txt~']);
    expect(sameArea((await openArea(at('lamella_tgts.txt'))).area, made(deleteTarget(first.opened.area, 2)))).toBe(
      true,
    );
  });

  test('writes nothing when nothing has changed', async () => {
    await writeFile(at('lamella_tgts.txt'), targetsText);
    const opened = await openArea(at('lamella_tgts.txt'));
    expect(await saveArea(opened, made(setSkip(opened.area, 1, false)))).toEqual({ kind: 'unchanged' });
    expect(await readdir(folder)).toEqual(['lamella_tgts.txt']);
  });

  test.each(['changed', 'deleted'])('refuses when the file was %s since it was read', async (how) => {
    await writeFile(at('lamella_tgts.txt'), targetsText);
    const opened = await openArea(at('lamella_tgts.txt'));
    const other = targetsText.replace('-9.2', '8.4');
    if (how === 'changed') await writeFile(at('lamella_tgts.txt'), other);
    else await rm(at('lamella_tgts.txt'));
    await expect(saveArea(opened, made(setSkip(opened.area, 1, true)))).rejects.toMatchObject({
      code: 'would-overwrite',
      message: expect.stringContaining(`${how}`),
    });
    if (how === 'changed') expect(await text('lamella_tgts.txt')).toBe(other);
    expect(await readdir(folder)).toEqual(how === 'changed' ? ['lamella_tgts.txt'] : []);
  });

  test('keeps CRLF and an encoding that is not UTF-8', async () => {
    const old = `# 5 µm apart\r\n${targetsText.replaceAll('\n', '\r\n')}`;
    await writeFile(at('lamella_tgts.txt'), Buffer.from(old, 'latin1'));
    const opened = await openArea(at('lamella_tgts.txt'));
    await saveArea(opened, made(setSkip(opened.area, 2, true)));
    const now = (await readFile(at('lamella_tgts.txt'))).toString('latin1');
    expect(now).toBe(old.replace('SSX = 5\r\nSSY = -6\r\nskip = False', 'SSX = 5\r\nSSY = -6\r\nskip = True'));
  });

  test('adds nothing that PACEtomo.py could not read, but lets be what was there', async () => {
    const odd = targetsText.replace('tsfile = lamella_ts_002.mrc', 'tsfile = my lamella_ts_002.mrc');
    await writeFile(at('lamella_tgts.txt'), odd);
    const opened = await openArea(at('lamella_tgts.txt'));
    expect((await saveArea(opened, made(setSkip(opened.area, 2, true)))).kind).toBe('saved');
    const again = await openArea(at('lamella_tgts.txt'));
    const blank = made(addTarget(again.area, { position: { x: 1, y: 2 }, stage: null, stack: 'a b_ts_004.mrc' }));
    await expect(saveArea(again, blank)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(
        '“tsfile = a b_ts_004.mrc”: the value would be cut at its blank. Nothing was saved.',
      ),
    });
  });

  /** A disk that fails at one of its operations. */
  const failing = (at: number): FinishFiles => {
    let count = 0;
    const step = async <T>(act: () => Promise<T>): Promise<T> => {
      count++;
      if (count === at) throw new Error('the power has gone');
      return act();
    };
    return {
      ...diskFiles,
      open: (path, mode) => step(() => diskFiles.open(path, mode)),
      rename: (from, to) => step(() => diskFiles.rename(from, to)),
      sizeBytes: (path) => step(() => diskFiles.sizeBytes(path)),
    };
  };

  test('at whatever moment it fails, the old or the new file lies there whole, and no rubbish beside it', async () => {
    const after = targetsText.replace('SSX = 5\nSSY = -6\nskip = False', 'SSX = 5\nSSY = -6\nskip = True');
    let failures = 0;
    for (let moment = 1; ; moment++) {
      await writeFile(at('lamella_tgts.txt'), targetsText);
      const opened = await openArea(at('lamella_tgts.txt'));
      const outcome = await saveArea(opened, made(setSkip(opened.area, 2, true)), { files: failing(moment) }).catch(
        (error) => error,
      );
      const [found, names] = [await text('lamella_tgts.txt'), await readdir(folder)];
      expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
      if (outcome.kind === 'saved') {
        expect(found).toBe(after);
        break;
      }
      expect(outcome).toMatchObject({ code: 'cannot-write', message: expect.stringContaining('the power has gone') });
      expect(found).toBe(targetsText);
      failures++;
    }
    expect(failures).toBe(8);
  });
});

describe('the run file of an interrupted run', () => {
  const opened = async () => {
    await writeFile(at('lamella_tgts_run01.txt'), interruptedText);
    return openArea(at('lamella_tgts_run01.txt'));
  };

  test('lets targets be skipped and the ends of the range be moved; its state stays as it is', async () => {
    const before = await opened();
    const skipped = made(setSkip(before.area, 1, true));
    await saveArea(before, made(setSetting(skipped, 'maxTilt', '60', checkSetting)));
    const now = await text('lamella_tgts_run01.txt');
    expect(now).toBe(
      interruptedText
        .replace('maxTilt = 69.0', 'maxTilt = 60')
        .replace('SSX = 2.5\nSSY = -3\nskip = False', 'SSX = 2.5\nSSY = -3\nskip = True'),
    );
  });

  test.each([
    ['another order', (area) => reorder(area, [0, 2, 1]), 'in the order in which it began'],
    [
      'another tracking target',
      (area) => changeTracking(area, 1, 'lamella_tgts.txt'),
      'in the order in which it began',
    ],
    [
      'a target more',
      (area) => addTarget(area, { position: { x: 7, y: 8 }, stage: null }),
      'targets that it began with',
    ],
    ['a target fewer', (area) => deleteTarget(area, 1), 'targets that it began with'],
    ['a target elsewhere', (area) => moveTarget(area, 1, { x: 1, y: 2 }, null), 'its targets where'],
    ['another slope', (area) => setSetting(area, 'pretilt', '4', checkSetting), 'pretilt cannot change'],
    ['another start', (area) => removeSetting(area, namesOfSetting('startTilt')), 'startTilt cannot change'],
    ['a step of its own', (area) => setSetting(area, 'tiltStepDeg', '2', checkSetting), 'step cannot change'],
    ['a target skipped that has ended', (area) => setSkip(area, 2, true), 'both branches of target 003 have ended'],
  ] as const satisfies readonly (readonly [string, (area: ReturnType<typeof exampleArea>) => unknown, string])[])(
    '%s is refused',
    async (_, edit, sentence) => {
      const before = await opened();
      await expect(saveArea(before, made(edit(before.area)))).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining(sentence),
      });
      expect(await text('lamella_tgts_run01.txt')).toBe(interruptedText);
    },
  );
});

describe('new files', () => {
  test('are never written over others', async () => {
    await createAreaFile(at('lamella_tgts.txt'), exampleArea());
    const before = await text('lamella_tgts.txt');
    await expect(createAreaFile(at('lamella_tgts.txt'), exampleArea({ settings: [] }))).rejects.toMatchObject({
      code: 'would-overwrite',
    });
    expect(await text('lamella_tgts.txt')).toBe(before);
  });

  test('copies are written beside their area, all or none when a name is taken', async () => {
    const points = [
      { stage: { x: 11, y: 22 }, item: null },
      { stage: { x: -33, y: 44 }, item: null },
    ];
    const copies = copiesOf({ area: exampleArea(), root: 'lamella', taken: [], keepSkips: false }, points);
    await writeFile(at('lamella_p02_ts_004.mrc'), 'a tilt series');
    await expect(writeCopies(copies, at('lamella_tgts.txt'))).rejects.toMatchObject({
      code: 'would-overwrite',
      message: expect.stringContaining('lamella_p02_ts_004.mrc exists already'),
    });
    expect(await readdir(folder)).toEqual(['lamella_p02_ts_004.mrc']);
    await rm(at('lamella_p02_ts_004.mrc'));
    await writeCopies(copies, at('lamella_tgts.txt'));
    const { area } = await openArea(at('lamella_tgts_p02.txt'));
    expect(area).toMatchObject({ name: 'lamella_p02', settings: exampleArea().settings });
    expect(area.targets[0]?.stage).toEqual({ x: -33, y: 44 });
  });
});

describe('settings of an area', () => {
  const area = exampleArea();
  const settings = (name: string, value: string) =>
    made(setSetting(area, name, value, checkSetting)).settings.map((one) => `${one.kind} ${one.name} = ${one.text}`);

  test.each([
    ['pretilt', '4.50', ['number tiltTargets = 0', 'number pretilt = 4.5']],
    ['pretiltDeg', '-3', ['number tiltTargets = 0', 'number pretilt = -3']],
    ['sortByTilt', 'no', ['number tiltTargets = 0', 'number pretilt = -9.2', 'boolean sortByTilt = False']],
    ['sortByTilt', '1', ['number tiltTargets = 0', 'number pretilt = -9.2', 'boolean sortByTilt = True']],
  ])('%s = %s is written as the script reads it, in its place (H30)', (name, value, expected) => {
    expect(settings(name, value)).toEqual(expected);
  });

  test.each([
    ['pretild', '3', 'no setting called pretild'],
    ['pretilt', 'steep', 'has to be a number'],
    ['step', '-4', 'has to lie between'],
  ])('%s = %s is refused', (name, value, sentence) => {
    expect(why(setSetting(area, name, value, checkSetting))).toContain(sentence);
  });

  test('are taken out by either name', () => {
    expect(made(removeSetting(area, namesOfSetting('pretiltDeg'))).settings).toHaveLength(1);
    expect(why(removeSetting(area, namesOfSetting('step')))).toBe('lamella has no setting step of its own.');
  });
});
