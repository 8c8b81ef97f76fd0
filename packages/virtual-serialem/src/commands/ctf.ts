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

/**
 * The defocus that a CTF program would find in an image, µm. The programs are not part of SerialEM and are not run here:
 * the true defocus at the image centre gets noise, more at high tilt, and some fits end anywhere.
 */
function fittedDefocusUm(instrument: Instrument, args: CommandArguments): number {
  const { origin } = imageArgument(instrument, args, 0);
  if (!origin || origin.flaw?.kind === 'dark') throw new ScriptError('No CTF fit is possible for this image');
  const { ctfNoiseUm, ctfWildFraction } = instrument.scenario.optics.focus;
  const [low, high] = [Math.min(args.number(1), args.number(2)), Math.max(args.number(1), args.number(2))];
  const random = keyedRandom(instrument.seed, 'CTF fit', origin.exposure);
  if (random.uniform() < ctfWildFraction) return low + (high - low) * random.uniform();
  const cosine = Math.cos((origin.sight.trueTiltDeg * Math.PI) / 180);
  const found = pointInSight(origin.sight, instrument.specimen).defocusUm + (ctfNoiseUm * random.normal()) / cosine;
  return Math.min(high, Math.max(low, spoiledCtf(instrument, found)));
}

/** Commands that fit the CTF of an image: defocus, astigmatism and its angle, phase, and how good the fit is. */
export const ctfCommands: CommandFamily = {
  CtfFind: async (instrument, args) => {
    await instrument.clock.spend(instrument.scenario.clock.ctfFindS);
    const { astigmatismUm } = instrument.scenario.optics.focus;
    return [fittedDefocusUm(instrument, args), astigmatismUm, 0, 0, fitScore, fitResolutionA];
  },
  Ctfplotter: async (instrument, args) => {
    await instrument.clock.spend(instrument.scenario.clock.ctfplotterS);
    const { astigmatismUm } = instrument.scenario.optics.focus;
    return [fittedDefocusUm(instrument, args), astigmatismUm, 0, 0, fitResolutionA, fitScore];
  },
};
