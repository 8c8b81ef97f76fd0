import { centreBeam } from '../acquisition/centreBeam.ts';
import { takeImage } from '../acquisition/takeImage.ts';
import { beamDisc } from '../alignment/beamEdge.ts';
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

/** The numbers that CenterBeamFromImage gives. */
const outcomes = { centred: 0, 'no edge': -1, 'too far': 4 } as const;

async function autoCentre(instrument: Instrument, args: CommandArguments): Promise<void> {
  const set = args.flagOr(1, false) ? 'view' : 'trial';
  const image = await takeImage(instrument, { set, command: args.name });
  const outcome = centreBeam(instrument, image, args.numberOr(0, 0));
  if (outcome === 'no edge') throw new ScriptError('The beam cannot be centred: there is no edge of it in the image');
  if (outcome === 'too far')
    throw new ScriptError(`The beam is further than ${args.number(0)} µm from the centre of the image`);
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
    return [outcomes[centreBeam(instrument, image, args.numberOr(1, 0))]];
  },
  AutoCenterBeam: autoCentre,
};
