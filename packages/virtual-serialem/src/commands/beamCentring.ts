import { beamDisc } from '../acquisition/beamEdge.ts';
import { takeImage } from '../acquisition/takeImage.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { apply, inverse, minus, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { imageArgument } from './named.ts';

function measured(instrument: Instrument, args: CommandArguments) {
  const record = imageArgument(instrument, args, 0, 0);
  const disc = beamDisc(record.image);
  if (!disc) throw new ScriptError('There is no edge of the beam in the image');
  return { disc, umPerPx: record.metadata.pixelSizeNm / 1000 };
}

/** Where the centre of the beam is beside the centre of an image, µm on the specimen; null without an edge. */
function beamOffsetUm({ column }: Instrument, record: BufferRecord): PlaneVector | null {
  const disc = beamDisc(record.image);
  if (!disc) return null;
  const { binning, magIndex } = record.metadata;
  const { specimenToCamera } = column.calibration.calibrated(magIndex);
  return apply(inverse(specimenToCamera), { x: disc.offsetPx.x * binning, y: -disc.offsetPx.y * binning });
}

/** Moves the beam to the centre of an image. Gives 0, −1 where there is no edge, or 4 where it is further away than allowed. */
function centre(instrument: Instrument, record: BufferRecord, largestUm: number): number {
  const offsetUm = beamOffsetUm(instrument, record);
  if (!offsetUm) return -1;
  if (largestUm > 0 && Math.hypot(offsetUm.x, offsetUm.y) > largestUm) return 4;
  const { column } = instrument;
  column.beamShiftUm = minus(column.beamShiftUm, offsetUm);
  return 0;
}

async function autoCentre(instrument: Instrument, args: CommandArguments): Promise<void> {
  const set = args.flagOr(1, false) ? 'view' : 'trial';
  const image = await takeImage(instrument, { set, command: args.name });
  const result = centre(instrument, image, args.numberOr(0, 0));
  if (result === -1) throw new ScriptError('The beam cannot be centred: there is no edge of it in the image');
  if (result !== 0) throw new ScriptError(`The beam is further than ${args.number(0)} µm from the centre of the image`);
}

/** Commands that find the edge of the beam in an image. They need a beam that is narrower than the field. */
export const beamCentringCommands: CommandFamily = {
  MeasureBeamSize: (instrument, args) => {
    const { disc, umPerPx } = measured(instrument, args);
    return [2 * disc.radiusPx * umPerPx, disc.quadrants, disc.errorPx * umPerPx];
  },
  MeasureBeamPosition: (instrument, args) => {
    const { disc } = measured(instrument, args);
    return [disc.offsetPx.x, disc.offsetPx.y, disc.quadrants, disc.errorPx];
  },
  CenterBeamFromImage: (instrument, args) => {
    const image = instrument.buffers.get(0);
    if (!image) throw new ScriptError('There is no image in buffer A to centre the beam with');
    return [centre(instrument, image, args.numberOr(1, 0))];
  },
  AutoCenterBeam: autoCentre,
};
