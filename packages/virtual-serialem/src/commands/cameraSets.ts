import { equivalentRecordMean } from '../acquisition/recordMean.ts';
import type { CameraSet, SetName } from '../column/cameraSets.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';
import { setArgument } from './named.ts';
import { setVariables } from './setVariables.ts';

/** The binnings of the virtual camera, like those of a counting camera. */
const binnings = [1, 2, 3, 4, 6, 8, 12, 16];

/** Parts of the camera that SetCameraArea names: of the width and of the height, in the middle. */
const namedAreas: Readonly<Record<string, readonly [number, number]>> = {
  F: [1, 1],
  H: [0.5, 0.5],
  Q: [0.25, 0.25],
  WH: [1, 0.5],
  WQ: [0.5, 0.25],
};

/** The smallest image of SetCenteredSize, binned pixels, and how far from the far edge an area may begin, unbinned. */
const smallestSizePx = 4;

const changing =
  (change: (args: CommandArguments) => Partial<CameraSet>): Command =>
  (instrument, args) => {
    const set = setArgument(args, 0);
    instrument.sets.change(set, change(args));
  };

const reporting =
  (report: (set: CameraSet) => readonly number[]): Command =>
  (instrument, args) =>
    report(instrument.sets.get(setArgument(args, 0)));

const flag = (value: boolean): number => (value ? 1 : 0);

function exposure(args: CommandArguments): Partial<CameraSet> {
  const [exposureS, driftS] = [args.number(1), args.numberOr(2, 0)];
  if (exposureS <= 0 || driftS < 0)
    throw new ScriptError(`An exposure of ${exposureS} s with a settling of ${driftS} s is not possible`);
  return args.has(2) ? { exposureS, driftS } : { exposureS };
}

function binningArgument(args: CommandArguments): number {
  const binning = args.number(1);
  if (binnings.includes(binning)) return binning;
  throw new ScriptError(`${binning} is not one of the binnings ${binnings.join(', ')} of this camera`);
}

/** A range of unbinned pixels as whole binned ones: where its middle is beside the middle of the camera, and its length. */
function range(low: number, high: number, binning: number, wholePx: number): { middle: number; lengthPx: number } {
  const first = Math.floor(low / binning) * binning;
  const last = Math.floor(high / binning) * binning;
  return { middle: (first + last - wholePx) / 2, lengthPx: Math.max(binning, last - first) };
}

function explicitArea(args: CommandArguments, camera: { widthPx: number; heightPx: number }, binning: number) {
  if (!args.has(4))
    throw new ScriptError('A camera area needs four coordinates or one of the letters F, H, Q, WH and WQ');
  const limits = (low: number, high: number, whole: number): [number, number] => {
    const first = Math.max(0, Math.min(whole - smallestSizePx, low));
    return [first, Math.max(first + 1, Math.min(whole, high))];
  };
  // The first coordinate may be a letter and is sent as text.
  const across = limits(Math.trunc(args.number(1)), args.integer(2), camera.widthPx);
  const down = limits(args.integer(3), args.integer(4), camera.heightPx);
  const x = range(...across, binning, camera.widthPx);
  const y = range(...down, binning, camera.heightPx);
  return { widthPx: x.lengthPx, heightPx: y.lengthPx, rightPx: x.middle, downPx: y.middle };
}

function setCameraArea(instrument: Instrument, args: CommandArguments): void {
  const set = setArgument(args, 0);
  const camera = cameraSize(instrument.scenario);
  const named = namedAreas[args.text(1).toUpperCase()];
  instrument.sets.change(
    set,
    named
      ? centred(Math.floor(camera.widthPx * named[0]), Math.floor(camera.heightPx * named[1]))
      : explicitArea(args, camera, instrument.sets.get(set).binning),
  );
}

const centred = (widthPx: number, heightPx: number) => ({ widthPx, heightPx, rightPx: 0, downPx: 0 });

function setCentredSize(instrument: Instrument, args: CommandArguments): void {
  const set = setArgument(args, 0);
  const binning = binningArgument(args);
  const camera = cameraSize(instrument.scenario);
  const [width, height] = [args.integer(2), args.integer(3)];
  const fits = width * binning <= camera.widthPx && height * binning <= camera.heightPx;
  if (width < smallestSizePx || height < smallestSizePx || !fits) {
    throw new ScriptError(`An image of ${width} by ${height} pixels at binning ${binning} does not fit the camera`);
  }
  instrument.sets.change(set, { binning, ...centred(width * binning, height * binning) });
}

/** Left, top, right, bottom in unbinned pixels; the last two are outside the area. */
function edges(instrument: Instrument, set: CameraSet): [number, number, number, number] {
  const camera = cameraSize(instrument.scenario);
  const left = Math.floor((camera.widthPx - set.widthPx) / 2 + set.rightPx);
  const top = Math.floor((camera.heightPx - set.heightPx) / 2 + set.downPx);
  return [left, top, left + set.widthPx, top + set.heightPx];
}

function cameraSetArea(instrument: Instrument, args: CommandArguments): number[] {
  const set = instrument.sets.get(setArgument(args, 0));
  const [left, top, right, bottom] = edges(instrument, set);
  const { binning } = set;
  return [Math.floor(set.widthPx / binning), Math.floor(set.heightPx / binning), left, right, top, bottom];
}

