import type { ExposureTruth } from '../truth/truthLog.ts';
import { mean, recordsByFile, residualsOf, rms, type TiltResidual } from './residuals.ts';

/** Mean, root mean square and largest of a set of errors. */
export interface Spread {
  readonly mean: number;
  readonly rms: number;
  readonly largest: number;
}

/** What became of one target: one stack file. */
interface TargetReport {
  readonly file: string;
  readonly images: number;
  /** Defocus that the errors are meant against, µm: the wanted one, or null for the mean of the series. */
  readonly wantedDefocusUm: number | null;
  /** Without the first image, which is the reference. */
  readonly alongNm: Spread;
  readonly acrossNm: Spread;
  readonly defocusErrorUm: Spread;
  readonly doseEPerA2: number;
  readonly tilts: readonly TiltResidual[];
}

/** Two Records of the same place at the same tilt. */
interface DoubleExposure {
  readonly first: number;
  readonly second: number;
  readonly nominalTiltDeg: number;
  readonly file: string | null;
}

/** A whole run, from its truth log. */
export interface TruthReport {
  readonly targets: readonly TargetReport[];
  readonly overall: { readonly alongNm: Spread; readonly acrossNm: Spread; readonly defocusErrorUm: Spread };
  readonly doubleExposures: readonly DoubleExposure[];
  /** Records that were never saved: dose without an image. */
  readonly unsavedRecords: number;
  readonly exposures: number;
  readonly exposuresByCommand: Readonly<Record<string, number>>;
  /** Sum over all exposures, e/Å²; and that of everything but Records. */
  readonly doseEPerA2: number;
  readonly doseOffRecordEPerA2: number;
  readonly minutes: number;
  readonly commands: number;
}

/** What the true defocus is compared with, µm. */
export interface WantedDefocus {
  readonly byFile: ReadonlyMap<string, number>;
  readonly otherwise: number | null;
}

/** The report of a run. */
export function truthReport(exposures: readonly ExposureTruth[], wanted: WantedDefocus): TruthReport {
  const targets = [...recordsByFile(exposures)].map(([file, series]) => {
    const wantedDefocusUm = wanted.byFile.get(file) ?? wanted.otherwise;
    const tilts = residualsOf(series, wantedDefocusUm);
    const doseEPerA2 = total(series.map((exposure) => exposure.doseEPerA2));
    return { file, images: series.length, wantedDefocusUm, doseEPerA2, tilts, ...spreads(tilts) };
  });
  const records = exposures.filter((exposure) => exposure.command === 'R');
  const doseEPerA2 = total(exposures.map((exposure) => exposure.doseEPerA2));
  return {
    targets,
    overall: overallSpreads(targets),
    doubleExposures: doubleExposures(records),
    unsavedRecords: records.filter((exposure) => exposure.section === null).length,
    exposures: exposures.length,
    exposuresByCommand: countByCommand(exposures),
    doseEPerA2,
    doseOffRecordEPerA2: doseEPerA2 - total(records.map((exposure) => exposure.doseEPerA2)),
    minutes: Math.max(0, ...exposures.map((exposure) => exposure.timeS)) / 60,
    commands: Math.max(0, ...exposures.map((exposure) => exposure.commandCount)),
  };
}

function spreads(tilts: readonly TiltResidual[]) {
  const later = tilts.slice(1);
  return {
    alongNm: spread(later.map((tilt) => tilt.alongNm)),
    acrossNm: spread(later.map((tilt) => tilt.acrossNm)),
    defocusErrorUm: spread(tilts.map((tilt) => tilt.defocusErrorUm)),
  };
}

function overallSpreads(targets: readonly TargetReport[]) {
  const later = targets.flatMap(({ tilts }) => tilts.slice(1));
  return {
    alongNm: spread(later.map((tilt) => tilt.alongNm)),
    acrossNm: spread(later.map((tilt) => tilt.acrossNm)),
    defocusErrorUm: spread(targets.flatMap(({ tilts }) => tilts.map((tilt) => tilt.defocusErrorUm))),
  };
}

function spread(values: readonly number[]): Spread {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean: mean(values), rms: rms(values), largest };
}

/** Tilts closer than this are the same, degrees. */
const sameTiltDeg = 0.1;

/** Two Records are of the same place when their beams overlap in the middle: closer than half the smaller half axis. */
function doubleExposures(records: readonly ExposureTruth[]): readonly DoubleExposure[] {
  return records.flatMap((later, index) => {
    const earlier = records.slice(0, index).find((candidate) => isSamePlace(candidate, later));
    if (!earlier) return [];
    return [
      { first: earlier.n, second: later.n, nominalTiltDeg: later.nominalTiltDeg, file: later.file ?? earlier.file },
    ];
  });
}

function isSamePlace(a: ExposureTruth, b: ExposureTruth): boolean {
  if (Math.abs(a.nominalTiltDeg - b.nominalTiltDeg) > sameTiltDeg) return false;
  const reach = Math.min(a.footprintUm.halfAxes.x, b.footprintUm.halfAxes.x) / 2;
  const dx = a.specimenPointUm.x - b.specimenPointUm.x;
  const dy = a.specimenPointUm.y - b.specimenPointUm.y;
  return Math.hypot(dx, dy) < reach;
}

function countByCommand(exposures: readonly ExposureTruth[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { command } of exposures) counts.set(command, (counts.get(command) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
