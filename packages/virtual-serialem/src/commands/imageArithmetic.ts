import { combinations, combined, scaledImage, turned } from '../buffers/arithmetic.ts';
import { type BufferRecord, captured, type ImagePixels } from '../buffers/bufferRecord.ts';
import { displayed, displayRange } from '../buffers/displayRange.ts';
import { filtered } from '../buffers/fourierFilter.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';
import { bufferArgument, imageArgument } from './named.ts';

/** Puts a worked-on image into a buffer: into A after the buffers have rolled, into others as it is. */
function putProcessed(
  instrument: Instrument,
  record: BufferRecord,
  image: ImagePixels,
  buffer = 0,
  change: Partial<BufferRecord> = {},
): void {
  const processed = { ...record, image, saved: null, captureFlag: captured.processed, ...change };
  if (buffer === 0) instrument.buffers.push(processed);
  else instrument.buffers.put(buffer, processed);
}

const combine =
  (how: keyof typeof combinations): Command =>
  (instrument, args) => {
    const [a, b] = [imageArgument(instrument, args, 0), imageArgument(instrument, args, 1)];
    putProcessed(instrument, a, combined(a.image, b.image, combinations[how]), bufferArgument(args, 2, 0));
  };

const scale: Command = (instrument, args) => {
  const record = imageArgument(instrument, args, 0);
  const image = scaledImage(record.image, args.number(1), args.number(2), args.flagOr(4, false));
  putProcessed(instrument, record, image, bufferArgument(args, 3, 0));
};

const filter: Command = (instrument, args) => {
  const record = imageArgument(instrument, args, 0);
  const [highPassSigma, radius1, radius2, lowPassSigma] = [1, 2, 3, 4].map((at) => args.number(at));
  if (highPassSigma === undefined || radius1 === undefined || radius2 === undefined || lowPassSigma === undefined)
    return;
  const band = { highPassSigma, radius1, radius2, lowPassSigma };
  putProcessed(instrument, record, filtered(record.image, band), bufferArgument(args, 5, 0));
};

/** Converts the image where it is, between two values or what is shown as black and white. */
const toBytes: Command = (instrument, args) => {
  const record = imageArgument(instrument, args, 0);
  const buffer = bufferArgument(args, 0);
  if (record.image.pixels instanceof Uint8Array) {
    instrument.log.add('The image consists of bytes already');
    return;
  }
  const range = rangeFor(record, args);
  instrument.buffers.put(buffer, { ...record, image: { ...record.image, pixels: displayed(record.image, range) } });
};

function rangeFor({ image }: BufferRecord, args: CommandArguments): readonly [number, number] {
  if (args.has(1) && !args.has(2)) throw new ScriptError('ConvertToBytes needs both values for the scaling, or none');
  const given = [args.numberOr(1, 0), args.numberOr(2, 0)] as const;
  return given[0] === 0 && given[1] === 0 ? displayRange(image) : given;
}

const turn =
  (clockwise: boolean): Command =>
  (instrument, args) => {
    const record = imageArgument(instrument, args, 0);
    putProcessed(instrument, record, turned(record.image, clockwise), 0, { placeLost: true, origin: null, mapId: 0 });
  };

/** Commands that calculate with images. */
export const imageArithmeticCommands: CommandFamily = {
  AddImages: combine('add'),
  SubtractImages: combine('subtract'),
  MultiplyImages: combine('multiply'),
  DivideImages: combine('divide'),
  ScaleImage: scale,
  FilterImage: filter,
  ConvertToBytes: toBytes,
  Rotate90CW: turn(true),
  Rotate90CCW: turn(false),
};
