import type { Scene } from './scene.ts';
import type { Shot } from './shot.ts';

/** A block is filled linearly from its corners unless they differ by more than this: then an edge runs through it. */
const EVEN_BLOCK = 0.06;

/** What part of the full beam arrives at an image position, before any contrast: 0…1. */
export type Brightness = (imageX: number, imageY: number) => number;

/** Beam disc, absorption in the layer and lumps, as a function of the image position (px). */
export function brightnessOf({ shot, projection, specimen, lattice, settings }: Scene): Brightness {
  const pathNm = shot.slitIn === false ? settings.openSlitPathNm : settings.meanFreePathNm;
  const perNm = -lattice.centre.pathPerThickness / pathNm;
  const point = new Float64Array(2);
  const [lxx = 0, lxy = 0, lx0 = 0, lyx = 0, lyy = 0, ly0 = 0] = projection.labFromImage;
  const beam = beamProfile(shot, settings.beamEdgeNm / 1000);
  return (imageX, imageY) => {
    const labX = lxx * imageX + lxy * imageY + lx0;
    const labY = lyx * imageX + lyy * imageY + ly0;
    const arriving = beam(labX, labY);
    if (arriving === 0) return 0;
    lattice.specimenAt(imageX, imageY, point);
    const thickNm = specimen.thicknessNm(point[0] ?? 0, point[1] ?? 0);
    return arriving * Math.exp(perNm * thickNm);
  };
}

/** Intensity of the beam at a laboratory point: 1 inside, falling smoothly to 0 over the edge, less behind a lump. */
function beamProfile({ beam, lumps = [] }: Shot, edgeUm: number): (labX: number, labY: number) => number {
  return (labX, labY) => {
    const distance = Math.hypot(labX - beam.centreUm.x, labY - beam.centreUm.y);
    const inwards = (beam.diameterUm / 2 - distance) / edgeUm + 0.5;
    if (inwards <= 0) return 0;
    let intensity = inwards >= 1 ? 1 : inwards * inwards * (3 - 2 * inwards);
    for (const { labUm, radiusUm, opacity } of lumps) {
      const r2 = ((labX - labUm.x) ** 2 + (labY - labUm.y) ** 2) / radiusUm ** 2;
      intensity *= 1 - opacity * Math.exp(-(r2 ** 2));
    }
    return intensity;
  };
}

/** Blocks no larger than this keep stripes of 0.3 µm, the finest relief of a layer, nm. */
const LARGEST_BLOCK_NM = 135;

/**
 * Fills `into` with the brightness of every pixel (of the given size, nm), row by row: exact at the corners of blocks and near edges, linear
 * inside blocks.
 */
export function fillBrightness(
  brightness: Brightness,
  pixelNm: number,
  widthPx: number,
  heightPx: number,
  into: Float32Array,
): void {
  const most = widthPx > 2048 ? 32 : 8;
  const block = [32, 16, 8, 4, 2].find((size) => size <= most && size * pixelNm <= LARGEST_BLOCK_NM) ?? 1;
  const columns = Math.ceil(widthPx / block);
  let above = cornerRow(brightness, columns, block, 0);
  for (let y0 = 0; y0 < heightPx; y0 += block) {
    const below = cornerRow(brightness, columns, block, y0 + block);
    const y1 = Math.min(heightPx, y0 + block);
    for (let column = 0; column < columns; column++) {
      const x0 = column * block;
      const x1 = Math.min(widthPx, x0 + block);
      const a = above[column] ?? 0;
      const b = above[column + 1] ?? 0;
      const c = below[column] ?? 0;
      const d = below[column + 1] ?? 0;
      const brightest = Math.max(a, b, c, d);
      const isEven = brightest - Math.min(a, b, c, d) <= EVEN_BLOCK * brightest;
      for (let y = y0; y < y1; y++) {
        const g = (y + 0.5 - y0) / block;
        const left = a + (c - a) * g;
        const step = (b + (d - b) * g - left) / block;
        const at = y * widthPx;
        if (isEven) for (let x = x0; x < x1; x++) into[at + x] = left + step * (x + 0.5 - x0);
        else for (let x = x0; x < x1; x++) into[at + x] = brightness(x + 0.5, y + 0.5);
      }
    }
    above = below;
  }
}

function cornerRow(brightness: Brightness, columns: number, block: number, y: number): Float64Array {
  const row = new Float64Array(columns + 1);
  for (let column = 0; column <= columns; column++) row[column] = brightness(column * block, y);
  return row;
}
