import { magnificationAt } from '../column/calibration.ts';
import { composed, inverse, type PlaneMatrix } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';

/** The matrices of one magnification from which all others follow. */
interface Known {
  readonly specimenToCamera: PlaneMatrix;
  readonly imageShiftToCamera: PlaneMatrix;
  readonly imageShiftToSpecimen: PlaneMatrix;
  readonly stageToSpecimen: PlaneMatrix;
}

const elements = (m: PlaneMatrix): number[] => [m.xx, m.xy, m.yx, m.yy];

/** SerialEM gives zeros for a magnification without calibration. */
const unknown = [0, 0, 0, 0];

function known(instrument: Instrument, magIndex: number): Known | null {
  const { calibration, area } = instrument.column;
  const index = magIndex > 0 ? magIndex : area.magIndex;
  if (!magnificationAt(calibration, index)) return null;
  const { specimenToCamera, imageShiftToCamera } = calibration.calibrated(index);
  const perPixel = 1 / instrument.script.matrixBinning;
  const binned = { xx: perPixel, xy: 0, yx: 0, yy: perPixel };
  return {
    specimenToCamera: composed(specimenToCamera, binned),
    imageShiftToCamera: composed(imageShiftToCamera, binned),
    imageShiftToSpecimen: calibration.imageShiftToSpecimen,
    stageToSpecimen: calibration.stageToSpecimen,
  };
}

const matrix =
  (choose: (k: Known) => PlaneMatrix): Command =>
  (instrument, args) => {
    const matrices = known(instrument, args.integerOr(0, 0));
    return matrices ? elements(choose(matrices)) : unknown;
  };

const stageToCamera = (k: Known) => composed(k.stageToSpecimen, k.specimenToCamera);
const stageToImageShift = (k: Known) => composed(k.stageToSpecimen, inverse(k.imageShiftToSpecimen));

/** The calibrated matrices between the frames, four numbers row by row; pixels are unbinned. */
export const matrixCommands: CommandFamily = {
  StageToSpecimenMatrix: matrix((k) => k.stageToSpecimen),
  SpecimenToStageMatrix: matrix((k) => inverse(k.stageToSpecimen)),
  ISToSpecimenMatrix: matrix((k) => k.imageShiftToSpecimen),
  SpecimenToISMatrix: matrix((k) => inverse(k.imageShiftToSpecimen)),
  SpecimenToCameraMatrix: matrix((k) => k.specimenToCamera),
  CameraToSpecimenMatrix: matrix((k) => inverse(k.specimenToCamera)),
  ISToCameraMatrix: matrix((k) => k.imageShiftToCamera),
  CameraToISMatrix: matrix((k) => inverse(k.imageShiftToCamera)),
  StageToCameraMatrix: matrix(stageToCamera),
  CameraToStageMatrix: matrix((k) => inverse(stageToCamera(k))),
  StageToISMatrix: matrix(stageToImageShift),
  ISToStageMatrix: matrix((k) => inverse(stageToImageShift(k))),
  BinningForCameraMatrix: (instrument, args) => {
    const binning = args.number(0);
    if (binning <= 0) throw new ScriptError(`A binning of ${binning} is none`);
    instrument.script.matrixBinning = binning;
  },
};