function restoreCameraSet(instrument: Instrument, args: CommandArguments): void {
  const { sets } = instrument;
  const restored = args.has(0) ? sets.restore(setArgument(args, 0)) : sets.restoreAll() > 0;
  if (!restored) throw new ScriptError('These camera parameters were not changed; there is nothing to restore');
}

function keepChanges({ sets }: Instrument, args: CommandArguments): void {
  sets.keep(args.has(0) ? setArgument(args, 0) : undefined);
}

/** Scales the Record exposure so that the Record image in A would have had this mean; with 1 the frame time instead. */
function exposureForMean(instrument: Instrument, args: CommandArguments): void {
  const record = instrument.sets.get('record');
  const factor = args.number(0) / equivalentRecordMean(instrument);
  if (args.flagOr(1, false)) {
    throw new ScriptError('The virtual camera is none of those whose frame time can follow the mean');
  }
  instrument.sets.change('record', { exposureS: record.exposureS * factor });
}

/** Frame time and exposure grow by one factor; the number of frames stays. */
function changeFrameAndExposure(instrument: Instrument, args: CommandArguments): number[] {
  const set = setArgument(args, 0);
  const { exposureS, frameTimeS } = instrument.sets.get(set);
  const frames = Math.max(1, Math.round(exposureS / frameTimeS));
  const scaled = frameTimeS * args.number(1);
  if (scaled <= 0) throw new ScriptError(`A frame time of ${scaled} s is not possible`);
  instrument.sets.change(set, { frameTimeS: scaled, exposureS: scaled * frames });
  return [scaled, scaled * frames];
}

function setFrameTime(instrument: Instrument, args: CommandArguments): number[] {
  const frameTimeS = args.number(1);
  if (frameTimeS <= 0) throw new ScriptError(`A frame time of ${frameTimeS} s is not possible`);
  instrument.sets.change(setArgument(args, 0), { frameTimeS });
  return [frameTimeS];
}

const between = (args: CommandArguments, position: number, about: string): number => {
  const value = args.integer(position);
  if (value < 0 || value > 2) throw new ScriptError(`${about} is 0, 1 or 2, not ${value}`);
  return value;
};

/** What is not given stays as it is. */
function doseFractions(args: CommandArguments): Partial<CameraSet> {
  return {
    doseFractions: args.integer(1) !== 0,
    ...(args.has(2) ? { saveFrames: args.integer(2) } : {}),
    ...(args.has(3) ? { alignFrames: args.integer(3) !== 0 } : {}),
    ...(args.has(4) ? { alignMethod: between(args, 4, 'The method of frame alignment') } : {}),
    ...(args.has(5) ? { sumFrames: args.integer(5) !== 0 } : {}),
  };
}

/** The numbers of one set in the order of SerialEM's `ControlSet`; those that this camera has not are 0. */
function allValues(instrument: Instrument, name: SetName): number[] {
  const set = instrument.sets.original(name);
  const values = [flag(set.continuous), set.processing, 0, 0, 0, set.binning, set.exposureS, set.driftS];
  const frames = [set.readMode, flag(set.doseFractions), set.frameTimeS, flag(set.alignFrames), set.alignMethod];
  const rest = [0, set.saveFrames, 0, 0, flag(set.sumFrames), ...new Array(10).fill(0)];
  return [...values, ...edges(instrument, set), 0, 0, 0, 0, ...frames, ...rest];
}

function getAllValues(instrument: Instrument, args: CommandArguments): void {
  if (args.integer(0) > 1) throw new ScriptError('There is no such camera; the only one is number 1');
  setVariables(instrument, args, 2, allValues(instrument, setArgument(args, 1)));
}

/** Commands for the camera parameter sets. What they change is put back at the end of the script. */
export const cameraSetCommands: CommandFamily = {
  SetExposure: changing(exposure),
  ReportExposure: reporting(({ exposureS, driftS }) => [exposureS, driftS]),
  SetBinning: changing((args) => ({ binning: binningArgument(args) })),
  ReportBinning: reporting(({ binning }) => [binning]),
  SetCameraArea: setCameraArea,
  SetCenteredSize: setCentredSize,
  ReportCameraSetArea: cameraSetArea,
  RestoreCameraSet: restoreCameraSet,
  KeepCameraSetChanges: keepChanges,
  SetExposureForMean: exposureForMean,
  SetFrameTime: setFrameTime,
  ChangeFrameAndExposure: changeFrameAndExposure,
  SetDoseFracParams: changing(doseFractions),
  ReportDoseFracParams: reporting((set) => [
    flag(set.doseFractions),
    set.saveFrames,
    flag(set.alignFrames),
    set.alignMethod,
    flag(set.sumFrames),
    set.frameTimeS,
  ]),
  SetProcessing: changing((args) => ({ processing: between(args, 1, 'Processing') })),
  SetContinuous: changing((args) => ({ continuous: args.integer(1) !== 0 })),
  ReportMiscCameraParams: reporting(({ processing, continuous }) => [processing, flag(continuous)]),
  SetK2ReadMode: (_, args) => {
    setArgument(args, 0);
    throw new ScriptError('The virtual camera has one read mode only');
  },
  ReportReadMode: reporting(({ readMode }) => [readMode]),
  ReportContinuous: () => [-1],
  StopContinuous: () => {},
  GetAllCameraSetValues: getAllValues,
};
