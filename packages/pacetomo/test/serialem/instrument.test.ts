import { expect, test } from 'vitest';
import type { Microscope } from '../../src/microscope/microscope.ts';
import { liesTogether } from '../../src/serialem/framePath.ts';
import { serialEmMicroscope } from '../../src/serialem/serialEmMicroscope.ts';
import { examplePlan } from '../plan/examplePlan.ts';
import { refused, type ScriptedSerialEm, scriptedSerialEm } from './scriptedSerialEm.ts';

function microscopeAnswering(
  answers: Parameters<typeof scriptedSerialEm>[0] = {},
): ScriptedSerialEm & { readonly microscope: Microscope } {
  const serialEm = scriptedSerialEm(answers);
  return { ...serialEm, microscope: serialEmMicroscope(serialEm.client, examplePlan([])) };
}

/** A microscope whose Record area has a magnification that needs some tries to change. */
function slowMagnification(triesNeeded: number): Parameters<typeof scriptedSerialEm>[0] {
  let magnification = 42000;
  let tries = 0;
  return {
    ReportMag: () => ({ values: [magnification, 0, 1] }),
    SetMag: ([nominal]) => {
      tries += 1;
      if (tries % triesNeeded === 0) magnification = Number(nominal);
      return { values: [] };
    },
  };
}

test('a magnification is tried until SerialEM reports it, and its own one comes back the same way', async () => {
  const { microscope, arrived } = microscopeAnswering(slowMagnification(3));
  expect(await microscope.useMagnification(33000)).toBe(true);
  expect(arrived).toEqual([
    'GoToLowDoseArea(R)',
    'ReportMag()',
    'UpdateLowDoseParams(R)',
    ...new Array(3).fill(['SetMag(33000)', 'GoToLowDoseArea(R)', 'ReportMag()']).flat(),
  ]);
  arrived.length = 0;
  expect(await microscope.useMagnification(null)).toBe(true);
  expect(arrived).toEqual(new Array(3).fill(['SetMag(42000)', 'GoToLowDoseArea(R)', 'ReportMag()']).flat());
});

test('a magnification that is there already is left alone', async () => {
  const { microscope, arrived } = microscopeAnswering(slowMagnification(1));
  expect(await microscope.useMagnification(null)).toBe(true);
  expect(arrived).toEqual([]);
  expect(await microscope.useMagnification(42000)).toBe(true);
  expect(arrived).toEqual(['GoToLowDoseArea(R)', 'ReportMag()']);
});

test('the parameters of the Record area are handed to SerialEM for keeping once in a connection', async () => {
  const { microscope, arrived } = microscopeAnswering(slowMagnification(1));
  for (const nominal of [33000, null, 26000, 33000, null, null]) await microscope.useMagnification(nominal);
  expect(arrived.filter((command) => command.includes('LowDoseParams'))).toEqual(['UpdateLowDoseParams(R)']);
  expect(arrived.filter((command) => command.startsWith('SetMag'))).toEqual([
    'SetMag(33000)',
    'SetMag(42000)',
    'SetMag(26000)',
    'SetMag(33000)',
    'SetMag(42000)',
  ]);
});

test('a magnification that SerialEM never reaches is given up, and its own one is set again', async () => {
  const { microscope, arrived } = microscopeAnswering({ ReportMag: [42000, 0, 1] });
  expect(await microscope.useMagnification(33000)).toBe(false);
  expect(arrived.filter((command) => command === 'SetMag(33000)')).toHaveLength(10);
  expect(arrived.slice(-3)).toEqual(['SetMag(42000)', 'GoToLowDoseArea(R)', 'ReportMag()']);
});

test('a magnification that is not in the table of SerialEM is refused at once', async () => {
  const { microscope, arrived } = microscopeAnswering({ ReportMag: [42000, 0, 1], SetMag: refused });
  expect(await microscope.useMagnification(37500)).toBe(false);
  expect(arrived.filter((command) => command === 'SetMag(37500)')).toHaveLength(1);
});

