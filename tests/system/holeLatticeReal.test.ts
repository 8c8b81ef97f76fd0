import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import type { Vec } from '../../packages/pacetomo/src/geometry/frames.ts';
import { latticeDifference, latticePosition } from '../../packages/pacetomo/src/geometry/lattice.ts';
import { findHoles } from '../../packages/pacetomo/src/holes/findHoles.ts';
import type { HoleLattice } from '../../packages/pacetomo/src/holes/foundHoles.ts';
import type { GreyImage } from '../../packages/pacetomo/src/images/greyImage.ts';

const folder = join(import.meta.dirname, '../../../shared/data/holes');
const reason = existsSync(folder) ? '' : ' (skipped: shared/data/holes is not here)';

/** An image as it stands in its file: of MRC files row 0 first, as the reference lattices of them count. */
async function imageOf(name: string): Promise<GreyImage> {
  const path = join(folder, name);
  if (name.endsWith('.mrc')) {
    const file = await openFile(path, 'read');
    const { width, height, data } = await (await openMrc(file)).readSection(0);
    await file.close();
    return { widthPx: width, heightPx: height, data: Float32Array.from(data) };
  }
  const bytes = readFileSync(path);
  const { width, height, data } = name.endsWith('.png') ? PNG.sync.read(bytes) : jpeg.decode(bytes);
  const grey = (_: unknown, k: number) => (data[4 * k]! + data[4 * k + 1]! + data[4 * k + 2]!) / 3;
  return { widthPx: width, heightPx: height, data: Float32Array.from({ length: width * height }, grey) };
}

/** Reference lattices of TRUTH.md: image, a, b, diameter and its error; null where the holes are not measurable or squares. */
const references: readonly (readonly [string, Vec<'image'>, Vec<'image'>, readonly [number, number] | null])[] = [
  ['krios_k3_view_left_clean.png', { x: 91.94, y: 5.03 }, { x: -6.0, y: 91.9 }, [46.7, 0.6]],
  ['krios_k3_view_left_raw.png', { x: 91.94, y: 5.03 }, { x: -6.0, y: 91.9 }, [46.7, 0.6]],
  ['talos_k3_view_left_clean.png', { x: 137.99, y: 93.15 }, { x: -95.08, y: 137.69 }, [114.3, 0.6]],
  ['talos_k3_view_left_raw.png', { x: 137.99, y: 93.15 }, { x: -95.08, y: 137.69 }, [114.3, 0.6]],
  ['square_montage_clean.png', { x: 66.54, y: 55.78 }, { x: -55.5, y: 67.67 }, [43, 1.2]],
  ['square_montage_raw.png', { x: 66.54, y: 55.78 }, { x: -55.5, y: 67.67 }, [43, 1.2]],
  ['leginon_08mar13e_sq.mrc', { x: 39.99, y: -6.4 }, { x: 6.69, y: 40.08 }, [17.6, 0.8]],
  ['ptolemy_20may08a_lowmag.mrc', { x: 107.93, y: 108.83 }, { x: -109.18, y: 106.15 }, null],
  ['leginon_hl_example.jpg', { x: 174.8, y: 124.5 }, { x: -125.2, y: 175.1 }, [104, 2.5]],
  ['leginon_08mar13e_hl.mrc', { x: 302.8, y: -25.1 }, { x: 27.7, y: 302.8 }, [139.5, 3]],
];

const withoutLattice = [
  'emholefinder_00002hl_v01_00002en.jpg',
  'emholefinder_00004hl_v01_00007en.jpg',
  'emholefinder_00005hl_v01_00002en.jpg',
  'leginon_holetemplate.mrc',
];

/** Each image is searched once. */
const lattices = new Map<string, HoleLattice>();

async function latticeOf(name: string): Promise<HoleLattice> {
  const known = lattices.get(name);
  if (known) return known;
  const found = findHoles(await imageOf(name));
  if (found.kind === 'none') throw new Error(found.why);
  lattices.set(name, found);
  return found;
}

describe.skipIf(reason !== '')(`holes in real images${reason}`, () => {
  test.each(references)(
    '%s has the lattice that was measured by hand, within 1 %% and 0.5°',
    async (name, a, b, hole) => {
      const found = await latticeOf(name);
      const difference = latticeDifference({ a: found.a.vector, b: found.b.vector }, { a, b });
      expect(difference).not.toBeNull();
      expect(difference!.lengthFraction).toBeLessThan(0.01);
      expect(difference!.directionDeg).toBeLessThan(0.5);
      if (hole) expect(Math.abs(found.holeDiameterPx - hole[0])).toBeLessThan(hole[1]);
    },
  );

  test.each(['krios_k3_view_left', 'talos_k3_view_left', 'square_montage'])(
    'the holes of %s are where they were measured by hand',
    async (name) => {
      const found = await latticeOf(`${name}_clean.png`);
      const measured = readFileSync(join(folder, `${name}_holes.csv`), 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.split(',').map(Number));
      const nearest = measured.map(([x, y]) =>
        Math.min(...found.holes.map(({ centre }) => Math.hypot(centre.x - x!, centre.y - y!))),
      );
      const within = nearest.filter((px) => px < 0.06 * found.holeDiameterPx);
      expect(within.length).toBeGreaterThan(0.93 * measured.length);
      const { origin, a, b } = found;
      const lattice = { origin: origin.vector, a: a.vector, b: b.vector };
      const off = found.holes.map((hole) => {
        const { x, y } = latticePosition(lattice, hole);
        return Math.hypot(hole.centre.x - x, hole.centre.y - y);
      });
      expect(Math.max(...off)).toBeLessThan(0.15 * found.holeDiameterPx);
    },
  );

  test.each(withoutLattice)('%s shows no lattice', async (name) => {
    expect(findHoles(await imageOf(name))).toMatchObject({ kind: 'none', why: expect.stringMatching(/\.$/) });
  });
});
