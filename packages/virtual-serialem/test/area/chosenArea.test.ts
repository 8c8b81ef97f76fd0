import { chosenArea, parseScenario, type ScenarioInput } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import { isOnSpecimen, truePlaces } from '../../src/area/truePlaces.ts';
import { makeSpecimen } from '../../src/specimen/specimen.ts';
import { inSession, quietWith } from '../session.ts';

const listOf = (...places: readonly (readonly [number, number])[]) => ({
  kind: 'list' as const,
  places: places.map(([xUm, yUm]) => ({ xUm, yUm })),
});
const exact = { placeErrorUmSd: 0, pretiltErrorDegSd: 0, rotationErrorDegSd: 0 };

function truthOf(input: ScenarioInput, seed: number) {
  const scenario = parseScenario(input, 'test');
  const layer = makeSpecimen(scenario.specimen, seed);
  return { layer, places: scenario.area ? truePlaces(scenario, scenario.area, layer, seed) : [] };
}

const distance = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);

describe('the places that the microscopist has chosen', () => {
  test('nothing is chosen without an area', () => {
    expect(chosenArea(parseScenario({}, 'test'), 3)).toBeNull();
  });

  test('drawn at random they lie on the specimen, apart from each other, the first near the centre', () => {
    const area = { targets: { kind: 'random' as const, count: 11, leastDistanceUm: 2.6 } };
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { layer, places } = truthOf({ area, specimen: { lamella: { rotationDeg: 17 } } }, seed);
      expect(places).toHaveLength(11);
      expect(distance(places[0]!, { x: 0, y: 0 })).toBeLessThan(1.3);
      places.forEach((place, i) => {
        expect(isOnSpecimen(layer, place.x, place.y)).toBe(true);
        expect(place.z).toBe(layer.heightUm(place.x, place.y));
        for (const other of places.slice(i + 1)) expect(distance(place, other)).toBeGreaterThan(2.2);
      });
    }
  });

  test('a grid has its middle first, then row by row', () => {
    const { places } = truthOf({ area: { ...exact, targets: { kind: 'grid', columns: 3, rows: 2, spacingUm: 5 } } }, 9);
    expect(places.map(({ x, y }) => [x, y])).toEqual([
      [0, -2.5],
      [-5, -2.5],
      [5, -2.5],
      [-5, 2.5],
      [0, 2.5],
      [5, 2.5],
    ]);
  });

  test('holes are met in their middle, however the film is turned', () => {
    const film = { rotationDeg: 4, rotationSpreadDeg: 15, pitchUm: 3, holeDiameterUm: 2, iceCentreNm: 44 };
    const turned = new Set<number>();
    for (const seed of [11, 12, 13]) {
      const area = { ...exact, targets: { kind: 'holes' as const, columns: 7, rows: 6 } };
      const { layer, places } = truthOf({ specimen: { kind: 'holeyFilm', film }, area }, seed);
      expect(places).toHaveLength(42);
      for (const { x, y } of places) expect(layer.thicknessNm(x, y)).toBeCloseTo(44, 6);
      const next = places.find((place) => Math.abs(distance(place, places[0]!) - 3) < 1e-9 && place.x > 1)!;
      const angleDeg = (Math.atan2(next.y, next.x) * 180) / Math.PI;
      expect(Math.abs(angleDeg - 4)).toBeLessThanOrEqual(15);
      turned.add(angleDeg);
    }
    expect(turned.size).toBe(3);
  });

  test('more targets than fit are refused with numbers', () => {
    const targets = { kind: 'random' as const, count: 30, halfWidthUm: 3, halfLengthUm: 2.5, leastDistanceUm: 2.4 };
    expect(() => truthOf({ area: { targets } }, 1)).toThrow(/Only \d+ of 30 targets at least 2.4 µm apart fit/);
    expect(() => truthOf({ area: { targets: { kind: 'holes' } } }, 1)).toThrow('Targets in holes need a specimen');
  });
});

