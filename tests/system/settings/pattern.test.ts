import type { SerialEmClient } from '@pacetomo/serialem-link';
import { describe } from 'vitest';
import type { SettingName } from '../../../packages/pacetomo/src/plan/settings.ts';
import { madeBy, placeOf, recordsOf } from './observations.ts';
import type { Seen } from './settingsWorld.ts';
import { settingTest } from './settingTest.ts';

const vectors = { vecA0Um: 3.1, vecA1Um: 0.2, vecB0Um: -0.3, vecB1Um: 3 };

describe('the vectors of a pattern', () => {
  /** Between the outermost holes, where the slope of the sample is measured: 1.5 times both vectors. */
  const corner = (seen: Seen): readonly number[] | undefined =>
    places(seen).toSorted(([ax, ay], [bx, by]) => bx + by - ax - ay)[0];
  const places = (seen: Seen) => madeBy(seen, 'G').map((exposure) => placeOf(exposure));
  const measured = { tgtPattern: true, measureGeo: true, patternSize: 2, ...vectors };
  const rows: readonly (readonly [Extract<SettingName, keyof typeof vectors>, number, readonly number[]])[] = [
    ['vecA0Um', 3.3, [4.5, 4.8]],
    ['vecA1Um', 0.6, [4.2, 5.4]],
    ['vecB0Um', 0.5, [5.4, 4.8]],
    ['vecB1Um', 2.6, [4.2, 4.2]],
  ];
  for (const [name, value, expected] of rows) {
    settingTest(name, 'says where the holes are', {
      value,
      ignored: vectors[name],
      given: measured,
      observe: corner,
      expected,
    });
  }
  settingTest('patternSize', 'says how far they go', { value: 3, given: measured, observe: corner, expected: [7, 8] });
});

describe('a pattern that was laid out badly', () => {
  /** A flat film with holes 3 µm apart; a small View shows one hole and its neighbours. */
  const scenario = {
    specimen: {
      kind: 'holeyFilm',
      film: { slopeDeg: 0, sagUm: 0, sagSpreadUm: 0, wavinessUm: 0, rotationDeg: 5 },
      content: { contrast: 0.3 },
    },
    camera: { images: 'formed', widthPx: 256, heightPx: 256, countsPerElectron: 0.01, coincidenceLossS: 0 },
    alignment: { method: 'images' },
    optics: {
      magnifications: [
        { index: 10, magnification: 740, pixelSizeNm: 800 },
        { index: 17, magnification: 4800, pixelSizeNm: 94 },
        { index: 28, magnification: 33_000, pixelSizeNm: 10 },
        { index: 29, magnification: 42_000, pixelSizeNm: 8 },
      ],
    },
  };
  /** The middle of a View of the hole in the middle, in buffer P. */
  async function holeTemplate(serialEm: SerialEmClient): Promise<void> {
    await serialEm.call('V');
    await serialEm.call('CropCenterToSize', 'A', 80, 80);
    await serialEm.call('Copy', 'A', 'P');
  }
  const place = (n: number): { readonly xUm: number; readonly yUm: number } => ({ xUm: n * 2.88, yUm: n * 0.16 });
  const pattern = { tgtPattern: true, alignToP: true, patternSize: 2, pretiltDeg: 0, minTiltDeg: 0, maxTiltDeg: 3 };
  const inTheirHoles = [
    [3, 0.3],
    [6, 0.5],
  ];
  const startPlaces = (seen: Seen) => ['002', '003'].map((id) => placeOf(recordsOf(seen, id)[0]!));
  settingTest('refineVec', 'its vectors are measured again at its edge, and the targets lie in their holes', {
    value: true,
    given: { ...pattern, vecA0Um: 2.88, vecA1Um: 0.16, vecB0Um: -0.16, vecB1Um: 2.88 },
    area: { places: [place(0), place(1), place(2)] },
    site: { scenario, prepare: holeTemplate },
    observe: startPlaces,
    expected: inTheirHoles,
  });
  settingTest('alignToP', 'every target is moved into its hole', {
    value: true,
    given: { ...pattern, previewAli: true },
    area: { places: [place(0), place(1), place(2)] },
    site: { scenario, prepare: holeTemplate },
    observe: startPlaces,
    expected: inTheirHoles,
  });
});
