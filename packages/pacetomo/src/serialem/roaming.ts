import { apply, type Vec } from '../geometry/frames.ts';
import type { Roaming } from '../microscope/choosing.ts';
import type { CommandGate } from './gate.ts';
import { measuringOf } from './measuring.ts';
import { calibrationOf } from './optics.ts';

/** SetNewFileType: image files are MRC files. */
const mrcFiles = 0;

/** An image shift below this is none: SerialEM moves no stage for it either, units of image shift. */
const noShift = 0.01;

/** Less than the autofocus can tell, µm. */
const leastRiseUm = 0.02;

/** Moving about while choosing. */
export function roamingOf(gate: CommandGate): Roaming {
  return {
    prepareToChoose: async () => {
      const limits = await measuringOf(gate).prepareToMeasure();
      await gate.send('SetUserSetting', 'MoveStageOnBigMouseShift', 0); // dragging far moves the stage otherwise
      await gate.send('SetNewFileType', mrcFiles);
      return limits;
    },
    resetImageShift: () => resetImageShift(gate),
    search: async (permit) => {
      await gate.expose(permit, 'Search');
    },
    montage: async (permit) => {
      await gate.expose(permit, 'Montage');
    },
    directory: () => gate.send('ReportDirectory'),
  };
}

/**
 * SerialEM's ResetImageShift is a relative move, and done twice it would move twice. This is the same in absolute terms, in
 * the optics of the Record area: the stage goes to where what is centred now has image shift zero, and focus follows its
 * height, which on a tilted stage changes with the distance from the axis (ShiftManager.cpp).
 */
async function resetImageShift(gate: CommandGate): Promise<void> {
  await gate.send('GoToLowDoseArea', 'R');
  const [shiftX, shiftY] = await gate.send('ReportImageShift');
  if (Math.hypot(shiftX, shiftY) < noShift) return;
  const [stageX, stageY] = await gate.send('ReportStageXYZ');
  const [withX, withY] = await gate.send('AdjustStagePosForNav', stageX, stageY, shiftX, shiftY);
  const [withoutX, withoutY] = await gate.send('AdjustStagePosForNav', stageX, stageY, 0, 0);
  const risesUm = await riseUm(gate, { x: shiftX, y: shiftY });
  if (Math.abs(risesUm) > leastRiseUm) await gate.send('SetDefocus', (await gate.send('ReportDefocus')) + risesUm);
  await gate.send('SetImageShift', 0, 0);
  await gate.send('MoveStageTo', stageX + withX - withoutX, stageY + withY - withoutY);
}

/** How much higher than the axis a place lies that image shift points at, as if on a level sample in a tilted stage, µm. */
async function riseUm(gate: CommandGate, shift: Vec<'imageShift'>): Promise<number> {
  const { y: acrossUm } = apply(await calibrationOf(gate).imageShiftToSpecimen(), shift);
  return acrossUm * Math.tan(((await gate.send('ReportTiltAngle')) * Math.PI) / 180);
}
