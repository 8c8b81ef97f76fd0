import { alignImages } from '../acquisition/alignImages.ts';
import { alignRotated } from '../acquisition/alignRotated.ts';
import { alignBetween } from '../acquisition/betweenMagnifications.ts';
import { cameraShift, imageShiftFor, imposeShift } from '../acquisition/imposeShift.ts';
import type { AlignmentRequest } from '../acquisition/measureShift.ts';
import { atMagnification } from '../acquisition/otherMagnification.ts';
import { type BufferRecord, captured } from '../buffers/bufferRecord.ts';
import { setNames } from '../column/cameraSets.ts';
import { apply, composed, inverse, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { bufferArgument, imageArgument } from './named.ts';

/** Aligns the image in A to a reference. Gives 0 when aligned, −1 when there is no peak inside the limit. */
async function align(
  instrument: Instrument,
  reference: BufferRecord,
  request: AlignmentRequest,
  onScope: boolean,
): Promise<[number]> {
  const image = instrument.buffers.get(0);
  if (!image) throw new ScriptError('There is no image in buffer A to align');
  const shiftPx = await alignImages(instrument, image, reference, request);
  if (!shiftPx) return [-1];
  imposeShift(instrument, shiftPx, onScope);
  return [0];
}

/** The limit of the next alignment is used up by any alignment; none or less than nothing is no limit. */
function takeLimit(instrument: Instrument): number | null {
  const limitUm = instrument.script.alignLimitUm;
  instrument.script.alignLimitUm = null;
  return limitUm !== null && limitUm > 0 ? limitUm : null;
}

function alignTo(instrument: Instrument, args: CommandArguments): Promise<[number]> {
  const limitUm = takeLimit(instrument);
  const reference = imageArgument(instrument, args, 0);
  const sigmaPx = args.numberOr(7, 0);
  const expected = { shiftPx: { x: args.numberOr(5, 0), y: args.numberOr(6, 0) }, sigmaPx };
  const request = { limitUm, trim: !args.flagOr(2, false), ...(sigmaPx > 0 ? { expected } : {}) };
  return align(instrument, reference, request, !args.flagOr(1, false));
}

/** One past the rolling buffers, C; in low dose D for an image that is no Record or Preview (`AutoalignBufferIndex` of SerialEM). */
function autoalignReference({ buffers, column }: Instrument): BufferRecord {
  const image = buffers.get(0);
  const isRecord =
    image?.metadata.set === setNames.indexOf('record') || image?.metadata.set === setNames.indexOf('preview');
  const isOther = column.lowDose.isOn && image !== null && image?.captureFlag === captured.single && !isRecord;
  const reference = buffers.get(isOther ? 3 : 2);
  if (!reference) throw new ScriptError(`There is no image in the autoalign buffer ${isOther ? 'D' : 'C'}`);
  return reference;
}

function autoAlignCommand(instrument: Instrument): Promise<[number]> {
  const reference = autoalignReference(instrument);
  return align(instrument, reference, { limitUm: takeLimit(instrument), trim: true }, true);
}

/** Scale and rotation are what the calibrations say: 1 and 0. */
async function alignBetweenMags(instrument: Instrument, args: CommandArguments): Promise<[number, number]> {
  takeLimit(instrument);
  const reference = args.text(0) === '-1' ? autoalignReference(instrument) : imageArgument(instrument, args, 0);
  const [x, y] = [args.number(1), args.number(2)];
  const middle = { x: reference.image.widthPx / 2, y: reference.image.heightPx / 2 };
  const centre = x < 0 && y < 0 ? null : { x: x < 0 ? middle.x : x, y: y < 0 ? middle.y : y };
  await alignBetween(instrument, reference, { centre, largestShift: args.number(3), onScope: !args.flagOr(6, false) });
  return [1, 0];
}

/** Finds the rotation of A at which it correlates best with a reference, and the shift at that, px. */
async function alignWithRotation(instrument: Instrument, args: CommandArguments): Promise<[number, number, number]> {
  const reference = imageArgument(instrument, args, 0);
  const image = instrument.buffers.get(0);
  if (!image) throw new ScriptError('There is no image in buffer A to align');
  const rangeDeg = args.number(2);
  if (rangeDeg < 0.2 || rangeDeg > 50) throw new ScriptError('The range of angles must be between 0.2 and 50 degrees');
  const { rotationDeg, shiftPx } = await alignRotated(instrument, image, reference, {
    centreDeg: args.number(1),
    rangeDeg,
  });
  return [rotationDeg, shiftPx.x, shiftPx.y];
}

function toOtherMag(instrument: Instrument, args: CommandArguments): void {
  const record = imageArgument(instrument, args, 0);
  const binning = args.integerOr(7, -1);
  transform(instrument, args, record, {
    magIndex: args.integer(1),
    binning: binning > 0 ? binning : record.metadata.binning,
  });
}

function toMatchBuffer(instrument: Instrument, args: CommandArguments): void {
  const { magIndex, binning } = imageArgument(instrument, args, 1).metadata;
  transform(instrument, args, imageArgument(instrument, args, 0), { magIndex, binning });
}

/** Output buffer, centre and size are the third to seventh arguments of both commands; negative stands for not given. */
function transform(
  instrument: Instrument,
  args: CommandArguments,
  record: BufferRecord,
  wanted: { readonly magIndex: number; readonly binning: number },
): void {
  const given = (position: number): number | undefined => {
    const value = args.numberOr(position, -1);
    return value < 0 ? undefined : value;
  };
  const [x, y, widthPx, heightPx] = [given(3), given(4), given(5), given(6)];
  const { image } = record;
  const centred = x === undefined && y === undefined;
  const made = atMagnification(instrument, record, {
    ...wanted,
    ...(centred ? {} : { centre: { x: x ?? image.widthPx / 2, y: y ?? image.heightPx / 2 } }),
    ...(widthPx === undefined ? {} : { widthPx }),
    ...(heightPx === undefined ? {} : { heightPx }),
  });
  const buffer = args.textOr(2, '-1').startsWith('-') ? 0 : bufferArgument(args, 2);
  if (buffer === 0) instrument.buffers.push(made);
  else instrument.buffers.put(buffer, made);
}

const nm = 1000;

/** Pixels, nm along the two image-shift axes (lengths), nm on the specimen axes: the shift of the image. */
function reportAlignShift(instrument: Instrument): number[] | undefined {
  const record = instrument.buffers.get(0);
  if (!record) return undefined;
  const { calibration } = instrument.column;
  const camera = cameraShift(record, record.shiftPx);
  const toImageShift = inverse(calibration.calibrated(record.metadata.magIndex).imageShiftToCamera);
  const shift = apply(toImageShift, camera);
  const c = calibration.imageShiftToSpecimen;
  const specimen = apply(composed(toImageShift, c), camera);
  instrument.script.accumulatedShiftPx.x += camera.x;
  instrument.script.accumulatedShiftPx.y += camera.y;
  return [
    camera.x,
    camera.y,
    nm * Math.abs(shift.x) * Math.hypot(c.xx, c.yx),
    nm * Math.abs(shift.y) * Math.hypot(c.xy, c.yy),
    nm * specimen.x,
    nm * specimen.y,
  ];
}

function reportBufferShift(instrument: Instrument): number[] | undefined {
  const record = instrument.buffers.get(0);
  if (!record) return undefined;
  const change: PlaneVector = imageShiftFor(instrument, record, record.shiftPx);
  return [change.x, change.y];
}

/** Commands that align images and report the shifts. */
export const alignmentCommands: CommandFamily = {
  AlignTo: alignTo,
  AutoAlign: autoAlignCommand,
  A: autoAlignCommand,
  AlignBetweenMags: alignBetweenMags,
  AlignWithRotation: alignWithRotation,
  TransformToOtherMag: toOtherMag,
  TransformToMatchBuffer: toMatchBuffer,
  LimitNextAutoAlign: (instrument, args) => {
    instrument.script.alignLimitUm = args.number(0);
  },
  ClearAlignment: (instrument, args) => {
    imposeShift(instrument, { x: 0, y: 0 }, !args.flagOr(0, false));
  },
  ReportAlignShift: reportAlignShift,
  ReportISforBufferShift: reportBufferShift,
  ReportAccumShift: ({ script }) => [script.accumulatedShiftPx.x, script.accumulatedShiftPx.y],
  ResetAccumShift: ({ script }) => {
    script.accumulatedShiftPx = { x: 0, y: 0 };
  },
};
