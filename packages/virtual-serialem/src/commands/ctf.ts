import { spoiledCtf } from '../faults/measurementFaults.ts';
import type { Instrument } from '../instrument.ts';
import { keyedRandom } from '../random/keyedRandom.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import { pointInSight } from '../truth/sight.ts';
import type { CommandFamily } from './command.ts';
import { imageArgument } from './named.ts';

/** What a fit of the usual kind says of itself: resolution in Å, and correlation. */
const fitResolutionA = 9;
const fitScore = 0.12;

/** How well the programs find astigmatism: standard deviation of its size, part of it, and of its direction, degrees; estimates. */
const astigmatismNoise = 0.25;
const astigmatismAngleDegSd = 10;

/**
 * Defocus, astigmatism (µm) and its angle (degrees) that a CTF program would find in an image. The programs are not part of SerialEM
 * and are not run here: the true values at the image centre get noise, that of defocus more at high tilt, and some fits end anywhere.
 */
function fitted(instrument: Instrument, args: CommandArguments): readonly [number, number, number] {
  const { origin } = imageArgument(instrument, args, 0);
  if (!origin || origin.flaw?.kind === 'dark') throw new ScriptError('No CTF fit is possible for this image');
  const { ctfNoiseUm, ctfWildFraction, astigmatismUm } = instrument.scenario.optics.focus;
  const [low, high] = [Math.min(args.number(1), args.number(2)), Math.max(args.number(1), args.number(2))];
  const random = keyedRandom(instrument.seed, 'CTF fit', origin.exposure);
  const isWild = random.uniform() < ctfWildFraction;
  const anywhere = low + (high - low) * random.uniform();
  const astigmatism = Math.abs(astigmatismUm * (1 + astigmatismNoise * random.normal()));
  const angleDeg = astigmatismAngleDegSd * random.normal();
  if (isWild) return [anywhere, astigmatism, angleDeg];
  const cosine = Math.cos((origin.sight.trueTiltDeg * Math.PI) / 180);
  const found = pointInSight(origin.sight, instrument.specimen).defocusUm + (ctfNoiseUm * random.normal()) / cosine;
  return [Math.min(high, Math.max(low, spoiledCtf(instrument, origin.exposure, found))), astigmatism, angleDeg];
}

/** Commands that fit the CTF of an image: defocus, astigmatism and its angle, phase, and how good the fit is. */
export const ctfCommands: CommandFamily = {
  CtfFind: async (instrument, args) => {
    await instrument.clock.spend(instrument.scenario.clock.ctfFindS);
    return [...fitted(instrument, args), 0, fitScore, fitResolutionA];
  },
  Ctfplotter: async (instrument, args) => {
    await instrument.clock.spend(instrument.scenario.clock.ctfplotterS);
    return [...fitted(instrument, args), 0, fitResolutionA, fitScore];
  },
};
