import type { ScenarioInput } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { length, subtract, type Vec } from '../../../packages/pacetomo/src/geometry/frames.ts';
import type { SelectWish, Way } from '../../../packages/pacetomo/src/session/choosing/chooseTargets.ts';
import { lamellaWithoutImages } from '../measuringSite.ts';
import { originalReads } from './originalReads.ts';
import { inWaysWorld, probe, textOf, type WaysWorld } from './waysWorld.ts';

/** Corners of a polygon on the specimen, µm: what a person draws about a feature in a View. */
const corners: readonly Vec<'specimen'>[] = [
  { x: -4.2, y: -5.1 },
  { x: 5.3, y: -4.4 },
  { x: 4.1, y: 4.9 },
  { x: -3.3, y: 5.6 },
];

const scenario: ScenarioInput = {
  ...lamellaWithoutImages(),
  area: { targets: { kind: 'list', places: corners.map(({ x, y }) => ({ xUm: x, yUm: y })) }, placeErrorUmSd: 0 },
};

const wishFor = (way: Way): SelectWish => ({
  way,
  manner: { overview: 'view', image: 'preview', centring: 'nobody' },
  beamDiameterUm: 1.15,
  holeDiameterUm: null,
  maxTiltDeg: 57,
  drawBeam: true,
  root: 'square',
});

/** Draws the polygon through the marked points, which becomes the current item. */
async function drawPolygon(world: WaysWorld): Promise<void> {
  await world.byHand(async (client) => {
    const count = await client.call('ReportNumTableItems');
    const [xs, ys] = [[] as number[], [] as number[]];
    for (let item = 1; item <= count; item++) {
      const [, x, y] = await client.call('ReportOtherItem', item);
      xs.push(x);
      ys.push(y);
    }
    await client.call('SetVariable', 'xs', [...xs, xs[0]].join('\n'));
    await client.call('SetVariable', 'ys', [...ys, ys[0]].join('\n'));
    await client.call('AddStagePointsAsPolygon', 'xs', 'ys', 0);
  });
}

/** Across the axis the beam gets longer by this at the highest tilt. */
const squeeze = Math.cos((57 * Math.PI) / 180);

test.each(['orthogonal', 'hexagonal'] as const)(
  'a polygon is filled with targets that share no beam at the highest tilt: %s',
  (shape) =>
    inWaysWorld(scenario, 4, {}, async (world) => {
      await drawPolygon(world);
      const way: Way = { by: 'polygon', shape, rotationDeg: 12, vectors: null, inside: 'centre', start: 'best' };
      const outcome = await world.choose(wishFor(way));
      const places = await probe(world, 'square');
      expect(outcome).toMatchObject({ polygon: { targets: places.length, beyondReach: 0 } });
      const areaUm2 = 79;
      const cellUm2 = (1.15 * 1.15 * (shape === 'hexagonal' ? Math.sqrt(0.75) : 1)) / squeeze;
      expect(places.length / (areaUm2 / cellUm2)).toBeGreaterThan(0.9);
      const outside = places.filter((place) => !isInside(place, 0.15));
      expect(outside).toEqual([]);
      const nearest = places.map((place) =>
        Math.min(...places.filter((other) => other !== place).map((other) => apart(place, other))),
      );
      expect(Math.min(...nearest)).toBeGreaterThan(1.15 - 0.05);
      expect(Math.max(...nearest)).toBeLessThan(1.15 + 0.05);
      console.info(
        `${shape}: ${places.length} targets, beams ${Math.min(...nearest).toFixed(3)} to ${Math.max(...nearest).toFixed(3)} µm apart`,
      );
      const original = originalReads(textOf(world, 'square'));
      expect(original.settings.has('size')).toBe(false);
      expect(original.targets).toHaveLength(places.length);
      const left = await world.byHand(async (client) => client.call('ReportNumTableItems'));
      expect(left).toBe(4 + 1 + places.length + 1); // the marked points, the polygon, the targets, the View; no outline of a beam
    }),
);

const apart = (a: Vec<'specimen'>, b: Vec<'specimen'>): number => {
  const { x, y } = subtract(a, b);
  return length<'specimen'>({ x, y: y * squeeze });
};

/** Whether a place lies within the polygon, or no farther than so much outside one of its sides. */
const isInside = (place: Vec<'specimen'>, byUm: number): boolean =>
  corners.every((from, i) => {
    const side = subtract(corners[(i + 1) % corners.length]!, from);
    const to = subtract(place, from);
    return (side.x * to.y - side.y * to.x) / length(side) > -byUm;
  });
