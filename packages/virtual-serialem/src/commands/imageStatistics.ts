import { statisticsOf } from '../buffers/statistics.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { imageArgument } from './named.ts';

function imageInA({ buffers }: Instrument): NonNullable<ReturnType<typeof buffers.get>>['image'] {
  const record = buffers.get(0);
  if (!record) throw new ScriptError('There is no image in buffer A');
  return record.image;
}

/** The mean inside a rectangle of A: columns and rows from the top left, both ends included. */
function rectangleMean(instrument: Instrument, args: CommandArguments): [number] {
  const image = imageInA(instrument);
  const [x0, x1, y0, y1] = [args.integer(0), args.integer(1), args.integer(2), args.integer(3)];
  if (x0 < 0 || y0 < 0 || x1 < x0 || y1 < y0 || x1 >= image.widthPx || y1 >= image.heightPx) {
    throw new ScriptError(`The area is not inside the image of ${image.widthPx} by ${image.heightPx} in buffer A`);
  }
  return [statisticsOf(image, (x, y) => x >= x0 && x <= x1 && y >= y0 && y <= y1).mean];
}

/** The mean inside a circle of A. */
function circleMean(instrument: Instrument, args: CommandArguments): [number] {
  const image = imageInA(instrument);
  const [cx, cy, radius] = [args.integer(0), args.integer(1), args.integer(2)];
  if (cx < radius || cy < radius || cx + radius >= image.widthPx || cy + radius >= image.heightPx) {
    throw new ScriptError(`The circle is not inside the image of ${image.widthPx} by ${image.heightPx} in buffer A`);
  }
  return [statisticsOf(image, (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2).mean];
}

/** Electrons per pixel: smallest, largest, mean, deviation; and electrons per unbinned pixel and second. */
function electronStats(instrument: Instrument, args: CommandArguments): number[] {
  const { image, metadata } = imageArgument(instrument, args, 0, 0);
  const { countsPerElectron } = instrument.scenario.camera;
  if (metadata.exposureS <= 0) throw new ScriptError('The image does not tell its exposure time');
  const { smallest, largest, mean, deviation } = statisticsOf(image);
  const electrons = [smallest, largest, mean, deviation].map((counts) => counts / countsPerElectron);
  return [...electrons, mean / countsPerElectron / (metadata.exposureS * metadata.binning ** 2)];
}

/** The camera set as a number, and whether it was taken in low dose: every image of this microscope is. */
function lowDoseSet(instrument: Instrument, args: CommandArguments): [number, number] {
  const { set } = imageArgument(instrument, args, 0, 0).metadata;
  return set < 0 ? [-1, 0] : [set, 1];
}

/** Commands that measure images. */
export const imageStatisticsCommands: CommandFamily = {
  SubareaMean: rectangleMean,
  CircularSubareaMean: circleMean,
  ElectronStats: electronStats,
  ImageLowDoseSet: lowDoseSet,
  // Markers are set with the mouse.
  ImageMarkerPosition: (instrument, args) => {
    imageArgument(instrument, args, 0, instrument.buffers.shown);
    return [-1, -1];
  },
};
