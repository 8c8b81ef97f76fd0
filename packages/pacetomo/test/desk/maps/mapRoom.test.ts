import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Changes } from '../../../src/desk/changes.ts';
import { type MapRoom, openMapRoom } from '../../../src/desk/maps/mapRoom.ts';
import { type MicroscopeDesk, openMicroscopeDesk } from '../../../src/desk/microscope/microscopeDesk.ts';
import { until } from '../until.ts';
import { montageOnDisk } from './montageOnDisk.ts';

let folder = '';
let changes = new Changes();
let microscope: MicroscopeDesk;
let room: MapRoom;

async function begin(): Promise<void> {
  changes = new Changes();
  microscope = await openMicroscopeDesk({ folder, changes });
  room = await openMapRoom({ folder, changes, microscope, lookEveryMs: 20 });
}
const end = async (): Promise<void> => {
  await room.close();
  await microscope.close();
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maps-'));
});
afterEach(async () => {
  await end();
  rmSync(folder, { recursive: true });
});

/** 3 × 2 pieces of 500 × 400 pixels: 1400 × 750, a ramp to the right and down. */
const ramp = {
  columns: 3,
  rows: 2,
  piece: { widthPx: 500, heightPx: 400 },
  overlapPx: 50,
  count: (x: number, y: number) => 1000 + x + 2 * y,
};

/** The grey value of a pixel of a level. */
async function greyAt(map: string, level: number, x: number, y: number): Promise<number> {
  const { bytes, headers } = await room.tile(map, level, Math.floor(x / 512), Math.floor(y / 512));
  const [width] = headers!['x-tile-size']!.split('x').map(Number);
  return bytes[(y % 512) * width! + (x % 512)]!;
}

