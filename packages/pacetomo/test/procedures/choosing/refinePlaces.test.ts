import { describe, expect, test } from 'vitest';
import type { Area } from '../../../src/area/area.ts';
import { LearnedAdjusting } from '../../../src/procedures/choosing/learnAdjusting.ts';
import { costSentence, doseOf } from '../../../src/procedures/choosing/refineCosts.ts';
import { nearestHole, onCamera } from '../../../src/procedures/choosing/refineHole.ts';
import { RefinePlaces } from '../../../src/procedures/choosing/refinePlaces.ts';

const target = (number: number, x: number, y: number): Area['targets'][number] => ({
  position: { x, y },
  stage: { x: 200 - x, y: 90 - y },
  stack: `film_ts_00${number}.mrc`,
  previewMap: null,
  viewMap: null,
  skip: false,
  score: null,
  otherKeys: new Map(),
});
const area: Area = {
  name: 'film',
  settings: [],
  targets: [target(1, 0, 0), target(2, 2.5, 0.4), target(3, -1.2, 3.1)],
  geometryPoints: [],
};

describe('what Previews teach of View', () => {
  const shifted = { seen: { x: 1, y: 2 }, found: { x: 1.16, y: 1.83 } };

  test('one correction shifts all that View sees', () => {
    const adjusting = new LearnedAdjusting(null);
    expect(adjusting.placeOf({ x: 4, y: -3 })).toEqual({ x: 4, y: -3 });
    adjusting.learn(shifted);
    const { x, y } = adjusting.placeOf({ x: 4, y: -3 });
    expect([x, y]).toEqual([expect.closeTo(4.16, 9), expect.closeTo(-3.17, 9)]);
    expect(adjusting.errorNm({ x: 4, y: -3 })).toBeNull();
  });

  test('what is known from before holds until the corrections of today say otherwise', () => {
    const before = new LearnedAdjusting(null);
    before.learn(shifted);
    const today = new LearnedAdjusting(before.transform);
    expect(today.placeOf({ x: 0, y: 0 }).x).toBeCloseTo(0.16, 9);
    today.learn({ seen: { x: 0, y: 0 }, found: { x: 0.21, y: -0.17 } });
    expect(today.placeOf({ x: 5, y: 5 }).x).toBeCloseTo(5.21, 9);
  });

  test('a correction that is none teaches nothing, and the reason is kept', () => {
    const before = new LearnedAdjusting(null);
    before.learn(shifted);
    const today = new LearnedAdjusting(before.transform);
    today.learn({ seen: { x: 0, y: 0 }, found: { x: 14, y: 3 } });
    expect(today.placeOf({ x: 0, y: 0 }).x).toBeCloseTo(0.16, 9);
    expect(today.refusal).toMatch(/µm/);
  });
});

describe('places of an area that is refined', () => {
  test('a target that was not found is expected from where the tracking target was found, and keeps its position', () => {
    const places = new RefinePlaces(area, { x: 0.3, y: -0.1 }, null);
    expect(places.placeOf(1)).toEqual({ x: 2.8, y: expect.closeTo(0.3, 9) });
    places.see(0, { seen: { x: 0.5, y: 0.2 }, mapAt: { x: 0.3, y: -0.1 }, isAdjusted: true });
    expect(places.placeOf(1)).toEqual({ x: 3, y: expect.closeTo(0.6, 9) });
    expect(places.area().targets[1]?.position).toEqual({ x: 2.5, y: 0.4 });
  });

  test('a Preview of one target moves all that only View has seen; positions count from the tracking target', () => {
    const places = new RefinePlaces(area, { x: 0, y: 0 }, null);
    places.see(0, { seen: { x: 0.1, y: 0 }, mapAt: { x: 0, y: 0 }, isAdjusted: true });
    places.see(2, { seen: { x: -1.3, y: 3.3 }, mapAt: { x: -1.2, y: 3.1 }, isAdjusted: true });
    places.find(0, { x: 0.28, y: -0.15 });
    expect(places.placeOf(2)).toEqual({ x: expect.closeTo(-1.12, 9), y: expect.closeTo(3.15, 9) });
    const [first, , third] = places.area().targets;
    expect(first?.position).toEqual({ x: 0, y: 0 });
    expect(third?.position).toEqual({ x: expect.closeTo(-1.4, 9), y: expect.closeTo(3.3, 9) });
    expect([places.sourceOf(0), places.sourceOf(1), places.sourceOf(2)]).toEqual(['preview', 'kept', 'view']);
  });

  test('maps that show what Record sees teach nothing of View', () => {
    const places = new RefinePlaces(area, { x: 0, y: 0 }, null);
    places.see(0, { seen: { x: 0.1, y: 0 }, mapAt: { x: 0, y: 0 }, isAdjusted: false });
    places.find(0, { x: 0.12, y: 0.01 });
    expect(places.adjusting.pairs).toEqual([]);
  });
});

