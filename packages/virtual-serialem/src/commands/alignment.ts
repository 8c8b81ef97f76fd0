import { cameraShift, imageShiftFor, imposeShift } from '../acquisition/imposeShift.ts';
import { type AlignmentRequest, measureShift } from '../acquisition/measureShift.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { apply, composed, inverse, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { imageArgument } from './named.ts';

/** Aligns the image in A to a reference. Gives 0 when aligned, −1 when there is no peak inside the limit. */
async function align(
  instrument: Instrument,
  reference: BufferRecord,
  request: AlignmentRequest,
  onScope: boolean,
): Promise<[number]> {
  const image = instrument.buffers.get(0);
  if (!image) throw new ScriptError('There is no image in buffer A to align');
  await instrument.clock.spend(instrument.scenario.clock.alignS);
  const shiftPx = measureShift(instrument, image, reference, request);
  if (!shiftPx) return [-1];
  imposeShift(instrument, shiftPx, onScope);
  return [0];
}

/** The limit of the next alignment is used up by any alignment. */
function takeLimit(instrument: Instrument): number | null {
  const limitUm = instrument.script.alignLimitUm;
  instrument.script.alignLimitUm = null;
  return limitUm;
}

function alignTo(instrument: Instrument, args: CommandArguments): Promise<[number]> {
  const limitUm = takeLimit(instrument);
  const reference = imageArgument(instrument, args, 0);
  const sigmaPx = args.numberOr(7, 0);
  const expected = { shiftPx: { x: args.numberOr(5, 0), y: args.numberOr(6, 0) }, sigmaPx };
  const request = { limitUm, trim: !args.flagOr(2, false), ...(sigmaPx > 0 ? { expected } : {}) };
  return align(instrument, reference, request, !args.flagOr(1, false));
}

/** The standard reference of the autoalign command: one past the rolling buffers. */
const autoalignBuffer = 2;

function autoAlignCommand(instrument: Instrument): Promise<[number]> {
  const reference = instrument.buffers.get(autoalignBuffer);
  if (!reference) throw new ScriptError('There is no image in the autoalign buffer C');
  return align(instrument, reference, { limitUm: takeLimit(instrument), trim: true }, true);
}

/** Between magnifications the images are compared at the coarser pixel; the virtual microscope has no scale or rotation error to find. */
async function alignBetweenMags(instrument: Instrument, args: CommandArguments): Promise<[number, number]> {
  takeLimit(instrument);
  const reference =
    args.text(0) === '-1' ? instrument.buffers.get(autoalignBuffer) : imageArgument(instrument, args, 0);
  if (!reference) throw new ScriptError('There is no image in the autoalign buffer C');
  const largest = args.number(3);
  const fieldUm = (reference.image.widthPx * reference.metadata.pixelSizeNm) / 1000;
  const limitUm = largest < 0 ? -largest * fieldUm : largest;
  const [result] = await align(instrument, reference, { limitUm, trim: true }, !args.flagOr(6, false));
  if (result !== 0) throw new ScriptError('No correlation peak was found within the range of the alignment');
  return [1, 0];
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
