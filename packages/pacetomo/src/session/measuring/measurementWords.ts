import { tanDeg } from '../../geometry/degrees.ts';
import { levellingTiltDeg } from '../../geometry/sampleTilt.ts';
import type { GeometryOutcome } from '../../procedures/measureSampleGeometry.ts';
import type { TiltAxisResult } from './measure.ts';

const um = (value: number): string => value.toFixed(2);
const signed = (value: number): string => (value < 0 ? '' : '+') + um(value);
const withError = (value: string, error: string | null, unit: string): string =>
  error === null ? `${value}${unit} (error not known)` : `${value} ± ${error}${unit}`;

const angle = (deg: number, errorDeg: number | null): string =>
  withError(deg.toFixed(1), errorDeg?.toFixed(1) ?? null, '°');

const stopped = 'Stopped before the measurement was complete. Everything was put back; nothing was set.';

/** What a measurement of the tilt axis says to people, line by line. `wasToBeSet`: they asked for it to be set. */
export function tiltAxisWords(result: TiltAxisResult, wasToBeSet: boolean): readonly string[] {
  if (result.kind === 'stopped') return [stopped];
  if (result.kind === 'unclear') return [unclear('tilt axis', result)];
  const { fit, oldUm, offsetUm } = result;
  return [
    `Tilt-axis offset: ${withError(um(offsetUm), fit.errorUm?.toFixed(2) ?? null, ' µm')}. SerialEM had ${um(oldUm)} µm: the axis lies ${signed(fit.axisUm)} µm from there.`,
    ...fit.perPlace.map(({ acrossUm, axisUm }) => `  measured at ${signed(acrossUm)} µm: ${um(oldUm + axisUm)} µm`),
    `Defocus follows the tilt with ${fit.gain.toFixed(2)} of the calculated change; the sample slopes by ${fit.slopeDeg.toFixed(1)}° across the axis.`,
    ...heightWords(fit.slopeDeg),
    autofocusWords(fit.kept, fit.scatterUm, result.failed),
    ...leftOut(
      fit.kept,
      fit.residualsUm,
      result.readings.map(({ tiltDeg, acrossUm }) => `${tiltDeg}°, ${signed(acrossUm)} µm`),
    ),
    settingWords(result, wasToBeSet),
  ];
}

/** A flatter sample than this does not make the height matter. */
const flatDeg = 3;

/** What defocus alone cannot tell: on a slope a height looks like a place across the axis. */
function heightWords(slopeDeg: number): readonly string[] {
  if (Math.abs(slopeDeg) < flatDeg) return [];
  const perUm = Math.abs(tanDeg(slopeDeg));
  return [
    `On such a slope every µm off eucentric height falsifies the offset by ${um(perUm)} µm, which is not in its error.`,
  ];
}

function settingWords({ isSet }: TiltAxisResult, wasToBeSet: boolean): string {
  if (isSet) return 'SerialEM’s tilt-axis offset was set to this value. Save its settings to keep it.';
  if (!wasToBeSet) return 'Nothing was set in SerialEM. Say --set to do so, or type the value into its menu Tasks.';
  return 'The offset was not set, because it is not known well enough. Measure again with more --repeat or a larger --max-tilt.';
}

/** What a measurement of the geometry says to people, line by line. */
export function geometryWords(outcome: GeometryOutcome): readonly string[] {
  if (outcome.kind === 'stopped') return [stopped];
  if (outcome.kind === 'unclear') return [unclear('slope of the sample', outcome)];
  const { plane, readings, failed } = outcome;
  const { pretiltDeg, rotationDeg } = plane;
  return [
    `Pretilt: ${angle(pretiltDeg, plane.pretiltErrorDeg)}. Rotation: ${angle(rotationDeg, plane.rotationErrorDeg)}.`,
    `The sample lies level at ${levellingTiltDeg(plane)}°.`,
    ...readings.map(
      ({ position, heightUm }, i) =>
        `  at ${signed(position.x)}, ${signed(position.y)} µm: defocus ${um(heightUm)} µm, ${signed(plane.residualsUm[i] ?? 0)} µm off the plane${plane.kept[i] ? '' : ' (left out)'}`,
    ),
    autofocusWords(plane.kept, plane.scatterUm, failed),
    ...(Math.abs(pretiltDeg) < steepDeg
      ? []
      : [`A pretilt of ${pretiltDeg.toFixed(1)}° is unusual. Look at the points.`]),
  ];
}

/** Milling angles are 8 to 12°; a slope beyond this is hardly ever a lamella's (PACEtomo warns from here on). */
const steepDeg = 30;

function autofocusWords(kept: readonly boolean[], scatterUm: number | null, failed: number): string {
  const used = kept.filter(Boolean).length;
  const all = kept.length + failed;
  const scatter = scatterUm === null ? '' : `; they scatter by ${um(scatterUm)} µm`;
  const without = failed === 0 ? '' : `, ${failed} found no focus`;
  return `${used} of ${all} autofocuses were used${without}${scatter}.`;
}

function leftOut(
  kept: readonly boolean[],
  residualsUm: readonly number[],
  places: readonly string[],
): readonly string[] {
  return places.flatMap((place, i) =>
    kept[i] ? [] : [`  left out: ${place}, ${signed(residualsUm[i] ?? 0)} µm off what the others say`],
  );
}

function unclear(
  what: string,
  { readings, failed }: { readonly readings: readonly object[]; readonly failed: number },
): string {
  return `The ${what} could not be measured: of ${readings.length + failed} autofocuses ${failed} found no focus, and the others do not agree. Everything was put back; nothing was set. Choose places with more contrast, or focus by hand first, then measure again.`;
}
