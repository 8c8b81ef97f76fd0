import type { ExposureTruth } from '@pacetomo/virtual-serialem';

/** The camera sets of the commands in these logs. */
const setOf: Readonly<Record<string, ExposureTruth['set']>> = { L: 'preview', V: 'view', G: 'focus', T: 'trial' };

/** A line of a truth log: a saved Record of (1, 2) at zero tilt, where nothing else is said. */
export function exposureNumber(n: number, change: Partial<ExposureTruth> = {}): ExposureTruth {
  return {
    n,
    command: 'R',
    set: setOf[change.command ?? 'R'] ?? 'record',
    area: 'record',
    file: 'a.mrc',
    section: 0,
    nominalTiltDeg: 0,
    trueTiltDeg: 0,
    specimenPointUm: { x: 1, y: 2, z: 0 },
    trueDefocusUm: -5,
    requestedDefocusUm: -5,
    doseEPerA2: 3,
    footprintUm: { centre: { x: 1, y: 2 }, halfAxes: { x: 1.2, y: 1.4 } },
    timeS: 60 * n,
    commandCount: 10 * n,
    ...change,
  };
}

type Look = NonNullable<ExposureTruth['look']>;

/** What an exposure of a flat, level specimen looks at: a field of 1.4 × 1.0 µm in a beam of 2.4 µm about a place, camera axes along the lab's. */
export function lookAt(x: number, y: number, change: Partial<Look> = {}): Look {
  const corner = (right: number, up: number) => ({ x: x + 0.7 * right, y: y + 0.5 * up, z: 0 });
  return {
    pose: { matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], offsetUm: { x: 0, y: 0, z: 0 } },
    centreUm: { x, y },
    cameraFromLab: { xx: 1000, xy: 0, yx: 0, yy: 1000 },
    widthPx: 1400,
    heightPx: 1000,
    binning: 1,
    fieldUm: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)],
    beam: { centreUm: { x, y }, diameterUm: 2.4 },
    exposureS: 1.5,
    meanCounts: 410,
    transmission: 0.6,
    ...change,
  };
}

let counter = 0;

/** The next line of a log. */
export function exposure(change: Partial<ExposureTruth>): ExposureTruth {
  counter += 1;
  return exposureNumber(counter, change);
}

/** A series of one target at the given misses along the axis, one image for each 3°. */
export function missing(file: string, alongNm: readonly number[], place = { x: 1, y: 2, z: 0 }): ExposureTruth[] {
  return [0, ...alongNm].map((nm, section) =>
    exposure({
      file,
      section,
      nominalTiltDeg: 3 * section,
      specimenPointUm: { ...place, x: place.x + nm / 1000 },
      footprintUm: { centre: place, halfAxes: { x: 1.2, y: 1.4 } },
    }),
  );
}
