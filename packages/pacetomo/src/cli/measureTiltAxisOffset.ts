import { Trouble } from '../run/errors.ts';
import type { Ending } from '../session/acquire.ts';
import { measureTiltAxis } from '../session/measuring/measure.ts';
import { tiltAxisPanels } from '../session/measuring/measurementPanels.ts';
import { tiltAxisWords } from '../session/measuring/measurementWords.ts';
import { type MeasureOptions, numbersOf, withSite } from './measure.ts';
import { headingWords, writeSvg } from './measurementSvg.ts';

/** What `pacetomo measure tilt-axis-offset` may be told. */
export interface TiltAxisOptions extends MeasureOptions {
  readonly maxTilt: number;
  readonly step: number;
  /** µm across the tilt axis, separated by commas. */
  readonly places: string;
  readonly set?: true | undefined;
}

/** `pacetomo measure tilt-axis-offset`: measures it, says it, and sets it if asked to. */
export async function measureOffset(options: TiltAxisOptions): Promise<Ending> {
  const wish = {
    tiltsDeg: tiltsOf(options.maxTilt, options.step),
    placesUm: placesOf(options.places),
    repeats: options.repeat,
  };
  const result = await withSite('tilt-axis-offset', options, (site) =>
    measureTiltAxis(site, wish, options.set === true),
  );
  const words = tiltAxisWords(result, options.set === true);
  for (const line of words) console.log(line);
  if (result.kind !== 'stopped') await writeSvg(options.svg, tiltAxisPanels(result), headingWords(words));
  if (result.kind === 'unclear') process.exitCode = 1;
  return result.kind === 'stopped' ? 'stopped' : 'complete';
}

/** The tilts from −max to +max, 0 among them, evenly spaced by `stepDeg` or a little less. */
function tiltsOf(maxTiltDeg: number, stepDeg: number): readonly number[] {
  if (stepDeg > maxTiltDeg) {
    throw new Trouble(
      'bad-input',
      `A --step of ${stepDeg}° is more than --max-tilt ${maxTiltDeg}°. Choose a smaller step.`,
    );
  }
  const steps = Math.ceil(maxTiltDeg / stepDeg - 1e-9); // 0.3 / 0.1 is a little more than 3
  return Array.from({ length: 2 * steps + 1 }, (_, i) => Math.round(((i - steps) * maxTiltDeg * 100) / steps) / 100);
}

function placesOf(text: string): readonly number[] {
  const placesUm = [...new Set(numbersOf('--places', text))];
  if (placesUm.length >= 2) return placesUm;
  throw new Trouble(
    'bad-input',
    `--places ${text}: at least two different places are needed, best on both sides of 0.`,
  );
}
