import { createMrc, memoryFile, navigatorItems, openMrc, parseNavigator, recordFlags } from '@pacetomo/em-files';
import { expect, test } from 'vitest';
import { mapItemOf } from '../../src/maps/mapItem.ts';
import { openMap } from '../../src/maps/stageMap.ts';

/** An item of a montage of 3 × 1 pieces of 40 × 26 pixels with 4 of overlap, shown reduced by 2. */
const item = mapItemOf(
  navigatorItems(
    parseNavigator(
      'AdocVersion = 2.00\n\n[Item = m]\nStageXYZ = 8 -3 1\nRegis = 1\nType = 2\nMapFile = m.mrc\nMapID = 5\nMapMontage = 1\nMapSection = 0\nMapBinning = 4\nMontBinning = 2\nMapScaleMat = 10 0 0 -10\nMapWidthHeight = 56 13\n',
    ),
  )[0]!,
)!;

async function montage(mode: 0 | 1 | 6, withPlaces: boolean) {
  const file = memoryFile();
  const extended = {
    type: 'SERI',
    flags: withPlaces ? recordFlags.piece : recordFlags.tilt,
    reserveSections: 3,
  } as const;
  const stack = await createMrc(file, { width: 40, height: 26, mode, pixelSizeA: 480, extended });
  for (const piece of [0, 1, 2]) {
    const pixels = mode === 0 ? new Uint8Array(1040) : mode === 1 ? new Int16Array(1040) : new Uint16Array(1040);
    await stack.appendSection(
      pixels.map((_, i) => 50 * piece + Math.floor(i / 40)),
      {
        record: { piece: { x: 36 * piece, y: 0, z: 0 } },
      },
    );
  }
  const opened = openMap(item, { file, stack: await openMrc(file), mdoc: null });
  return { ...opened, file };
}

test.each([0, 1, 6] as const)(
  'a montage with pixels of type %s is laid out by the header of its file and read in parts',
  async (mode) => {
    const opened = await montage(mode, true);
    if (opened.kind !== 'opened') throw new Error(opened.reason);
    const { map } = opened;
    expect([map.widthPx, map.heightPx, map.tiles.length]).toEqual([112, 26, 3]);
    expect(map.pixelSizeNm).toBe(48);
    expect(map.fromStage.matrix.xx).toBe(20);
    const last = await map.readTile(map.tiles[2]!, { top: 5, bottom: 9 });
    // the fifth row from above is the twentieth of the file
    expect(last.data[20 * 40 + 7]).toBe(100 + 20);
    const first = await map.readTile(map.tiles[0]!, { top: 0, bottom: 26 });
    expect([first.data[0], first.data[25 * 40]]).toEqual([0, 25]);
  },
);

test('a montage of which nobody says where its pieces lie cannot be used', async () => {
  const opened = await montage(1, false);
  expect(opened).toMatchObject({ kind: 'unusable', reason: expect.stringContaining('where the pieces') });
});

test('a piece that the file has lost since it was opened does not pass for the one before', async () => {
  const opened = await montage(1, true);
  if (opened.kind !== 'opened') throw new Error(opened.reason);
  const { map, file } = opened;
  await map.readTile(map.tiles[1]!, { top: 0, bottom: 26 });
  await file.truncate((await file.size()) - 3);
  await expect(map.readTile(map.tiles[2]!, { top: 0, bottom: 7 })).rejects.toMatchObject({
    code: 'mrc-size',
    message: expect.stringContaining('section 2'),
  });
});
