import type { ExposureTruth, TruthNote } from '../truth/truthLog.ts';
import { type DoubleExposure, doubleExposures } from './doubleExposures.ts';
import { lostBeyondNm, missNm, residualsOf, type TiltResidual } from './residuals.ts';
import { mean, quantile, type Spread, spread, total } from './statistics.ts';
import { doseOf, type TargetDose } from './targetDose.ts';
import { type ReferenceChoice, type TargetSeries, targetSeries } from './targetSeries.ts';
import { type TimeSplit, timeSplit } from './timeSplit.ts';

/** How well a set of images was placed and focused; references do not count for the place. */
export interface Quality {
  /** Images that are compared with a reference. */
  readonly compared: number;
  readonly alongNm: Spread;
  readonly acrossNm: Spread;
  /** Median and 95th percentile of the size of the miss in the plane. */
  readonly missNm: { readonly median: number; readonly percentile95: number };
  /** How many of the compared images miss by more than 250 nm, and how many per cent these are. */
  readonly lost: number;
  readonly lostPercent: number;
  readonly defocusErrorUm: Spread;
}

/** One image in the report of its target. */
export type TiltReport = TiltResidual & {
  /** What the target had received from all exposures by the end of this one, e/Å². */
  readonly doseSoFarEPerA2: number;
};

/** What became of one target: one stack file. */
export interface TargetReport extends Quality {
  readonly file: string;
  readonly images: number;
  /** Images without electrons: closed valves, a grid bar, a blocked beam. */
  readonly dark: number;
  /** Tilts at which other targets have an image and this one has none. */
  readonly missingTiltsDeg: readonly number[];
  /** Defocus that the errors are meant against, µm: the wanted one, or null for the mean of the series. */
  readonly wantedDefocusUm: number | null;
  /** The sum of its own saved Records, e/Å². */
  readonly doseEPerA2: number;
  /** What the place received, by source. */
  readonly received: TargetDose;
  readonly tilts: readonly TiltReport[];
}

/** A whole run, from one session of its truth log. Records are all exposures with the camera set Record, whichever command took them. */
export interface TruthReport {
  readonly targets: readonly TargetReport[];
  /** All targets together; target 1, which tracks; and all but target 1. */
  readonly overall: Quality;
  readonly trackingTarget: Quality;
  readonly otherTargets: Quality;
  readonly doubleExposures: readonly DoubleExposure[];
  /** Records that were never saved: dose without an image. */
  readonly unsavedRecords: number;
  readonly exposures: number;
  readonly exposuresByCommand: Readonly<Record<string, number>>;
  /** Sum over all exposures, e/Å²; and that of everything but Records. */
  readonly doseEPerA2: number;
  readonly doseOffRecordEPerA2: number;
  /** The mean over the targets of what they received beside their own saved Records, and of that from neighbours, e/Å². */
  readonly besideOwnEPerA2: number;
  readonly fromNeighboursEPerA2: number;
  /** Electrons that the beam brought to the specimen in all. */
  readonly electrons: number;
  readonly minutes: number;
  readonly minutesByUse: TimeSplit;
  readonly minutesPerSeries: number;
  readonly commands: number;
  readonly commandsPerExposure: number;
  /** What was made to go wrong. */
  readonly faults: readonly TruthNote[];
}

/** What the true defocus is compared with, µm. */
export interface WantedDefocus {
  readonly byFile: ReadonlyMap<string, number>;
  readonly otherwise: number | null;
}

/** Parts of a report that not every caller has. */
export interface ReportOptions {
  readonly notes?: readonly TruthNote[];
  readonly reference?: ReferenceChoice;
}

