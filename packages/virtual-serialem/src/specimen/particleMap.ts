import { openMrc, pixelSizeA } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import type { ParticleSettings } from './schema.ts';

/** Phase per volt and nm of matter at 300 kV, rad (physics document, 3.2). */
const RAD_PER_V_NM = 6.5e-3;
/** A map of 512³ voxels takes half a gigabyte in memory; a macromolecule needs no more. */
const MOST_VOXELS = 512 ** 3;
/** More pseudo-atoms than this make every image slow. */
const MOST_POINTS = 20_000;

/** A macromolecule as a cloud of pseudo-atoms around its centre of mass. */
export interface Particle {
  /** Four numbers a point: x, y, z from the centre of mass (nm), phase integrated over its projection (rad·nm²). */
  readonly points: Float32Array;
  /** The ball that holds all points, nm. */
  readonly radiusNm: number;
  /** Root mean square distance of the matter from the centre, nm. */
  readonly gyrationNm: number;
  /** Sum of the phases, rad·nm². */
  readonly phaseNm2: number;
  /** Distance of neighbouring points, nm. */
  readonly spacingNm: number;
}

/**
 * Reads a density map and turns it into pseudo-atoms. Throws EmFileError when the file cannot be read as MRC, and Error when the map has no voxel
 * size, is too large, or has nothing above the threshold.
 */
export async function readParticle(settings: ParticleSettings): Promise<Particle> {
  const file = await openFile(settings.map, 'read');
  const stack = await openMrc(file);
  try {
    const { width, height, sections } = stack.header;
    const voxelNm = (pixelSizeA(stack.header).x ?? 0) / 10;
    if (!(voxelNm > 0)) throw new Error(`The density map ${settings.map} does not say how large its voxels are.`);
    if (width * height * sections > MOST_VOXELS) {
      throw new Error(`The density map ${settings.map} has ${width} × ${height} × ${sections} voxels. Bin it to 512³.`);
    }
    const values = new Float32Array(width * height * sections);
    for (let z = 0; z < sections; z++) values.set((await stack.readSection(z)).data, z * width * height);
    return particleOf({ values, width, height, voxelNm }, settings);
  } finally {
    await stack.close();
  }
}

/** A density on a cubic grid, x fastest. */
interface Density {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly voxelNm: number;
}

function particleOf(density: Density, { map, thresholdSd, potentialV, pointSpacingNm }: ParticleSettings): Particle {
  const spacingNm = Math.max(pointSpacingNm, density.voxelNm);
  const threshold = thresholdOf(density.values, thresholdSd);
  const cells = gather(density, threshold, spacingNm);
  if (cells.size === 0) {
    throw new Error(`The density map ${map} has no voxel above ${thresholdSd} standard deviations: lower thresholdSd.`);
  }
  if (cells.size > MOST_POINTS) {
    throw new Error(
      `The density map ${map} makes ${cells.size} pseudo-atoms, more than ${MOST_POINTS}: use a pointSpacingNm above ${spacingNm}.`,
    );
  }
  const all = [...cells.values()];
  const sum = (of: (cell: Cell) => number) => all.reduce((total, cell) => total + of(cell), 0);
  const mass = sum((cell) => cell.mass);
  const centre = { x: sum((c) => c.x) / mass, y: sum((c) => c.y) / mass, z: sum((c) => c.z) / mass };
  const phaseNm2 = RAD_PER_V_NM * potentialV * density.voxelNm ** 3 * sum((cell) => cell.voxels);
  const points = Float32Array.from(
    all.flatMap((c) => [
      c.x / c.mass - centre.x,
      c.y / c.mass - centre.y,
      c.z / c.mass - centre.z,
      (phaseNm2 * c.mass) / mass,
    ]),
  );
  return { points, phaseNm2, spacingNm, ...extentOf(points, phaseNm2) };
}

function thresholdOf(values: Float32Array, thresholdSd: number): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return mean + thresholdSd * Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}

/** The matter of one cell of the grid of points: number of voxels, mass, and mass times position (nm). */
interface Cell {
  voxels: number;
  mass: number;
  x: number;
  y: number;
  z: number;
}

function gather({ values, width, height, voxelNm }: Density, threshold: number, spacingNm: number): Map<number, Cell> {
  const cells = new Map<number, Cell>();
  const cellOf = (nm: number) => Math.floor(nm / spacingNm);
  for (let i = 0; i < values.length; i++) {
    const mass = values[i] ?? 0;
    if (mass <= threshold || mass <= 0) continue;
    const x = voxelNm * (i % width);
    const y = voxelNm * (Math.floor(i / width) % height);
    const z = voxelNm * Math.floor(i / (width * height));
    const key = cellOf(x) + 1024 * (cellOf(y) + 1024 * cellOf(z));
    const cell = cells.get(key) ?? { voxels: 0, mass: 0, x: 0, y: 0, z: 0 };
    cell.voxels += 1;
    cell.mass += mass;
    cell.x += mass * x;
    cell.y += mass * y;
    cell.z += mass * z;
    cells.set(key, cell);
  }
  return cells;
}

function extentOf(points: Float32Array, phaseNm2: number): { radiusNm: number; gyrationNm: number } {
  let [most, moment] = [0, 0];
  for (let i = 0; i < points.length; i += 4) {
    const r2 = (points[i] ?? 0) ** 2 + (points[i + 1] ?? 0) ** 2 + (points[i + 2] ?? 0) ** 2;
    most = Math.max(most, r2);
    moment += r2 * (points[i + 3] ?? 0);
  }
  return { radiusNm: Math.sqrt(most), gyrationNm: Math.sqrt(moment / phaseNm2) };
}
