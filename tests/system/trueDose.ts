import type { ExposureTruth } from '@pacetomo/virtual-serialem';

/** How the specimen of a scenario slopes. */
interface Slope {
  readonly pretiltDeg: number;
  readonly rotationDeg: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

const radians = (deg: number): number => (deg * Math.PI) / 180;

/** Whether the true beam of an exposure hits a place of the sloping specimen: the point is carried into the lab by the true pose. */
export function isUnderBeam({ look }: ExposureTruth, { pretiltDeg, rotationDeg }: Slope, { x, y }: Place): boolean {
  if (look === undefined) throw new Error('the truth log says nothing of the beam');
  const slope = Math.tan(radians(pretiltDeg));
  const z = slope * (Math.cos(radians(rotationDeg)) * y - Math.sin(radians(rotationDeg)) * x);
  const [xx, xy, xz, yx, yy, yz] = look.pose.matrix;
  const lab = {
    x: xx * x + xy * y + xz * z + look.pose.offsetUm.x,
    y: yx * x + yy * y + yz * z + look.pose.offsetUm.y,
  };
  const { centreUm, diameterUm } = look.beam;
  return Math.hypot(lab.x - centreUm.x, lab.y - centreUm.y) <= diameterUm / 2;
}

/** Dose that a place has received from exposures, e/Å². */
export const trueDoseAt = (exposures: readonly ExposureTruth[], slope: Slope, place: Place): number =>
  exposures.reduce((sum, shot) => sum + (isUnderBeam(shot, slope, place) ? shot.doseEPerA2 : 0), 0);