/** The report of a run. */
export function truthReport(
  exposures: readonly ExposureTruth[],
  wanted: WantedDefocus,
  { notes = [], reference = 'first' }: ReportOptions = {},
): TruthReport {
  const series = targetSeries(exposures, reference);
  const tiltsDeg = [...new Set(series.flatMap(({ records }) => records.map(tiltSlot)))].toSorted((a, b) => a - b);
  const targets = series.map((target) => targetReport(target, exposures, wanted, tiltsDeg));
  const records = exposures.filter(({ set }) => set === 'record');
  const dose = doses(exposures, records, targets);
  const minutes = exposures.reduce((last, { timeS }) => Math.max(last, timeS), 0) / 60;
  const commands = exposures.reduce((most, { commandCount }) => Math.max(most, commandCount), 0);
  return {
    targets,
    overall: quality(targets.flatMap(({ tilts }) => tilts)),
    trackingTarget: quality(targets.slice(0, 1).flatMap(({ tilts }) => tilts)),
    otherTargets: quality(targets.slice(1).flatMap(({ tilts }) => tilts)),
    doubleExposures: doubleExposures(records),
    unsavedRecords: records.filter((exposure) => exposure.section === null).length,
    exposures: exposures.length,
    exposuresByCommand: countByCommand(exposures),
    ...dose,
    minutes,
    minutesByUse: timeSplit(exposures),
    minutesPerSeries: minutes / Math.max(1, targets.length),
    commands,
    commandsPerExposure: commands / Math.max(1, exposures.length),
    faults: notes.filter(({ note }) => note === 'fault'),
  };
}

function targetReport(
  target: TargetSeries,
  exposures: readonly ExposureTruth[],
  wanted: WantedDefocus,
  tiltsDeg: readonly number[],
): TargetReport {
  const { file, records } = target;
  const wantedDefocusUm = wanted.byFile.get(file) ?? wanted.otherwise;
  const { dose, soFarEPerA2 } = doseOf(target, exposures);
  const tilts = residualsOf(target, wantedDefocusUm).map((residual, i) => ({
    ...residual,
    doseSoFarEPerA2: soFarEPerA2[i] ?? 0,
  }));
  const have = new Set(records.map(tiltSlot));
  return {
    file,
    images: records.length,
    dark: tilts.filter(({ isDark }) => isDark).length,
    missingTiltsDeg: tiltsDeg.filter((tiltDeg) => !have.has(tiltDeg)),
    wantedDefocusUm,
    doseEPerA2: total(records.map((exposure) => exposure.doseEPerA2)),
    received: dose,
    ...quality(tilts),
    tilts,
  };
}

/** Nominal tilts are compared to a tenth of a degree. */
function tiltSlot({ nominalTiltDeg }: ExposureTruth): number {
  return Math.round(10 * nominalTiltDeg) / 10 + 0;
}

function quality(tilts: readonly TiltResidual[]): Quality {
  const compared = tilts.filter(({ isReference }) => !isReference);
  const misses = compared.map(missNm);
  const lost = misses.filter((miss) => miss > lostBeyondNm).length;
  return {
    compared: compared.length,
    alongNm: spread(compared.map((tilt) => tilt.alongNm)),
    acrossNm: spread(compared.map((tilt) => tilt.acrossNm)),
    missNm: { median: quantile(misses, 0.5), percentile95: quantile(misses, 0.95) },
    lost,
    lostPercent: (100 * lost) / Math.max(1, compared.length),
    defocusErrorUm: spread(tilts.map((tilt) => tilt.defocusErrorUm)),
  };
}

function doses(
  exposures: readonly ExposureTruth[],
  records: readonly ExposureTruth[],
  targets: readonly TargetReport[],
) {
  const doseEPerA2 = total(exposures.map((exposure) => exposure.doseEPerA2));
  return {
    doseEPerA2,
    doseOffRecordEPerA2: doseEPerA2 - total(records.map((exposure) => exposure.doseEPerA2)),
    besideOwnEPerA2: mean(targets.map(({ received }) => received.total - received.own)),
    fromNeighboursEPerA2: mean(targets.map(({ received }) => received.neighbours)),
    electrons: total(exposures.map(electronsOf)),
  };
}

/** 10⁸ Å² are 1 µm². Logs of the first version tell the area on the specimen only; along the axis it has the beam's diameter. */
function electronsOf({ doseEPerA2, look, footprintUm }: ExposureTruth): number {
  const diameterUm = look?.beam.diameterUm ?? 2 * footprintUm.halfAxes.x;
  return (doseEPerA2 * 1e8 * Math.PI * diameterUm ** 2) / 4;
}

function countByCommand(exposures: readonly ExposureTruth[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { command } of exposures) counts.set(command, (counts.get(command) ?? 0) + 1);
  return Object.fromEntries(counts);
}