describe('maps of the Navigator', () => {
  test('are listed with their place, their size and their levels; those without an image are not', async () => {
    await montageOnDisk(folder, ramp);
    await begin();
    const [map, ...others] = await room.list();
    expect(others).toEqual([]);
    expect(map).toMatchObject({
      ...{ label: 'grid', note: 'the grid', widthPx: 1400, heightPx: 750, tiltDeg: 0.5, pixelSizeNm: 50 },
      ...{ isMontage: true, stage: { x: 8, y: -3 }, tileSizePx: 512, levels: 3 },
      fromStage: { matrix: { xx: 20, xy: 0, yx: 0, yy: -20 } },
    });
    // the middle of the map is where the Navigator says
    const { matrix, offset } = map!.fromStage;
    expect(matrix.xx * 8 + offset.x).toBeCloseTo(700);
    expect(matrix.yy * -3 + offset.y).toBeCloseTo(375);
  });

  test('show every pixel where it belongs, on every level', async () => {
    // a field of 8 × 8 pixels is black or white, as if by chance
    const isWhite = (x: number, y: number): boolean =>
      ((Math.floor(x / 8) * 7919 + Math.floor(y / 8) * 104_729 + 13) % 97) % 2 === 1;
    const size = await montageOnDisk(folder, { ...ramp, count: (x, y) => (isWhite(x, y) ? 1000 : 0) });
    await begin();
    const [map] = await room.list();
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.nat(size.widthPx - 8), fc.nat(size.heightPx - 8), async (level, x, y) => {
        const factor = 2 ** (2 - level);
        const grey = await greyAt(map!.map, level, Math.floor(x / factor), Math.floor(y / factor));
        expect(grey).toBe(isWhite(x, y) ? 255 : 0);
      }),
      { numRuns: 400 },
    );
  });

  test('have tiles that cover them, and no others', async () => {
    await montageOnDisk(folder, ramp);
    await begin();
    const [{ map } = { map: '' }] = await room.list();
    const sizes = async (level: number, column: number, row: number) =>
      (await room.tile(map, level, column, row)).headers!['x-tile-size'];
    expect(await sizes(2, 2, 1)).toBe('376x238');
    expect(await sizes(1, 1, 0)).toBe('188x375');
    expect(await sizes(0, 0, 0)).toBe('350x188');
    await expect(sizes(0, 1, 0)).rejects.toMatchObject({ status: 404, code: 'no-such-tile' });
    await expect(sizes(3, 0, 0)).rejects.toMatchObject({ code: 'no-such-tile' });
    await expect(room.tile('../..', 0, 0, 0)).rejects.toMatchObject({ status: 404, code: 'no-such-map' });
  });

  test('keep their small levels on the disk, for the next desk, until the image changes', async () => {
    await montageOnDisk(folder, ramp);
    await begin();
    const [first] = await room.list();
    const before = await room.tile(first!.map, 0, 0, 0);
    const [kept] = readdirSync(join(folder, '.pacetomo/pyramids'));
    writeFileSync(
      join(folder, '.pacetomo/pyramids', kept!, 'level-0.grey'),
      before.bytes.map((grey) => 255 - grey),
    );
    await end();
    await begin();
    expect((await room.tile(first!.map, 0, 0, 0)).bytes[0]).toBe(255 - before.bytes[0]!); // it was read, not made
    utimesSync(join(folder, 'grid.mrc'), 1, 1);
    const [later] = await room.list();
    expect(later!.map).toBe(first!.map);
    expect(later!.stamp).not.toBe(first!.stamp);
    expect((await room.tile(later!.map, 0, 0, 0)).bytes).toEqual(before.bytes);
    expect(readdirSync(join(folder, '.pacetomo/pyramids'))).toHaveLength(1);
  });

  test('are said to have changed when the Navigator was saved', async () => {
    await montageOnDisk(folder, ramp);
    await begin();
    expect(await room.outlines()).toMatchObject([
      { label: 'grid', kind: 'map', corners: [{ x: 0, y: 0 }, {}, {}, { x: 0, y: 9 }] },
      {
        label: 'hole',
        kind: 'polygon',
        corners: [
          { x: 1, y: 2 },
          { x: 4, y: 2 },
          { x: 5, y: 6 },
        ],
      },
    ]);
    const before = changes.last;
    appendFileSync(
      join(folder, 'session.nav'),
      '\n[Item = more]\nStageXYZ = 1 2 3\nType = 1\nPtsX = 1 4 5 1\nPtsY = 2 2 6 2\n',
    );
    await until(() => changes.last > before);
    expect(changes.after(before)).toMatchObject([{ event: { type: 'changed', what: 'maps' } }]);
    expect(await room.outlines()).toHaveLength(3);
  });

  test('show the lattice of holes in them', async () => {
    const pitch = 70;
    const isHole = (x: number, y: number): boolean => Math.hypot((x % pitch) - pitch / 2, (y % pitch) - pitch / 2) < 17;
    await montageOnDisk(folder, { ...ramp, count: (x, y) => (isHole(x, y) ? 900 : 300) + ((x * 7 + y * 13) % 31) });
    await begin();
    const [{ map } = { map: '' }] = await room.list();
    const found = await room.holes(map);
    if (!found.found) throw new Error(found.why);
    expect(Math.hypot(found.a.x, found.a.y)).toBeCloseTo(pitch, 0);
    expect(found.radiusPx).toBeGreaterThan(15);
    expect(found.radiusPx).toBeLessThan(19);
    expect(found.diameterUm).toBeCloseTo((2 * found.radiusPx * 50) / 1000, 6);
    expect(found.holes.length).toBeGreaterThan(150);
    for (const { x, y } of found.holes) {
      expect(Math.abs((x % pitch) - pitch / 2)).toBeLessThan(1);
      expect(Math.abs((y % pitch) - pitch / 2)).toBeLessThan(1);
    }
    expect(existsSync(join(folder, '.pacetomo/pyramids'))).toBe(true);
    expect(await room.holes(map)).toBe(found);
  });
});
