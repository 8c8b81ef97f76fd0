import type { SetName } from '../column/cameraSets.ts';
import { sum } from '../column/rotation.ts';
import type { Point3 } from '../specimen/specimen.ts';
import type { Look } from '../truth/look.ts';
import type { ExposureTruth } from '../truth/truthLog.ts';
import { isSamePlace } from './doubleExposures.ts';
import type { TargetSeries } from './targetSeries.ts';

/** Where the dose of a target came from. `retaken`: Records of the place that are not in its stack. */
export const doseSources = ['own', 'retaken', 'neighbours', 'preview', 'view', 'autofocus', 'other'] as const;
/** One source of dose. */
export type DoseSource = (typeof doseSources)[number];

/**
 * The dose that a target received from every exposure whose beam touched it, e/Å² as the beam brings them, averaged over the central half
 * (of width and height) of its Record frame.
 */
export type TargetDose = Readonly<Record<DoseSource | 'total', number>>;

/** Points along each side of the central half frame at which the dose is taken. */
const samplesPerSide = 9;

/** The dose of a target, and what it had received by the end of each of its images, e/Å². */
export function doseOf(
  target: TargetSeries,
  exposures: readonly ExposureTruth[],
): { readonly dose: TargetDose; readonly soFarEPerA2: readonly number[] } {
  const points = centralHalf(
    target.reference.set === 'record' ? target.reference : (target.records[0] ?? target.reference),
  );
  const own = new Set(target.records.map(({ n }) => n));
  const dose = { own: 0, retaken: 0, neighbours: 0, preview: 0, view: 0, autofocus: 0, other: 0, total: 0 };
  const after = new Map<number, number>();
  for (const exposure of exposures) {
    const received = exposure.doseEPerA2 * fractionHit(exposure, points);
    dose[own.has(exposure.n) ? 'own' : sourceOf(exposure, target)] += received;
    dose.total += received;
    if (own.has(exposure.n)) after.set(exposure.n, dose.total);
  }
  return { dose, soFarEPerA2: target.records.map(({ n }) => after.get(n) ?? 0) };
}

const sourceOfSet: Readonly<Partial<Record<SetName, DoseSource>>> = { preview: 'preview', view: 'view' };

function sourceOf(exposure: ExposureTruth, { reference }: TargetSeries): DoseSource {
  if (exposure.command === 'G') return 'autofocus';
  if (exposure.set !== 'record') return sourceOfSet[exposure.set] ?? 'other';
  return exposure.file === null && isSamePlace(exposure, reference) ? 'retaken' : 'neighbours';
}

interface Patch {
  readonly centre: Point3;
  readonly points: readonly Point3[];
  /** From the centre to the farthest point, µm. */
  readonly reachUm: number;
}

/** Points of the mid-surface over the central half of a frame; its centre alone when the log does not tell the field. */
function centralHalf({ look, specimenPointUm: centre }: ExposureTruth): Patch {
  if (!look) return { centre, points: [centre], reachUm: 0 };
  const [lowerLeft, lowerRight, upperRight, upperLeft] = look.fieldUm;
  const steps = Array.from({ length: samplesPerSide }, (_, i) => 0.25 + (0.5 * (i + 0.5)) / samplesPerSide);
  const points = steps.flatMap((v) =>
    steps.map((u) =>
      sum(
        ...(
          [
            [lowerLeft, (1 - u) * (1 - v)],
            [lowerRight, u * (1 - v)],
            [upperRight, u * v],
            [upperLeft, (1 - u) * v],
          ] as const
        ).map(([corner, share]) => ({ x: share * corner.x, y: share * corner.y, z: share * corner.z })),
      ),
    ),
  );
  const reachUm = Math.max(...points.map(({ x, y, z }) => Math.hypot(x - centre.x, y - centre.y, z - centre.z)));
  return { centre, points, reachUm };
}

/** Which part of a patch lies in the beam of an exposure, 0…1. */
function fractionHit(exposure: ExposureTruth, { centre, points, reachUm }: Patch): number {
  const { look, footprintUm } = exposure;
  if (!look) return points.filter((point) => isInEllipse(footprintUm, point)).length / points.length;
  const radiusUm = look.beam.diameterUm / 2;
  const middleUm = fromBeamUm(look, centre);
  if (middleUm > radiusUm + reachUm) return 0;
  if (middleUm < radiusUm - reachUm) return 1;
  return points.filter((point) => fromBeamUm(look, point) <= radiusUm).length / points.length;
}

/** How far a specimen point lies from the middle of the beam in the lab, µm. Written out, for there are as many as exposures times targets. */
function fromBeamUm({ pose: { matrix: m, offsetUm }, beam: { centreUm } }: Look, { x, y, z }: Point3): number {
  const dx = m[0] * x + m[1] * y + m[2] * z + offsetUm.x - centreUm.x;
  const dy = m[3] * x + m[4] * y + m[5] * z + offsetUm.y - centreUm.y;
  return Math.sqrt(dx * dx + dy * dy);
}

function isInEllipse({ centre, halfAxes }: ExposureTruth['footprintUm'], { x, y }: Point3): boolean {
  return ((x - centre.x) / halfAxes.x) ** 2 + ((y - centre.y) / halfAxes.y) ** 2 <= 1;
}
