import { loadScenario, presetNames, type Scenario } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import { takeImage } from '../../src/acquisition/takeImage.ts';
import { isOnSpecimen, truePlaces } from '../../src/area/truePlaces.ts';
import { makeInstrument } from '../../src/makeInstrument.ts';
import { makeSpecimen } from '../../src/specimen/specimen.ts';

/** The same field on fewer pixels. */
function small(scenario: Scenario): Scenario {
  const { camera, optics } = scenario;
  const factor = camera.widthPx / 120;
  const magnifications = optics.magnifications.map((mag) => ({ ...mag, pixelSizeNm: mag.pixelSizeNm * factor }));
  return {
    ...scenario,
    camera: {
      ...camera,
      widthPx: 120,
      heightPx: 86,
      sensorPixels: Math.max(1, Math.round(camera.sensorPixels * factor)),
      countsPerElectron: camera.countsPerElectron / factor ** 2,
    },
    optics: { ...optics, magnifications },
  };
}

async function recordOf(scenario: Scenario, seed: number) {
  const options = { scenario, seed, dir: 'unused', truth: undefined, answer: 'yes', speed: 0 } as const;
  const instrument = await makeInstrument(options);
  const { image } = await takeImage(instrument, { set: 'record', command: 'R' });
  return image;
}

const names = await presetNames();

describe('the presets', () => {
  test('are those that the design names, and a few more', () => {
    const designed = ['S1', 'S2', 'S3', 'S4', 'S4b', 'S5', 'S6', 'S7', 'S8'];
    const films = ['film-r1.2-1.3', 'film-r2-1', 'film-r2-2'];
    expect(names).toEqual(expect.arrayContaining([...designed, ...films, 'lamella', 'quiet']));
  });

  test.each(names)('%s forms an image, the same one for the same seed', async (name) => {
    const scenario = small(await loadScenario(name));
    const image = await recordOf(scenario, 21);
    expect(image.widthPx * image.heightPx).toBe(120 * 86);
    expect(await recordOf(scenario, 21)).toEqual(image);
    if (name === 'quiet') return;
    expect([...image.pixels].reduce((sum, counts) => sum + Number(counts), 0) / image.pixels.length).toBeGreaterThan(
      100,
    );
    expect((await recordOf(scenario, 22)).pixels).not.toEqual(image.pixels);
  });

  test.each(names)('the targets of %s lie on its specimen for any seed', async (name) => {
    const scenario = await loadScenario(name);
    if (!scenario.area) return;
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const layer = makeSpecimen(scenario.specimen, seed);
      const places = truePlaces(scenario, scenario.area, layer, seed);
      expect(places.filter(({ x, y }) => !isOnSpecimen(layer, x, y))).toEqual([]);
    }
  });

  test('have as many targets as the design says, and heights to match', async () => {
    const countOf = async (name: string, seed: number) => {
      const scenario = await loadScenario(name);
      return truePlaces(scenario, scenario.area!, makeSpecimen(scenario.specimen, seed), seed);
    };
    const counts = await Promise.all(
      ['S1', 'S2', 'S3', 'S4', 'S4b', 'S5', 'S6', 'S7', 'S8'].map(async (name) => (await countOf(name, 4)).length),
    );
    expect(counts).toEqual([9, 12, 49, 9, 9, 12, 12, 12, 25]);
    const heights = (await countOf('S8', 4)).map(({ z }) => Math.abs(z));
    expect(Math.max(...heights)).toBeGreaterThan(1.9);
    expect(Math.max(...heights)).toBeLessThan(3.1);
  });

  test('in S3 the film is turned and slopes in another direction for every seed', async () => {
    const { specimen } = await loadScenario('S3');
    const flat = { ...specimen, film: { ...specimen.film, sagUm: 0, sagSpreadUm: 0, wavinessUm: 0 } };
    const directions = Array.from({ length: 40 }, (_, seed) => {
      const { heightUm } = makeSpecimen(flat, seed);
      expect(Math.hypot(heightUm(9, 0), heightUm(0, 9)) / 9).toBeCloseTo(Math.tan((1.5 * Math.PI) / 180), 6);
      return Math.atan2(heightUm(0, 9), heightUm(9, 0));
    });
    for (const quarter of [-2, -1, 0, 1]) {
      expect(directions.some((angle) => Math.floor(angle / (Math.PI / 2)) === quarter)).toBe(true);
    }
  });
});
