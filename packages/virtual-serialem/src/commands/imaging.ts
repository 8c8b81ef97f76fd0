import { takeImage } from '../acquisition/takeImage.ts';
import { takeImageLike } from '../acquisition/takeImageLike.ts';
import type { SetName } from '../column/cameraSets.ts';
import { metadataEntries } from '../files/mdocKeys.ts';
import { mdocSite } from '../files/mdocSite.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';
import { imageArgument } from './named.ts';

/** An acquisition with one of the camera sets; the truth log names it by its letter. */
const shot =
  (set: SetName, letter: string): Command =>
  async (instrument) => {
    await takeImage(instrument, { set, command: letter });
  };

/** Takes an image with the set, binning, exposure and size of the one in a buffer. */
const acquireToMatch: Command = async (instrument, args) => {
  const record = imageArgument(instrument, args, 0);
  await takeImageLike(instrument, record, { command: args.name, called: `The image in buffer ${args.text(0)}` });
};

const imageConditions: Command = (instrument, args) => {
  const { metadata } = imageArgument(instrument, args, 0);
  return [metadata.doseEPerA2, metadata.magnification];
};

const imageProperties: Command = (instrument, args) => {
  const { image, metadata, tickS } = imageArgument(instrument, args, 0, 0);
  instrument.variables.setNumber('imageTickTime', tickS);
  const { binning, exposureS, pixelSizeNm, set } = metadata;
  return [image.widthPx, image.heightPx, binning, exposureS, pixelSizeNm, set];
};

function entry(instrument: Parameters<Command>[0], args: Parameters<Command>[1]): string {
  const { metadata } = imageArgument(instrument, args, 0);
  const wanted = args.text(1).toLowerCase();
  const found = metadataEntries(metadata, mdocSite(instrument)).find(([key]) => key.toLowerCase() === wanted);
  if (!found) throw new ScriptError(`The image in buffer ${args.text(0)} has no metadata called ${args.text(1)}`);
  return [found[1]].flat().join(' ');
}

/** Up to six texts: a position has two. */
const metadataValues: Command = (instrument, args) => entry(instrument, args).split(' ').slice(0, 6);

/** Area numbers that SerialEM documents for dose accumulators. */
const mostDoseAreas = 250;

/** Commands that expose, and what they tell about images and dose. */
export const imagingCommands: CommandFamily = {
  V: shot('view', 'V'),
  View: shot('view', 'V'),
  F: shot('focus', 'F'),
  Focus: shot('focus', 'F'),
  T: shot('trial', 'T'),
  Trial: shot('trial', 'T'),
  R: shot('record', 'R'),
  Record: shot('record', 'R'),
  L: shot('preview', 'L'),
  Preview: shot('preview', 'L'),
  Search: shot('search', 'Search'),
  AcquireToMatchBuffer: acquireToMatch,
  ImageConditions: imageConditions,
  ImageProperties: imageProperties,
  ReportMetadataValues: metadataValues,
  ReportMetadataString: (instrument, args) => [entry(instrument, args)],
  ImageMetadataToVar: (instrument, args) => {
    const { metadata } = imageArgument(instrument, args, 0);
    const lines = metadataEntries(metadata, mdocSite(instrument)).map(
      ([key, value]) => `${key} = ${[value].flat().join(' ')}`,
    );
    instrument.variables.setText(args.text(1), lines.join('\n'));
  },
  AreaForCumulRecordDose: ({ script }, args) => {
    const area = args.integer(0);
    if (area < 1 || area > mostDoseAreas) throw new ScriptError(`${area} is not an area from 1 to ${mostDoseAreas}`);
    script.doseArea = area;
  },
  AccumulateRecordDose: ({ script }, args) => {
    const dose = args.number(0);
    if (dose < 0) script.doseByArea.delete(script.doseArea);
    else script.doseByArea.set(script.doseArea, (script.doseByArea.get(script.doseArea) ?? 0) + dose);
  },
};
