import { loadScenario } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { autoAlign } from '../../src/alignment/autoAlign.ts';
import { truePlaces } from '../../src/area/truePlaces.ts';
import { makeSpecimen } from '../../src/specimen/specimen.ts';
import { cameraOf, labPoint, shotOf, tilted } from '../camera/exposures.ts';

const AXIS_DEG = 85.3;
const size = { widthPx: 720, heightPx: 512, pixelNm: 2.16, axisDeg: AXIS_DEG };

/** Errors in nm of aligning Records of every n-th target to those 3° nearer to zero; the later one looks up to 120 nm off. */
async function alignmentErrors(name: string, everyNth: number, tiltsDeg: readonly number[]): Promise<number[]> {
  const scenario = await loadScenario(name);
  const specimen = makeSpecimen(scenario.specimen, 61);
  const camera = cameraOf({ ...scenario.camera, widthPx: 720, heightPx: 512, sensorPixels: 8, countsPerElectron: 16 });
  const places = truePlaces(scenario, scenario.area!, specimen, 61).filter((_, i) => i % everyNth === 0);
  let counter = 0;
  const record = (place: (typeof places)[number], tiltDeg: number, off: { x: number; y: number }) => {
    const pose = tilted(tiltDeg);
    const lab = labPoint(pose, place);
    const centreUm = { x: lab.x + off.x, y: lab.y + off.y };
    counter += 1;
    const { pixels } = camera.form(specimen, shotOf({ ...size, pose, centreUm, defocusUm: -4 - lab.z, counter }));
    const frame = { widthPx: 720, heightPx: 512, binning: 1, pixelSizeUm: 2.16e-3, shiftPx: { x: 0, y: 0 } };
    return { pixels, ...frame, tiltDeg, tiltAxisDeg: AXIS_DEG };
  };
  return tiltsDeg.flatMap((tiltDeg) =>
    places.map((place, i) => {
      const off = { x: 0.12 * Math.sin(1.7 * i + tiltDeg), y: 0.12 * Math.cos(2.3 * i + tiltDeg) };
      const reference = record(place, tiltDeg - 3 * Math.sign(tiltDeg), { x: 0, y: 0 });
      const found = autoAlign(record(place, tiltDeg, off), reference);
      if (!found.aligned) return Number.POSITIVE_INFINITY;
      const turn = (AXIS_DEG * Math.PI) / 180;
      const x = 2.16 * (found.shiftPx.x * Math.cos(turn) - found.shiftPx.y * Math.sin(turn));
      const y = -2.16 * (found.shiftPx.x * Math.sin(turn) + found.shiftPx.y * Math.cos(turn));
      return Math.hypot(x - 1000 * off.x, y - 1000 * off.y);
    }),
  );
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

test.each([
  ['S2', 4],
  ['S3', 12],
] as const)('the targets of %s can be followed by their images', { timeout: 120_000 }, async (name, everyNth) => {
  const errors = await alignmentErrors(name, everyNth, [-6, 45]);
  expect(errors.length).toBeGreaterThan(5);
  expect(Math.max(...errors)).toBeLessThan(20);
  expect(median(errors)).toBeLessThan(3);
});

test('in S6 some alignments of images end on wrong peaks, and most do not', { timeout: 120_000 }, async () => {
  const errors = await alignmentErrors('S6', 1, [3, 60]);
  const wrong = errors.filter((nm) => nm > 40).length;
  expect(wrong).toBeGreaterThan(0);
  expect(wrong / errors.length).toBeLessThan(0.35);
  expect(median(errors)).toBeGreaterThan(1);
});