describe('what looking costs', () => {
  const view = { target: '001', what: 'view', at: { x: 0, y: 0 }, radiusUm: 10, doseEPerA2: 0.04 } as const;
  const preview = { target: '002', what: 'preview', at: { x: 3, y: 0 }, radiusUm: 1.25, doseEPerA2: 0.41 } as const;

  test('a place receives the dose of every beam that was on it', () => {
    expect(doseOf('003', { x: 3.9, y: 0.5 }, [view, preview])).toBeCloseTo(0.45, 9);
    expect(doseOf('003', { x: 4.4, y: 0 }, [view, preview])).toBeCloseTo(0.04, 9);
    expect(doseOf('003', { x: 11, y: 0 }, [view, preview])).toBe(0);
  });

  test('where the size of the beam is not known, the images of a target itself count, and that is said', () => {
    const unknown = [view, preview].map((exposure) => ({ ...exposure, radiusUm: null }));
    expect(doseOf('002', { x: 3.1, y: 0 }, unknown)).toBe(0.41);
    expect(costSentence(unknown, [0.04, 0.41])).toMatch(/neighbours could not be counted: SerialEM does not know/);
  });

  test('is said in one sentence', () => {
    expect(costSentence([view, preview, preview], [0.04, 0.86])).toBe(
      'This took 1 View and 2 Previews; each target has received 0.04 to 0.86 e/Å², the Views of its neighbours counted.',
    );
  });
});

describe('the nearest hole in an image', () => {
  const place = {
    pixelSizeNm: 20,
    binning: 2,
    tiltDeg: 0,
    fromStage: { matrix: { xx: 1, xy: 0, yx: 0, yy: 1 }, offset: { x: 0, y: 0 } },
  };
  const picture = { image: { widthPx: 100, heightPx: 60, data: new Float32Array(6000) }, place };

  test('image positions become camera pixels from the middle, y up', () => {
    expect(onCamera(picture, { x: 50, y: 30 })).toEqual({ x: 0, y: 0 });
    expect(onCamera(picture, { x: 53, y: 10 })).toEqual({ x: 6, y: 40 });
  });

  test('is the one nearest to where the target is expected, not to the middle', async () => {
    const scope = {
      picture: async () => picture,
      cameraToSpecimen: async () => ({ xx: 0.01, xy: 0, yx: 0, yy: 0.01 }),
    };
    const holes = () => ({
      centres: [
        { x: 51, y: 31 },
        { x: 80, y: 12 },
      ],
    });
    expect(await nearestHole(scope, holes, { x: 0.5, y: 0.3 })).toEqual({
      offset: { x: expect.closeTo(0.6, 9), y: expect.closeTo(0.36, 9) },
    });
    expect(await nearestHole({ ...scope, picture: async () => null }, holes, { x: 0, y: 0 })).toHaveProperty('reason');
    expect(await nearestHole(scope, () => ({ centres: [] }), { x: 0, y: 0 })).toEqual({ reason: 'no hole is seen' });
  });
});
