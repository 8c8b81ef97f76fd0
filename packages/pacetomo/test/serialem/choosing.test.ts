import { expect, test } from 'vitest';
import { choosingMicroscope } from '../../src/serialem/serialEmMicroscope.ts';
import { freshPermit, refused, scriptedSerialEm } from './scriptedSerialEm.ts';

const words = { label: '003', note: 'grid_tgt_003.mrc', acquire: false };
/** Turned by a right angle, two micrometres a unit: a shift in x is seen across the tilt axis. */
const turned = [0, -2, 2, 0];
const calibrated = { ISToSpecimenMatrix: turned, ReportLowDose: [1, 3] };

function choosing(answers: Parameters<typeof scriptedSerialEm>[0] = {}) {
  const { client, arrived } = scriptedSerialEm({ ...calibrated, ...answers });
  return { scope: choosingMicroscope(client), arrived };
}

test('whoever chooses drags image shift only, writes MRC files, and SerialEM says how far it goes', async () => {
  const { scope, arrived } = choosing({
    ReportProperty: ([name = '']) => ({ values: [{ MaximumTiltAngle: 64, ImageShiftLimit: 13 }[name] ?? 0] }),
  });
  expect(await scope.prepareToChoose()).toEqual({ maximumTiltDeg: 64, imageShiftLimitUm: 13 });
  expect(arrived).toContain('SetUserSetting(MoveStageOnBigMouseShift, 0)');
  expect(arrived).toContain('SetNewFileType(0)');
  await expect(scope.tiltTo(64.5)).rejects.toMatchObject({ code: 'limit' });
});

test('a question stands on the screen; before and afterwards nothing does', async () => {
  const { scope, arrived } = choosing({ YesNoBox: [1] });
  expect(await scope.askYesNo('Keep this as target 003?')).toBe(true);
  expect(arrived).toEqual(['NoMessageBoxOnError(0)', 'YesNoBox(Keep this as target 003?)', 'NoMessageBoxOnError(1)']);
});

test('SerialEM gets letters that it knows, line by line, and no more than it can take', async () => {
  const { scope, arrived } = choosing();
  await scope.say('Beam 0.45 µm, −12.5°, “lamella”…\nMüller’s 5 × 7 нет');
  await scope.say('é'.repeat(2000));
  expect(arrived.slice(0, 2)).toEqual(['Echo(Beam 0.45 um, -12.5 deg, "lamella"...)', `Echo(Muller's 5 x 7 ???)`]);
  expect(arrived[2]).toMatch(/^Echo\(e{890,897}\.\.\.\)$/);
});

test('a number or a text that nobody wants to give is none', async () => {
  const { scope } = choosing({ EnterDefaultedNumber: refused, EnterString: refused });
  expect(await scope.askNumber('Hole diameter, µm', 1.2, 2)).toBeNull();
  expect(await scope.askText('Name')).toBeNull();
});

test('a map that SerialEM cannot make leaves no file open, and says what to do', async () => {
  const { scope, arrived } = choosing({ NewMap: refused });
  await expect(scope.saveAsMap('grid_tgt_003.mrc', words)).rejects.toThrow(/No map was made of grid_tgt_003\.mrc/);
  expect(arrived.at(-1)).toBe('CloseFile()');
});

