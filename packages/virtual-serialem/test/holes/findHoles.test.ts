import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCommand } from '../../src/commands/commandList.ts';
import { findHoles } from '../../src/holes/findHoles.ts';
import type { Instrument } from '../../src/instrument.ts';
import { makeInstrument } from '../../src/makeInstrument.ts';
import { loadScenario } from '../../src/scenario/presets.ts';
import { CommandArguments } from '../../src/script/commandArguments.ts';
import { filmRotationDeg } from '../../src/specimen/holeyFilm.ts';
import { pointAtCamera } from '../../src/truth/sight.ts';

const call = async (instrument: Instrument, name: string, ...values: readonly (number | string)[]) =>
  await findCommand(name)!(
    instrument,
    new CommandArguments(
      name,
      values.map((value) => ({ text: String(value), number: Number(value) })),
    ),
  );

/** Runs something against the instrument itself, so that the truth can be asked. */
async function onFilm(preset: string, seed: number, run: (instrument: Instrument) => Promise<void>) {
  const dir = await mkdtemp(join(tmpdir(), 'holes-'));
  const scenario = await loadScenario(preset);
  const options = { scenario, seed, dir, truth: undefined, answer: 'yes', speed: 0 } as const;
  const instrument = await makeInstrument(options);
  try {
    await run(instrument);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** How far a point of the specimen is from the nearest hole of its film, µm. */
function fromNearestHole({ scenario, seed }: Instrument, point: { x: number; y: number }): number {
  const { film, centreUm } = scenario.specimen;
  const angle = (filmRotationDeg(scenario.specimen, seed) * Math.PI) / 180;
  const [dx, dy] = [point.x - centreUm.x, point.y - centreUm.y];
  const u = Math.cos(angle) * dx + Math.sin(angle) * dy;
  const v = Math.cos(angle) * dy - Math.sin(angle) * dx;
  const off = (value: number) => value - film.pitchUm * Math.round(value / film.pitchUm);
  return Math.hypot(off(u), off(v));
}

describe('the hole finder', () => {
  test.each([
    ['film-r1.2-1.3', 3, 1.2, 2.5],
    ['film-r2-1', 5, 2, 3],
    ['film-r2-2', 8, 2, 4],
  ] as const)('on %s finds the holes within 0.1 µm of where they really are', (preset, seed, diameter, spacing) =>
    onFilm(preset, seed, async (instrument) => {
      await call(instrument, 'V');
      await call(instrument, 'SetHoleFinderParams', diameter, spacing, 0);
      await call(instrument, 'FindHoles', 'A');
      const { image, origin, metadata } = instrument.buffers.get(0)!;
      const inside = (px: number) => (px * metadata.pixelSizeNm) / 1000 - 1.4 * diameter;
      const fieldUm2 = inside(image.widthPx) * inside(image.heightPx);
      const [count] = (await call(instrument, 'GetFoundHolePositions', 'xs', 'ys'))!;
      const xs = String(instrument.variables.get('xs')).split('\n');
      const ys = String(instrument.variables.get('ys')).split('\n');
      const errors: number[] = [];
      for (const [at, x] of xs.entries()) {
        const [px, py] = (await call(instrument, 'StagePosToBufImagePos', 'A', 0, x, ys[at]!))!.map(Number);
        const camera = {
          x: (px! - image.widthPx / 2) * metadata.binning,
          y: (image.heightPx / 2 - py!) * metadata.binning,
        };
        errors.push(fromNearestHole(instrument, pointAtCamera(origin!.sight, instrument.specimen, camera)));
      }
      expect(Math.max(...errors)).toBeLessThan(0.1);
      const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
      expect(rms).toBeLessThan(0.05);
      // Holes that are cut by the border cannot be found.
      expect(Number(count)).toBeGreaterThan((0.6 * fieldUm2) / spacing ** 2);
      const [ax, ay, bx, by] = (await call(instrument, 'ReportLastHoleVectors', 0))!.map(Number);
      expect(Math.hypot(ax!, ay!) / spacing).toBeCloseTo(1, 1);
      expect(Math.abs(ax! * bx! + ay! * by!) / spacing ** 2).toBeLessThan(0.05);
    }),
  );

  test('makes a group of navigator points of the holes, and tells the vectors from hole to hole', () =>
    onFilm('film-r1.2-1.3', 4, async (instrument) => {
      await expect(call(instrument, 'ReportLastHoleVectors', -1)).rejects.toThrow(/no vectors yet/);
      const before = instrument.navigator.items.length;
      await call(instrument, 'V');
      await call(instrument, 'SetHoleFinderParams', 1.2, 2.5, 0);
      await call(instrument, 'FindHoles');
      const [count] = (await call(instrument, 'GetFoundHolePositions', 'xs', 'ys'))!;
      await call(instrument, 'MakeNavPointsAtHoles', 0);
      expect(instrument.navigator.items.length - before).toBe(count);
      const [, groupId, inGroup] = (await call(instrument, 'ReportGroupStatus'))!;
      expect([Number(groupId) > 0, inGroup]).toEqual([true, count]);
      // No hole has so many counts: no points are made.
      await call(instrument, 'MakeNavPointsAtHoles', 0, 1e6);
      expect(instrument.navigator.items.length - before).toBe(count);
      const [ix, iy] = (await call(instrument, 'ReportLastHoleVectors', -1))!.map(Number);
      const pixelUm = instrument.buffers.get(0)!.metadata.pixelSizeNm / 1000;
      expect((Math.hypot(ix!, iy!) * pixelUm) / 2.5).toBeCloseTo(1, 1);
      const [sx, sy] = (await call(instrument, 'ReportLastHoleVectors', 28))!.map(Number);
      await call(instrument, 'ImageShiftByUnits', sx!, sy!);
      const [qx, qy] = (await call(instrument, 'ReportSpecimenShift'))!.map(Number);
      expect(Math.hypot(qx!, qy!) / 2.5).toBeCloseTo(1, 1);
      await call(instrument, 'ClearHoleFinder');
      expect(await call(instrument, 'GetFoundHolePositions', 'xs', 'ys')).toEqual([0, 0]);
      await expect(call(instrument, 'MakeNavPointsAtHoles')).rejects.toThrow(/no holes/);
    }));

  test('refuses sizes that cannot be, and keeps others', () =>
    onFilm('lamella', 2, async (instrument) => {
      await expect(call(instrument, 'SetHoleFinderParams', 2, 2.05, 0)).rejects.toThrow(/too near/);
      expect(await call(instrument, 'ReportHoleFinderParams')).toEqual([1, 2, 0, 0.05]);
      await call(instrument, 'SetHoleFinderParams', 1.3, 2.6, 1, 0.08);
      expect(await call(instrument, 'ReportHoleFinderParams')).toEqual([1.3, 2.6, 1, 0.08]);
    }));
});

describe('holes in a drawn picture', () => {
  /** Bright discs on a dark ground in a hexagonal or square array. */
  function drawn(hexagonal: boolean, spacingPx: number, radiusPx: number, turnDeg: number) {
    const [widthPx, heightPx] = [640, 480];
    const angle = (turnDeg * Math.PI) / 180;
    const along = (turn: number) => ({
      x: spacingPx * Math.cos(angle + turn),
      y: spacingPx * Math.sin(angle + turn),
    });
    const [first, second] = [along(0), along(hexagonal ? Math.PI / 3 : Math.PI / 2)];
    const determinant = first.x * second.y - first.y * second.x;
    const pixels = new Float32Array(widthPx * heightPx);
    const centres: { x: number; y: number }[] = [];
    for (let i = -30; i <= 30; i++) {
      for (let j = -30; j <= 30; j++) {
        centres.push({ x: 311.3 + i * first.x + j * second.x, y: 202.8 + i * first.y + j * second.y });
      }
    }
    for (const { x, y } of centres) {
      for (let py = Math.max(0, Math.floor(y - radiusPx)); py < Math.min(heightPx, y + radiusPx); py++) {
        for (let px = Math.max(0, Math.floor(x - radiusPx)); px < Math.min(widthPx, x + radiusPx); px++) {
          if (Math.hypot(px + 0.5 - x, py + 0.5 - y) <= radiusPx) pixels[py * widthPx + px] = 90;
        }
      }
    }
    return { image: { widthPx, heightPx, pixels }, centres, determinant };
  }

  test.each([
    [false, 77, 21, 12],
    [true, 81, 23, -7],
    [false, 33, 9, 44],
  ])(
    'hexagonal %s, every %d px: all that are whole are found within 0.3 px, and no others',
    (hex, spacing, radius, turn) => {
      const { image, centres } = drawn(hex, spacing, radius, turn);
      const found = findHoles(image, { diameterPx: 2 * radius, spacingPx: spacing * 1.04, hexagonal: hex })!;
      const margin = radius * 1.35 + 4;
      const whole = centres.filter(
        ({ x, y }) => x > margin && y > margin && x < image.widthPx - margin && y < image.heightPx - margin,
      );
      for (const { x, y } of whole) {
        expect(Math.min(...found.holes.map((hole) => Math.hypot(hole.x - x, hole.y - y)))).toBeLessThan(0.3);
      }
      for (const hole of found.holes) {
        expect(Math.min(...centres.map(({ x, y }) => Math.hypot(hole.x - x, hole.y - y)))).toBeLessThan(0.5);
      }
    },
  );

  test('a flat picture has none', () => {
    const flat = { widthPx: 200, heightPx: 150, pixels: new Int16Array(30_000).fill(7) };
    expect(findHoles(flat, { diameterPx: 20, spacingPx: 40, hexagonal: false })).toBeNull();
  });
});
