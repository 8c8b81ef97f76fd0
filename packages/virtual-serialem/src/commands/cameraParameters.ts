import { magnificationAt } from '../column/calibration.ts';
import { areaOfSet } from '../column/cameraSets.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { setArgument } from './named.ts';

/** Detector pixel of the virtual camera, µm: that of a K3. */
const detectorPixelUm = 5;

/** Properties of the camera that scripts ask for. K2Type 0: no super-resolution pixels in binnings and matrices. */
const cameraProperties: Readonly<Record<string, (instrument: Instrument) => number>> = {
  k2type: () => 0,
  countsperelectron: ({ scenario }) => scenario.camera.countsPerElectron,
  camerasizex: ({ scenario }) => scenario.camera.widthPx,
  camerasizey: ({ scenario }) => scenario.camera.heightPx,
  rotationandflip: () => 0,
  cantakeframes: () => 1,
  onlyoneshutter: () => 0,
  stemcamera: () => 0,
  shutterdeadtime: () => 0,
};

/** The virtual camera is number 1, and there is no other. */
function onlyCamera(number: number): void {
  if (number < 0 || number > 1) throw new ScriptError(`There is no camera ${number}; the only one is number 1`);
}

function cameraProperty(instrument: Instrument, args: CommandArguments): number {
  onlyCamera(args.integer(0));
  const name = args.text(1);
  const key = name.toLowerCase();
  const own = Object.hasOwn(cameraProperties, key) ? cameraProperties[key] : undefined;
  const value = instrument.cameraProperties.get(key) ?? own;
  if (value === undefined) {
    throw new ScriptError(`${name} is not a camera property that scripts can use`);
  }
  return typeof value === 'number' ? value : value(instrument);
}

function properties(instrument: Instrument, args: CommandArguments): number[] {
  if (args.has(0) && args.integer(0) !== 1)
    throw new ScriptError(`There is no camera ${args.integer(0)}; the only one is number 1`);
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
  const { magIndex } = lowDose.isOn ? lowDose.area(areaOfSet[set]) : lowDose.present;
  return [(magnificationAt(calibration, magIndex)?.pixelSizeNm ?? 0) * instrument.sets.get(set).binning];
}

/** Bits of SerialEM's format of frame names: the base name in the folder's and in the file's. */
const baseNameInFolder = 1;
const baseNameInFile = 8;

const withBit = (bits: number, bit: number, wanted: number): number => {
  if (wanted < 0) return bits;
  return wanted > 0 ? bits | bit : bits & ~bit;
};

/** Without "keep" the name of before comes back at the end of the script; each such call takes the name anew, as in SerialEM. */
function setFrameBaseName(instrument: Instrument, args: CommandArguments): void {
  const { script, frameBaseName, frameNameBits } = instrument;
  if (args.integer(0) === 0) {
    script.frameNameBefore = { name: frameBaseName, bits: script.frameNameBefore?.bits ?? frameNameBits };
  }
  const inFile = withBit(frameNameBits, baseNameInFile, args.integer(1));
  instrument.frameNameBits = withBit(inFile, baseNameInFolder, args.integer(2));
  instrument.frameBaseName = args.lastText();
}

function setFrameNameFormat(instrument: Instrument, args: CommandArguments): void {
  const { script, frameBaseName, frameNameBits } = instrument;
  if (args.integer(0) === 0) script.frameNameBefore ??= { name: frameBaseName, bits: frameNameBits };
  const [change, bits] = [args.integer(1), args.integer(2)];
  if (change < 0) instrument.frameNameBits = bits;
  else instrument.frameNameBits = withBit(frameNameBits, bits, change);
}

/** Commands about the camera, and the names of its frame files. */
export const cameraCommands: CommandFamily = {
  CameraProperties: properties,
  ReportCurrentPixelSize: currentPixelSize,
  ReportCameraProperty: (instrument, args) => [cameraProperty(instrument, args)],
  SetCameraProperty: (instrument, args) => {
    cameraProperty(instrument, args);
    instrument.cameraProperties.set(args.text(1).toLowerCase(), args.number(2));
  },
  ReportCameraName: (_, args) => [args.integerOr(0, 0) > 1 ? 'NOCAM' : 'Virtual camera'],
  ReportCameraInserted: (_, args) => {
    onlyCamera(args.integerOr(0, 0));
    return [1];
  },
  SelectCamera: (instrument, args) => {
    if (args.integer(0) !== 1) throw new ScriptError(`There is no camera ${args.integer(0)}; the only one is number 1`);
    instrument.sets.restoreAll();
  },
  SetFrameBaseName: setFrameBaseName,
  ReportFrameBaseName: ({ frameBaseName, frameNameBits }) => {
    const [inFile, inFolder] = [frameNameBits & baseNameInFile ? 1 : 0, frameNameBits & baseNameInFolder ? 1 : 0];
    return frameBaseName === '' ? [inFile] : [inFile, frameBaseName, inFolder];
  },
  SetFrameNameFormat: setFrameNameFormat,
  ReportFrameNameFormat: ({ frameNameBits }) => [frameNameBits],
};