const saving = (commands: readonly string[]): readonly string[] =>
  commands.filter((command) => /^(OpenNewFile|SwitchToFile|S|NewMap|SnapshotToFile|CloseFile)\(/.test(command));

test('neither a map nor a picture is written over a file, and an open one is to be closed first', async () => {
  const { scope, arrived } = choosing({
    DoesFileExist: [1],
    IsImageFileOpen: ([name]) => ({ values: [name === 'open.mrc' ? 2 : 0] }),
    ReportFileZsize: [1],
  });
  await expect(scope.saveAsMap('grid_tgt_003.mrc', words)).rejects.toThrow(/Move it away/);
  await expect(scope.saveAsMap('open.mrc', words)).rejects.toThrow(/Close it in SerialEM/);
  await expect(scope.savePicture('grid_tgt_003.jpg')).rejects.toMatchObject({ code: 'needs-person' });
  expect(saving(arrived)).toEqual(['SwitchToFile(2)']);
});

test('a file that a lost connection has left open and empty is used', async () => {
  const { scope, arrived } = choosing({ DoesFileExist: [1], IsImageFileOpen: [3], ReportFileZsize: [0], NewMap: [8] });
  expect(await scope.saveAsMap('grid_tgt_003.mrc', words)).toBe(8);
  expect(saving(arrived)).toEqual(['SwitchToFile(3)', 'S(A)', 'NewMap(0, grid_tgt_003.mrc)', 'CloseFile()']);
});

test('a picture is of buffer A, whatever was displayed', async () => {
  const { scope, arrived } = choosing();
  await scope.savePicture('grid_tgt_003.jpg');
  expect(arrived.slice(-2)).toEqual(['Show(A)', 'SnapshotToFile(0, 1, 0, JPG, JPG, grid_tgt_003.jpg)']);
});

test('a label that SerialEM would cut off is a bug of ours', async () => {
  const { scope } = choosing({ AddStagePosAsNavPoint: [7] });
  const long = { ...words, label: 'seventeen letters' };
  await expect(scope.addPoint({ stage: { x: 1, y: 2 }, zUm: 3, group: 0 }, long)).rejects.toThrow('16 characters');
});

test('the outline of a polygon is closed, once', async () => {
  const { scope, arrived } = choosing({ AddStagePointsAsPolygon: [4] });
  const triangle = [
    { x: 1, y: 2 },
    { x: 3.5, y: 2 },
    { x: 3.5, y: -6 },
  ];
  await scope.addPolygon(triangle, 5, words);
  await scope.addPolygon([...triangle, { x: 1, y: 2 }], 5, words);
  const outlines = arrived.filter((command) => command.startsWith('SetVariable(paceOutlineX'));
  expect(new Set(outlines)).toEqual(new Set(['SetVariable(paceOutlineX, 1.000\n3.500\n3.500\n1.000)']));
});

test('an item is deleted where it stands now, the newest of its words, and no other', async () => {
  const table = [
    { label: '002', note: '' },
    { label: 'beam', note: 'beam of grid 002' },
    { label: 'beam', note: 'beam of grid 003' },
  ];
  let reported = table[0];
  const { scope, arrived } = choosing({
    ReportNumTableItems: [3],
    ReportOtherItem: ([index]) => {
      reported = table[Number(index) - 1];
      return { values: [Number(index), 1, 2, 3, 1] };
    },
    GetVariable: ([name]) => ({ values: [(name === 'navLabel' ? reported?.label : reported?.note) ?? ''] }),
  });
  expect(await scope.deleteItem({ label: 'beam', note: 'beam of grid 002' })).toBe(true);
  expect(await scope.deleteItem({ label: 'beam', note: 'beam of grid 004' })).toBe(false);
  expect(arrived.filter((command) => command.startsWith('DeleteNavigatorItem'))).toEqual(['DeleteNavigatorItem(2)']);
});

test('image shift goes to the stage by absolute moves, and focus follows what rises on a tilted stage', async () => {
  const { scope, arrived } = choosing({
    ReportImageShift: [1.5, 0.25, 0, 0, 0, 0],
    ReportStageXYZ: [100, -40, 7],
    AdjustStagePosForNav: ([, , x]) => ({ values: Number(x) === 0 ? [102, -40] : [104, -39] }),
    ReportTiltAngle: [45],
    ReportDefocus: [-4],
  });
  await scope.imageShiftToSpecimen();
  arrived.length = 0;
  await scope.resetImageShift();
  // 1.5 units along x lie 3 µm across the axis, and 3 µm higher at 45°
  expect(arrived.filter((command) => /^(Set|Move)/.test(command))).toEqual([
    'SetDefocus(-1)',
    'SetImageShift(0, 0)',
    'MoveStageTo(102, -39)',
  ]);
  expect(arrived[0]).toBe('GoToLowDoseArea(R)');
});

test('a Navigator without a file is not saved, because SerialEM would ask for a name', async () => {
  const { scope, arrived } = choosing({ ReportIfNavOpen: [1], ReportNavFile: refused });
  expect(await scope.saveNavigator()).toBe(false);
  expect(await scope.navigatorFile()).toBeNull();
  expect(arrived).not.toContain('SaveNavigator()');
});

test('Search costs a permit, once', async () => {
  const { scope } = choosing();
  const permit = freshPermit();
  await scope.search(permit);
  await expect(scope.search(permit)).rejects.toThrow('asked for twice on one intent');
});
