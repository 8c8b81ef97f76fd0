import { magnificationAt } from '../column/calibration.ts';
import { areaOfSet } from '../column/cameraSets.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { setArgument } from './named.ts';

/** The binnings of the virtual camera, like those of a counting camera. */
const binnings = [1, 2, 3, 4, 6, 8, 12, 16];

/** Parts of the camera that SetCameraArea names: of the width and of the height. */
const areas: Readonly<Record<string, readonly [number, number]>> = {
  F: [1, 1],
  H: [0.5, 0.5],
  Q: [0.25, 0.25],
  WH: [1, 0.5],
  WQ: [0.5, 0.25],
};

/** Detector pixel of the virtual camera, µm: that of a K3. */
const detectorPixelUm = 5;

/** Properties of the camera that scripts ask for. K2Type 0: no super-resolution pixels in binnings and matrices. */
const cameraProperties: Readonly<Record<string, number>> = { k2type: 0, countsperelectron: 32 };

function setExposure(instrument: Instrument, args: CommandArguments): void {
  const exposureS = args.number(1);
  if (exposureS <= 0) throw new ScriptError(`An exposure of ${exposureS} s is not possible`);
  const drift = args.has(2) ? { driftS: args.number(2) } : {};
  instrument.sets.change(setArgument(args, 0), { exposureS, ...drift });
}

function setBinning(instrument: Instrument, args: CommandArguments): void {
  const binning = args.number(1);
  if (!binnings.includes(binning)) {
    throw new ScriptError(`${binning} is not one of the binnings ${binnings.join(', ')} of this camera`);
  }
  instrument.sets.change(setArgument(args, 0), { binning });
}

function setCameraArea(instrument: Instrument, args: CommandArguments): void {
  const set = setArgument(args, 0);
  const { widthPx, heightPx } = cameraSize(instrument.scenario);
  const named = areas[args.text(1).toUpperCase()];
  if (named) {
    instrument.sets.change(set, {
      widthPx: Math.floor(widthPx * named[0]),
      heightPx: Math.floor(heightPx * named[1]),
    });
    return;
  }
  const [left, right, top, bottom] = [args.number(1), args.integer(2), args.integer(3), args.integer(4)];
  const size = { widthPx: Math.min(widthPx, right - left), heightPx: Math.min(heightPx, bottom - top) };
  if (size.widthPx <= 0 || size.heightPx <= 0) throw new ScriptError('The camera area is empty');
  instrument.sets.change(set, size);
}

function setCentredSize(instrument: Instrument, args: CommandArguments): void {
  const binning = args.number(1);
  const camera = cameraSize(instrument.scenario);
  instrument.sets.change(setArgument(args, 0), {
    binning,
    widthPx: Math.min(camera.widthPx, args.integer(2) * binning),
    heightPx: Math.min(camera.heightPx, args.integer(3) * binning),
  });
}

function restoreCameraSet(instrument: Instrument, args: CommandArguments): void {
  const { sets } = instrument;
  if (!args.has(0)) {
    if (sets.restoreAll() === 0) throw new ScriptError('There are no camera parameter sets to restore');
    return;
  }
  if (!sets.restore(setArgument(args, 0))) {
    throw new ScriptError(`Camera parameters of set ${args.text(0)} were not changed; there is nothing to restore`);
  }
}

function properties(instrument: Instrument, args: CommandArguments): number[] {
  const { widthPx, heightPx } = cameraSize(instrument.scenario);
  const { calibration, area } = instrument.column;
  const index = args.integerOr(1, 0) || area.magIndex;
  const pixelSizeNm = magnificationAt(calibration, index)?.pixelSizeNm ?? 0;
  instrument.variables.setNumber('numberOfCameras', 1);
  return [widthPx, heightPx, 0, detectorPixelUm, pixelSizeNm, 1];
}

function currentPixelSize(instrument: Instrument, args: CommandArguments): number[] {
  const set = setArgument(args, 0);
  const { calibration, lowDose } = instrument.column;
  const mag = magnificationAt(calibration, lowDose.area(areaOfSet[set]).magIndex);
  return [(mag?.pixelSizeNm ?? 0) * instrument.sets.get(set).binning];
}

function cameraSetArea(instrument: Instrument, args: CommandArguments): number[] {
  const { binning, widthPx, heightPx } = instrument.sets.get(setArgument(args, 0));
  const camera = cameraSize(instrument.scenario);
  const left = Math.floor((camera.widthPx - widthPx) / 2);
  const top = Math.floor((camera.heightPx - heightPx) / 2);
  return [Math.floor(widthPx / binning), Math.floor(heightPx / binning), left, left + widthPx, top, top + heightPx];
}

/** Commands for the camera parameter sets and the camera. */
export const cameraCommands: CommandFamily = {
  SetExposure: setExposure,
  ReportExposure: (instrument, args) => {
    const { exposureS, driftS } = instrument.sets.get(setArgument(args, 0));
    return [exposureS, driftS];
  },
  SetBinning: setBinning,
  ReportBinning: (instrument, args) => [instrument.sets.get(setArgument(args, 0)).binning],
  SetCameraArea: setCameraArea,
  SetCenteredSize: setCentredSize,
  ReportCameraSetArea: cameraSetArea,
  RestoreCameraSet: restoreCameraSet,
  KeepCameraSetChanges: (instrument, args) => {
    instrument.sets.keep(setArgument(args, 0));
  },
  CameraProperties: properties,
  ReportCurrentPixelSize: currentPixelSize,
  SetFrameTime: (instrument, args) => {
    instrument.sets.change(setArgument(args, 0), { frameTimeS: args.number(1) });
    return [args.number(1)];
  },
  ReportCameraProperty: (_, args) => {
    const value = cameraProperties[args.text(1).toLowerCase()];
    if (value === undefined) throw new ScriptError(`${args.text(1)} is not a camera property that can be reported`);
    return [value];
  },
  ReportCameraName: () => ['Virtual camera'],
  ReportCameraInserted: () => [1],
  SetFrameBaseName: (instrument, args) => {
    const name = args.lastText();
    if (args.integer(0) === 0) instrument.script.frameNameBefore ??= instrument.frameBaseName;
    instrument.frameBaseName = name;
  },
  ReportFrameBaseName: ({ frameBaseName }) => (frameBaseName === '' ? [0] : [1, frameBaseName, 0]),
  SetFrameNameFormat: (instrument, args) => {
    const bits = args.integer(2);
    const change = args.integer(1);
    if (change < 0) instrument.frameNameBits = bits;
    else if (change === 0) instrument.frameNameBits &= ~bits;
    else instrument.frameNameBits |= bits;
  },
  ReportFrameNameFormat: ({ frameNameBits }) => [frameNameBits],
  ReportFrameSavingPath: () => ['NONE'],
  ReportLastFrameFile: () => {
    throw new ScriptError('No frame file has been saved yet');
  },
};
