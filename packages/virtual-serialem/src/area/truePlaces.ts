import { type KeyedRandom, keyedRandom } from '../random/keyedRandom.ts';
import type { AreaSettings } from '../scenario/areaSchema.ts';
import { type Scenario, ScenarioError } from '../scenario/scenario.ts';
import { filmRotationDeg } from '../specimen/holeyFilm.ts';
import type { Layer, Point3 } from '../specimen/layer.ts';

/** Half of a Record field, rounded up, µm: this much around a target has to lie on the specimen. */
const HALF_FIELD_UM = 0.8;
/** The tracking target of randomly drawn places lies this close to the centre, µm. */
const NEAR_CENTRE_UM = 0.7;
const MOST_DRAWS = 20_000;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * The points of the specimen that the microscopist of a scenario has chosen, specimen frame, µm; the first is for tracking. They are the truth:
 * scripts see `chosenArea`. Throws ScenarioError when the places do not fit on the specimen.
 */
export function truePlaces(scenario: Scenario, area: AreaSettings, layer: Layer, seed: number): readonly Point3[] {
  const { x: centreX, y: centreY } = scenario.specimen.centreUm;
  const wanted = wantedPlaces(scenario, area, layer, seed);
  return wanted.map((place, i) => {
    const random = keyedRandom(seed, 'area place', i);
    const x = centreX + place.x + area.placeErrorUmSd * random.normal();
    const y = centreY + place.y + area.placeErrorUmSd * random.normal();
    return { x, y, z: layer.heightUm(x, y) };
  });
}

/** The places that were aimed at, from the centre of the specimen. */
function wantedPlaces(scenario: Scenario, { targets }: AreaSettings, layer: Layer, seed: number): readonly Place[] {
  switch (targets.kind) {
    case 'list':
      return targets.places.map(({ xUm, yUm }) => ({ x: xUm, y: yUm }));
    case 'grid': {
      const { spacingUm, columns, rows } = targets;
      return centreFirst(grid(columns, rows).map(([i, j]) => ({ x: spacingUm * i, y: spacingUm * j })));
    }
    case 'random':
      return randomPlaces(scenario, targets, layer, keyedRandom(seed, 'area targets'));
    case 'holes': {
      const { specimen } = scenario;
      if (specimen.kind !== 'holeyFilm') throw new ScenarioError('Targets in holes need a specimen with holes.');
      const turn = (filmRotationDeg(specimen, seed) * Math.PI) / 180;
      const [cos, sin] = [specimen.film.pitchUm * Math.cos(turn), specimen.film.pitchUm * Math.sin(turn)];
      // A hole is in the middle of the film, so an even number of them cannot lie evenly around it.
      const holes = grid(targets.columns, targets.rows).map(([i, j]) => [Math.ceil(i), Math.ceil(j)] as const);
      return centreFirst(holes.map(([i, j]) => ({ x: cos * i - sin * j, y: sin * i + cos * j })));
    }
  }
}

function grid(columns: number, rows: number): readonly (readonly [i: number, j: number])[] {
  const along = (count: number) => Array.from({ length: count }, (_, i) => i - (count - 1) / 2);
  return along(rows).flatMap((j) => along(columns).map((i) => [i, j] as const));
}

/** The place nearest to the centre first, the others as they were. */
function centreFirst(places: readonly Place[]): readonly Place[] {
  const distance = ({ x, y }: Place) => Math.hypot(x, y);
  const first = places.reduce((nearest, place) => (distance(place) < distance(nearest) - 1e-9 ? place : nearest));
  return [first, ...places.filter((place) => place !== first)];
}

function randomPlaces(
  { specimen: { centreUm } }: Scenario,
  targets: Extract<AreaSettings['targets'], { kind: 'random' }>,
  layer: Layer,
  random: KeyedRandom,
): readonly Place[] {
  const { count, halfWidthUm, halfLengthUm, leastDistanceUm } = targets;
  const places: Place[] = [];
  for (let draw = 0; draw < MOST_DRAWS && places.length < count; draw++) {
    const isFirst = places.length === 0;
    const x = (2 * random.uniform() - 1) * (isFirst ? NEAR_CENTRE_UM : halfWidthUm);
    const y = (2 * random.uniform() - 1) * (isFirst ? NEAR_CENTRE_UM : halfLengthUm);
    const isFree = places.every((other) => Math.hypot(other.x - x, other.y - y) >= leastDistanceUm);
    if (isFree && isOnSpecimen(layer, centreUm.x + x, centreUm.y + y)) places.push({ x, y });
  }
  if (places.length === count) return places;
  throw new ScenarioError(
    `Only ${places.length} of ${count} targets at least ${leastDistanceUm} µm apart fit on the specimen within ` +
      `±${halfWidthUm} × ±${halfLengthUm} µm: enlarge the box or lower leastDistanceUm.`,
  );
}

/** Whether there is content at a place and around it. */
export function isOnSpecimen(layer: Layer, x: number, y: number): boolean {
  const around = [
    [0, 0],
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ] as const;
  return around.every(([dx, dy]) => layer.contentNm(x + dx * HALF_FIELD_UM, y + dy * HALF_FIELD_UM) > 0);
}
