import { type BufferRecord, captured } from '../buffers/bufferRecord.ts';
import { cutOutOf, shrunk } from '../buffers/cutAndShrink.ts';
import { bufferLetter } from '../buffers/imageBuffers.ts';
import { minMaxMean } from '../files/mdocKeys.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { bufferArgument, imageArgument } from './named.ts';

function copy(instrument: Instrument, args: CommandArguments): void {
  const record = imageArgument(instrument, args, 0);
  const to = bufferArgument(args, 1);
  if (to === bufferArgument(args, 0)) throw new ScriptError('A buffer cannot be copied to itself');
  instrument.buffers.put(to, record);
}

function cropCentre(instrument: Instrument, args: CommandArguments): void {
  const record = imageArgument(instrument, args, 0);
  const { image } = record;
  const [width, height] = [args.integer(1), args.integer(2)];
  if (width <= 0 || height <= 0 || width > image.widthPx || height > image.heightPx) {
    throw new ScriptError(
      `An image of ${image.widthPx} by ${image.heightPx} cannot be cropped to ${width} by ${height}`,
    );
  }
  const left = Math.floor((image.widthPx - width) / 2);
  const top = Math.floor((image.heightPx - height) / 2);
  const cropped = cutOutOf(image, left, left + width - 1, top, top + height - 1);
  const unshifted = record.shiftPx.x === 0 && record.shiftPx.y === 0;
  instrument.buffers.push({
    ...record,
    image: cropped,
    saved: null,
    mapId: 0,
    captureFlag: unshifted ? captured.centredCrop : captured.processed,
  });
}

function cropImage(instrument: Instrument, args: CommandArguments): void {
  const record = imageArgument(instrument, args, 0);
  const [x0, x1, y0, y1] = [args.integer(1), args.integer(2), args.integer(3), args.integer(4)];
  const { widthPx, heightPx } = record.image;
  if (x0 < 0 || y0 < 0 || x1 < x0 || y1 < y0 || x1 >= widthPx || y1 >= heightPx) {
    throw new ScriptError(`The area to crop is not inside the image of ${widthPx} by ${heightPx}`);
  }
  const image = cutOutOf(record.image, x0, x1, y0, y1);
  const centred = Math.abs(x0 + x1 + 1 - widthPx) <= 1 && Math.abs(y0 + y1 + 1 - heightPx) <= 1;
  const unshifted = record.shiftPx.x === 0 && record.shiftPx.y === 0;
  instrument.buffers.push({
    ...record,
    image,
    saved: null,
    mapId: 0,
    captureFlag: centred && unshifted ? captured.centredCrop : captured.processed,
    ...(centred ? {} : { origin: null, placeLost: true }),
  });
}

function reduce(instrument: Instrument, args: CommandArguments): void {
  const record = imageArgument(instrument, args, 0);
  const factor = args.number(1);
  const smaller = Math.min(record.image.widthPx, record.image.heightPx);
  if (factor <= 1 || factor > smaller) throw new ScriptError(`An image cannot be reduced by ${factor}`);
  const { metadata } = record;
  instrument.buffers.push({
    ...record,
    image: shrunk(record.image, factor),
    saved: null,
    captureFlag: captured.processed,
    metadata: {
      ...metadata,
      binning: Math.round(metadata.binning * factor),
      pixelSizeNm: metadata.pixelSizeNm * factor,
    },
  });
}

function meanCounts(instrument: Instrument, args: CommandArguments): number[] {
  const record = imageArgument(instrument, args, 0, 0);
  const { pixels } = record.image;
  const [smallest, largest, mean] = minMaxMean(pixels);
  const kind = args.integerOr(1, 0);
  if (kind === 1) return [perUnbinnedPixelAndSecond(record, mean)];
  if (kind !== 2) return [mean];
  let squares = 0;
  for (const value of pixels) squares += (value - mean) ** 2;
  return [mean, Math.sqrt(squares / Math.max(1, pixels.length)), smallest, largest];
}

function perUnbinnedPixelAndSecond({ metadata }: BufferRecord, mean: number): number {
  return mean / (metadata.binning ** 2 * metadata.exposureS);
}

/** Commands for image buffers. */
export const bufferCommands: CommandFamily = {
  Copy: copy,
  Show: (instrument, args) => {
    const record = imageArgument(instrument, args, 0);
    instrument.buffers.put(bufferArgument(args, 0), record);
  },
  ReportCurrentBuffer: ({ buffers }) => [bufferLetter(buffers.shown), buffers.get(buffers.shown) ? 1 : 0],
  CropCenterToSize: cropCentre,
  CropImage: cropImage,
  ReduceImage: reduce,
  ReportMeanCounts: meanCounts,
  AddBufToStackWindow: (instrument, args) => {
    imageArgument(instrument, args, 0);
  },
};