describe('what is written down', () => {
  const calm = quietWith({
    specimen: { lamella: { pretiltDeg: -12, rotationDeg: 21, bendUm: 0.3 } },
    stage: { tiltAxisAtUm: 1.7 },
    optics: { stageRotationDeg: 3.5, imageShift: { rotationDeg: -1.4 } },
    area: { ...exact, targets: listOf([0.3, -0.4], [4.2, 3.1], [-5.6, -6.7]), startTiltDeg: 12 },
  });

  test('the stage coordinates of a microscope without errors bring the places to the centre of the image', async () => {
    const { places } = truthOf(calm, 11);
    await inSession({ scenario: calm }, async ({ client, virtual }) => {
      for (const [i, place] of places.entries()) {
        await client.call('MoveToNavItem', i + 1);
        await client.call('R');
        expect(distance(virtual.exposures.at(-1)!.specimenPointUm, place)).toBeLessThan(0.002);
      }
    });
  });

  test('they are in the Navigator from the start, as points of one group with notes', async () => {
    const area = chosenArea(parseScenario(calm, 'test'), 11)!;
    await inSession({ scenario: calm }, async ({ client }) => {
      expect(await client.call('ReportNumTableItems')).toBe(3);
      const [index, x, y, z, type] = await client.call('ReportOtherItem', 2);
      const { stageXUm, stageYUm } = area.targets[1]!;
      expect([index, x, y, type]).toEqual([2, stageXUm, stageYUm, 0]);
      const [, , stageZ] = await client.call('ReportStageXYZ');
      expect(z).toBeCloseTo(Number(stageZ), 6);
      expect(await client.call('NavIndexWithNote', 'target 1, tracking')).toBe(1);
      await client.call('SetSelectedNavItem', 3);
      const [, , inGroup] = await client.call('ReportGroupStatus');
      expect(inGroup).toBe(3);
    });
  });

  test('a wrong tilt-axis direction and a poor View offset spoil the coordinates by as much as they should', () => {
    const wrong = quietWith({
      area: { ...exact, targets: listOf([0, 0], [6, 0]) },
      optics: { tiltAxisErrorDegSd: 1.2 },
      lowDose: { view: { missUm: { x: 0.4, y: 0.1 } } },
    });
    const turnsDeg = [31, 32, 33, 34].map((seed) => {
      const [a, b] = chosenArea(parseScenario(wrong, 'test'), seed)!.targets;
      expect(Math.hypot(a!.stageXUm - b!.stageXUm, a!.stageYUm - b!.stageYUm)).toBeCloseTo(6, 2);
      return (Math.atan2(a!.stageYUm - b!.stageYUm, a!.stageXUm - b!.stageXUm) * 180) / Math.PI;
    });
    expect(Math.max(...turnsDeg.map(Math.abs))).toBeGreaterThan(0.4);
    const [first] = chosenArea(parseScenario(wrong, 'test'), 31)!.targets;
    // A point that View shows too far to the left by its offset gets a stage coordinate that is too large.
    expect(first!.stageXUm).toBeCloseTo(0.4, 1);
  });

  test('the geometry is the truth with the errors of the scenario, and 0 when it was not measured', () => {
    const measured = (area: object, seed: number) =>
      chosenArea(parseScenario({ ...calm, area: { targets: listOf([0, 0]), ...area } }, 'test'), seed)!;
    expect(measured(exact, 5)).toMatchObject({ pretiltDeg: -12, rotationDeg: 21, stepDeg: 3, groupSize: 2 });
    const errors = Array.from({ length: 300 }, (_, seed) => {
      const area = measured({ pretiltErrorDegSd: 1.5, rotationErrorDegSd: 8 }, seed);
      return [area.pretiltDeg + 12, area.rotationDeg - 21] as const;
    });
    const rms = (i: 0 | 1) => Math.sqrt(errors.reduce((sum, error) => sum + error[i] ** 2, 0) / errors.length);
    expect(Math.abs(rms(0) - 1.5)).toBeLessThan(0.2);
    expect(Math.abs(rms(1) - 8)).toBeLessThan(1);
    expect(measured({ geometryMeasured: false }, 5)).toMatchObject({ pretiltDeg: 0, rotationDeg: 0 });
  });

  test('the measured geometry of a film is that of its slope', () => {
    const film = { slopeDeg: 3, slopeDirectionDeg: 70, sagUm: 0, sagSpreadUm: 0, wavinessUm: 0 };
    const specimen = { kind: 'holeyFilm' as const, film };
    const { layer } = truthOf({ specimen }, 8);
    const area = { ...exact, targets: listOf([0, 0]) };
    const { pretiltDeg, rotationDeg } = chosenArea(parseScenario({ specimen, area }, 'test'), 8)!;
    const turn = (rotationDeg * Math.PI) / 180;
    const height = Math.tan((pretiltDeg * Math.PI) / 180) * (Math.cos(turn) * 5 - Math.sin(turn) * 7);
    expect(height).toBeCloseTo(layer.heightUm(7, 5), 9);
  });
});
