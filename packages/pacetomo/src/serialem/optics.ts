import type { Matrix } from '../geometry/frames.ts';
import type { Calibration, Optics } from '../microscope/microscope.ts';
import { dosesOf } from './doses.ts';
import type { CommandGate } from './gate.ts';
import { RecordMagnification } from './magnification.ts';
import { orRefused } from './orRefused.ts';

/** SerialEM's index for the magnification that is on now. */
const currentMagnification = 0;

/** SerialEM reports the illuminated area in hundredths of µm: beam diameter × 100 ⇒ radius, as the original reads it. */
const radiusPerArea = 50;

/** Lenses and deflectors through SerialEM. */
export function opticsOf(gate: CommandGate): Optics {
  const magnification = new RecordMagnification(gate);
  return {
    imageShift: async () => {
      const [x, y] = await gate.send('ReportImageShift');
      return { x, y };
    },
    // SerialEM answers 1 and moves nothing when the shift is beyond its limit; beyond that of the run it is not even asked
    setImageShift: async (shift) => gate.reaches(shift) && (await gate.send('SetImageShift', shift.x, shift.y)) === 0,
    defocusUm: () => gate.send('ReportDefocus'),
    setDefocus: async (defocusUm) => {
      await gate.send('SetDefocus', defocusUm);
    },
    goToRecordArea: async () => {
      await gate.send('GoToLowDoseArea', 'R');
    },
    setAutofocusTarget: async (defocusUm) => {
      await gate.send('SetTargetDefocus', defocusUm);
    },
    viewDefocusOffsetUm: () => orRefused(gate.send('ReportLDDefocusOffset', 'V'), 0),
    useMagnification: (nominal) => magnification.use(nominal),
    beamRadiusUm: async () => {
      const area = await orRefused(gate.send('ReportIlluminatedArea'), 0);
      return area > 0 ? area * radiusPerArea : null;
    },
  };
}

/** SerialEM's calibrations at the present magnification. */
export function calibrationOf(gate: CommandGate): Calibration {
  return {
    imageShiftToSpecimen: async () => {
      const toSpecimen: Matrix<'imageShift', 'specimen'> = matrix(
        await gate.send('ISToSpecimenMatrix', currentMagnification),
      );
      gate.calibrateImageShift(toSpecimen);
      return toSpecimen;
    },
    specimenToImageShift: async () => matrix(await gate.send('SpecimenToISMatrix', currentMagnification)),
    stageToSpecimen: async () => matrix(await gate.send('StageToSpecimenMatrix', currentMagnification)),
    cameraToSpecimen: async () => matrix(await gate.send('CameraToSpecimenMatrix', currentMagnification)),
    cameraSize: async () => {
      const [x, y] = await gate.send('CameraProperties');
      return { x, y };
    },
    recordExposureS: async () => (await gate.send('ReportExposure', 'R'))[0],
    focusOffsetUm: async () => (await orRefused(gate.send('ReportAxisPosition', 'F'), null))?.[0] ?? 0,
    recordDoseEPerA2: async () => (await dosesOf(gate)).record,
    hasBeamTiltCalibration: async () => (await orRefused(gate.send('ReportComaVsISmatrix'), null)) !== null,
  };
}

const matrix = ([xx, xy, yx, yy]: readonly [number, number, number, number]) => ({ xx, xy, yx, yy });
