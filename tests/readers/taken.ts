import { expect } from 'vitest';
import type { Taken } from './acquisition.ts';

/** The images from the most negative tilt on. */
export const byTilt = (taken: readonly Taken[]): readonly Taken[] => [...taken].sort((a, b) => a.tiltDeg - b.tiltDeg);

export const tiltsOf = (taken: readonly { readonly tiltDeg: number }[]): readonly number[] =>
  taken.map(({ tiltDeg }) => tiltDeg);

export const framesOf = (taken: readonly { readonly frame: string }[]): readonly string[] =>
  taken.map(({ frame }) => frame);

export const dosesOf = (taken: readonly { readonly doseEPerA2: number }[]): readonly number[] =>
  taken.map(({ doseEPerA2 }) => doseEPerA2);

export const priorOf = (taken: readonly Taken[]): readonly number[] =>
  taken.map(({ priorDoseEPerA2 }) => priorDoseEPerA2);

/** The doses of the images up to and with each. */
export const summed = (taken: readonly Taken[]): readonly number[] =>
  taken.map((_, i) => dosesOf(taken.slice(0, i + 1)).reduce((sum, dose) => sum + dose, 0));

/** As many numbers as wanted, each as near to its own as a reader needs it. */
export function expectClose(actual: readonly number[], wanted: readonly number[], within: number): void {
  expect(actual).toHaveLength(wanted.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - (wanted[i] ?? Number.NaN)), `${value} for ${wanted[i]}`).toBeLessThanOrEqual(within);
  });
}

/** What stands behind the last slash of any kind. */
export const fileName = (path: string): string => path.replace(/^.*[\\/]/, '');