test.each([
  [0, false],
  [1, true],
  [-1, null],
] as const)('a valve state of %i means open: %s', async (state, open) => {
  expect(await microscopeAnswering({ ReportColumnOrGunValve: [state] }).microscope.columnValvesOpen()).toBe(open);
});

test('what a microscope does not have is no failure', async () => {
  const { microscope } = microscopeAnswering({
    AreDewarsFilling: refused,
    ReportColumnOrGunValve: refused,
    IsFEGFlashingAdvised: refused,
    ReportFreeDiskSpace: refused,
    ReportLDDefocusOffset: refused,
    ReportComaVsISmatrix: refused,
  });
  expect(await microscope.dewarsFilling()).toBe(false);
  expect(await microscope.columnValvesOpen()).toBeNull();
  expect(await microscope.flashAdvised()).toBeNull();
  expect(await microscope.freeDiskGb()).toBeNull();
  expect(await microscope.viewDefocusOffsetUm()).toBe(0);
  expect(await microscope.hasBeamTiltCalibration()).toBe(false);
});

test('any tank that is refilled counts as filling', async () => {
  expect(await microscopeAnswering({ AreDewarsFilling: [3] }).microscope.dewarsFilling()).toBe(true);
});

test('dewars and gun are looked after with the operations that SerialEM has for them', async () => {
  const { microscope, arrived } = microscopeAnswering();
  await microscope.refillDewars();
  await microscope.flashGun('high');
  await microscope.flashGun('low');
  await microscope.flashGunAfter(7.5);
  await microscope.flashGunAfter(-1);
  await microscope.openColumnValves();
  expect(arrived).toEqual([
    'LongOperation(RS, 0, RT, 0)',
    'NextFEGFlashHighTemp(1)',
    'LongOperation(FF, 0)',
    'NextFEGFlashHighTemp(0)',
    'LongOperation(FF, 0)',
    'LongOperation(FF, 7.5)',
    'LongOperation(FF, -1)',
    'SetColumnOrGunValve(1)',
  ]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -2])(
  'an interval of %s h between flashes is refused',
  async (hours) => {
    const { microscope, arrived } = microscopeAnswering();
    await expect(microscope.flashGunAfter(hours)).rejects.toMatchObject({ code: 'limit' });
    expect(arrived).toEqual([]);
  },
);

test('a flash at high temperature comes before one at low temperature', async () => {
  const advised = (high: number, low: number) =>
    microscopeAnswering({ IsFEGFlashingAdvised: ([kind]) => ({ values: [kind === '1' ? high : low] }) }).microscope;
  expect(await advised(1, 1).flashAdvised()).toBe('high');
  expect(await advised(0, 1).flashAdvised()).toBe('low');
  expect(await advised(0, 0).flashAdvised()).toBeNull();
});

test('free space is asked for where SerialEM works, in its megabytes of 2 to the 20', async () => {
  const { microscope, arrived } = microscopeAnswering({
    ReportDirectory: ['D:\\grid 3'],
    ReportFreeDiskSpace: [1_000_000],
  });
  expect(await microscope.freeDiskGb()).toBeCloseTo(1048.576, 9);
  expect(arrived).toEqual(['ReportDirectory()', 'ReportFreeDiskSpace(D:\\grid 3)']);
});

test('a read-out of the stage is returned to as it is', async () => {
  const { microscope, arrived } = microscopeAnswering({ ReportTiltAxisOffset: [1.5, 0.2, 1.4, 0, 0, 1] });
  await microscope.returnTo({ x: 312.5, y: -77.25 });
  expect(arrived).toEqual(['MoveStageTo(312.5, -77.25)']);
  await expect(microscope.returnTo({ x: 1501, y: 0 })).rejects.toMatchObject({ code: 'limit' });
});

const items = [
  { label: '7', note: 'grid map', acquire: 0 },
  { label: '7-A', note: 'lamella_tgts.txt', acquire: 1 },
  { label: '9', note: '', acquire: 1 },
];

test('items marked Acquire come with their texts, in the order of the table', async () => {
  let reported = 0;
  const { microscope } = microscopeAnswering({
    ReportNumTableItems: [3],
    ReportItemAcquire: ([index]) => ({ values: [items[Number(index) - 1]!.acquire] }),
    ReportOtherItem: ([index]) => {
      reported = Number(index) - 1;
      return { values: [Number(index), 1, 2, 3, 0] };
    },
    // SerialEM gives a text that looks like a number as a text, but one never knows
    GetVariable: ([name]) => {
      const { label, note } = items[reported]!;
      if (name === 'navNote') return note === '' ? { failed: 'no such variable' } : { values: [note] };
      return { values: [label === '9' ? 9 : label] };
    },
  });
  expect(await microscope.itemsToAcquire()).toEqual([
    { item: 2, label: '7-A', note: 'lamella_tgts.txt' },
    { item: 3, label: '9', note: '' },
  ]);
});

test('no note, no current item and a closed Navigator are told, not thrown', async () => {
  const none = microscopeAnswering({ NavIndexWithNote: [0], ReportNavItem: refused }).microscope;
  expect(await none.itemWithNote('lamella_tgts.txt')).toBeNull();
  expect(await none.currentItem()).toBeNull();
  expect(await microscopeAnswering({ NavIndexWithNote: refused }).microscope.itemWithNote('x')).toBeNull();
  expect(await microscopeAnswering({ NavIndexWithNote: [4] }).microscope.itemWithNote('x')).toBe(4);
});

const healthy = {
  IsVersionAtLeast: [1],
  ReportTiltAxisOffset: [1.5, 0, 0, 0, 0, 1],
  ReportAxisPosition: [0.7, 0, 0, 0],
  ReportCameraProperty: [3],
  ReportFrameSavingPath: ['X:\\data\\grid 3\\frames'],
  ReportDirectory: ['X:\\data\\grid 3'],
};

test('a SerialEM as it should be gives no warning', async () => {
  const { microscope, arrived } = microscopeAnswering(healthy);
  expect(await microscope.warnings()).toEqual([]);
  expect(arrived[0]).toBe('IsVersionAtLeast(40200, 20240814)');
});

test.each([
  ['an old version', { IsVersionAtLeast: [0] }, 'older than version 4.2.0'],
  ['a tilt axis that was never measured', { ReportTiltAxisOffset: [0, 0, 0, 0, 0, 1] }, 'exactly 0 µm'],
  ['a Focus area beside the target', { ReportAxisPosition: [-2.34, 0, 0, 0] }, 'lies -2.3 µm from the Record area'],
  ['no folder for frames', { ReportFrameSavingPath: ['NONE'] }, 'no frames would be saved'],
  ['frames elsewhere', { ReportFrameSavingPath: ['Y:\\somebody else\\frames'] }, 'Y:\\somebody else\\frames'],
] as const)('%s is warned of in one sentence with what to do', async (_, answers, words) => {
  const { microscope } = microscopeAnswering({ ...healthy, ...answers });
  const warnings = await microscope.warnings();
  expect(warnings).toEqual([expect.stringContaining(words)]);
});

test.each([
  ['a tilt-axis offset of 0 that image shift does not use', { ReportTiltAxisOffset: [0, 0, 0, 0, 0, 0] }],
  ['frames of another camera', { ReportCameraProperty: [0], ReportFrameSavingPath: ['NONE'] }],
  [
    'what SerialEM refuses to tell',
    { ReportTiltAxisOffset: refused, ReportAxisPosition: refused, ReportCameraProperty: refused },
  ],
] as const)('%s is no reason for a warning', async (_, answers) => {
  expect(await microscopeAnswering({ ...healthy, ...answers }).microscope.warnings()).toEqual([]);
});

test.each([
  ['X:\\data\\grid 3\\frames', 'X:\\data\\grid 3', true],
  ['X:/Data/frames', 'x:\\data\\grid 3', true],
  ['X:\\data', 'X:\\data\\grid 3', true],
  ['X:\\data\\frames', 'X:\\data2\\grid 3', false],
  ['X:\\frames', 'Y:\\frames', false],
  ['/gatan/frames', '/gatan/session/area', true],
] as const)('frames in %s and stacks in %s lie together: %s', (frames, directory, together) => {
  expect(liesTogether(frames, directory)).toBe(together);
});
