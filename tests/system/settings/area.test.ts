import type { SerialEmClient } from '@pacetomo/serialem-link';
import { describe } from 'vitest';
import { madeBy, placeOf, recordsOf } from './observations.ts';
import { lookingAt, takeMap } from './preparations.ts';
import type { Seen, Site } from './settingsWorld.ts';
import { settingTest } from './settingTest.ts';

/** Where the first image of each of two targets looks, µm on the specimen. */
const startPlaces = (seen: Seen): readonly (readonly [number, number])[] =>
  ['001', '002'].map((id) => placeOf(recordsOf(seen, id)[0]!));

/** Two targets, both with the files that their maps lie in. */
const withMaps = (maps: { readonly reference?: string; readonly view?: string }) => ({
  places: [
    { xUm: 0, yUm: 0, ...(maps.reference === undefined ? {} : { reference: `001_${maps.reference}` }) },
    {
      ...{ xUm: 2.5, yUm: 3.4 },
      ...(maps.reference === undefined ? {} : { reference: `002_${maps.reference}` }),
      ...(maps.view === undefined ? {} : { view: `002_${maps.view}` }),
    },
  ],
});

/** Previews that show the targets a little beside where the targets file says. */
async function previewMaps(serialEm: SerialEmClient): Promise<void> {
  await takeMap(serialEm, { file: '001_ref.mrc', set: 'L', xUm: 0.3, yUm: -0.2 });
  await takeMap(serialEm, { file: '002_ref.mrc', set: 'L', xUm: 3.1, yUm: 3.6 });
}

describe('the height of the area', () => {
  settingTest('eucentricity', 'is found before anything else is exposed', {
    value: true,
    ignored: false,
    observe: (seen) => seen.commands.filter(({ name }) => ['Eucentricity', 'V', 'L', 'G', 'R'].includes(name))[0]?.name,
    expected: 'Eucentricity',
  });
});

describe('finding the tracking target', () => {
  /** A View of what lies beside the tracking target, in buffer P. */
  const template: Site = {
    prepare: (serialEm) =>
      lookingAt(serialEm, { xUm: 0.7, yUm: 0.4 }, async () => {
        await serialEm.call('V');
        await serialEm.call('Copy', 'A', 'P');
      }),
  };
  settingTest('alignToP', 'it is what the template in buffer P shows', {
    value: true,
    site: template,
    observe: startPlaces,
    expected: [
      [0.7, 0.4],
      [3.2, 3.8],
    ],
  });
  /** The item of the area in the Navigator; then somebody moves the stage away. */
  const item: Site = {
    prepare: async (serialEm) => {
      await serialEm.call('OpenNewFile', 'item.mrc');
      await serialEm.call('V');
      await serialEm.call('NewMap', 0, 'a map');
      await serialEm.call('CloseFile');
      await serialEm.call('ChangeItemNote', 1, 'area_tgts.txt');
      const [x, y] = await serialEm.call('ReportStageXYZ');
      await serialEm.call('MoveStageTo', x + 0.8, y - 0.6);
    },
  };
  settingTest('realignToItem', 'SerialEM finds it by its item in the Navigator', {
    value: true,
    site: item,
    observe: startPlaces,
    expected: [
      [0, 0],
      [2.5, 3.4],
    ],
  });
});

describe('finding each target', () => {
  settingTest('previewAli', 'a Preview of each is aligned to its reference map', {
    value: true,
    ignored: false,
    area: withMaps({ reference: 'ref.mrc' }),
    site: { prepare: previewMaps },
    observe: startPlaces,
    expected: [
      [0.3, -0.2],
      [3.1, 3.6],
    ],
  });
  settingTest('viewAli', 'a View of each is aligned to its view map', {
    value: true,
    area: withMaps({ view: 'view.mrc' }),
    site: { prepare: (serialEm) => takeMap(serialEm, { file: '002_view.mrc', set: 'V', xUm: 1.6, yUm: 4.7 }) },
    observe: startPlaces,
    expected: [
      [0, 0],
      [1.6, 4.7],
    ],
  });
  settingTest('refFromPreview', 'the first image of each is aligned to the Preview that was just taken', {
    value: true,
    given: { previewAli: true },
    area: withMaps({ reference: 'ref.mrc' }),
    site: { prepare: previewMaps },
    observe: filesBeforeFirstImages,
    expected: ['area_ts_001_tempref.mrc', 'area_ts_002_tempref.mrc'],
  });
  settingTest('tgtPattern', 'of a pattern the first one alone has a map', {
    value: true,
    given: { previewAli: true },
    area: withMaps({ reference: 'ref.mrc' }),
    site: { prepare: previewMaps },
    observe: (seen) => [madeBy(seen, 'L').length, startPlaces(seen)],
    expected: [
      1,
      [
        [0.3, -0.2],
        [2.8, 3.2],
      ],
    ],
  });
});

/** The files that were read as references last before the first two Records. */
function filesBeforeFirstImages({ commands }: Seen): readonly unknown[] {
  const firsts = [...commands.entries()].filter(([, { name }]) => name === 'R').slice(0, 2);
  return firsts.map(([i]) =>
    commands
      .slice(0, i)
      .findLast(({ name }) => name === 'ReadOtherFile')
      ?.args.at(-1),
  );
}
