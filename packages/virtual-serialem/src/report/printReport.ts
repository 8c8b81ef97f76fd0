import { doseSources } from './targetDose.ts';
import type { ReferenceChoice } from './targetSeries.ts';
import { textTable } from './textTable.ts';
import type { Quality, TargetReport, TruthReport } from './truthReport.ts';

/** The report as tables for people. */
export function printReport(report: TruthReport, reference: ReferenceChoice = 'first'): string {
  const against = reference === 'map' ? 'the map of each target' : 'the first image of each stack';
  return [
    `Misses against ${against}, in the lab at the true tilt, nm; |r| in the plane; lost beyond 250 nm`,
    ...placeTable(report),
    '',
    'Defocus errors, µm, and the dose that each target received from all exposures that touched it, e/Å²',
    ...focusAndDoseTable(report),
    '',
    ...summary(report),
    ...listed(
      report.doubleExposures.map(
        ({ first, second, nominalTiltDeg, file }) =>
          `exposures ${first} and ${second} at ${nominalTiltDeg}°: ${file ?? 'not saved'}`,
      ),
    ),
    ...faults(report),
    '',
  ].join('\n');
}

function placeTable({ targets, overall, trackingTarget, otherTargets }: TruthReport): readonly string[] {
  const row = (name: string, { images, missing, dark }: Record<'images' | 'missing' | 'dark', string>, q: Quality) => [
    name,
    images,
    missing,
    dark,
    ...spreadOf(q.alongNm, 1),
    ...spreadOf(q.acrossNm, 1),
    q.missNm.median.toFixed(1),
    q.missNm.percentile95.toFixed(1),
    `${q.lostPercent.toFixed(1)} %`,
  ];
  const counts = ({ images, missingTiltsDeg, dark }: TargetReport) => ({
    images: String(images),
    missing: String(missingTiltsDeg.length),
    dark: String(dark),
  });
  const none = { images: '', missing: '', dark: '' };
  return textTable([
    [
      '',
      'images',
      'missing',
      'dark',
      'along: mean',
      'rms',
      'largest',
      'across: mean',
      'rms',
      'largest',
      '|r|: median',
      '95 %',
      'lost',
    ],
    ...targets.map((target) => row(target.file, counts(target), target)),
    ...(targets.length > 1
      ? [row('target 1', none, trackingTarget), row(`targets 2 to ${targets.length}`, none, otherTargets)]
      : []),
    row('overall', none, overall),
  ]);
}

function focusAndDoseTable({ targets, overall }: TruthReport): readonly string[] {
  const dose = (value: number) => value.toFixed(1);
  return textTable([
    [
      '',
      'defocus: mean',
      'rms',
      'largest',
      ...doseSources.map((source, i) => (i === 0 ? `dose: ${source}` : source)),
      'total',
    ],
    ...targets.map(({ file, defocusErrorUm, received }) => [
      file,
      ...spreadOf(defocusErrorUm, 3),
      ...doseSources.map((source) => dose(received[source])),
      dose(received.total),
    ]),
    ['overall', ...spreadOf(overall.defocusErrorUm, 3)],
  ]);
}

function spreadOf({ mean, rms, largest }: Quality['alongNm'], digits: number): readonly string[] {
  return [mean, rms, largest].map((value) => value.toFixed(digits).replace(/^-(?=[0.]*$)/, ''));
}

function summary(report: TruthReport): readonly string[] {
  const counts = Object.entries(report.exposuresByCommand).map(([command, count]) => `${count} ${command}`);
  const { before, exposing, betweenTilts, withinTilts } = report.minutesByUse;
  return [
    `${report.exposures} exposures (${counts.join(', ') || 'none'}), ${report.commands} commands, ${report.minutes.toFixed(1)} virtual minutes`,
    `${report.minutesPerSeries.toFixed(2)} virtual minutes for each tilt series, ${report.commandsPerExposure.toFixed(1)} commands for each exposure`,
    `  ${before.toFixed(1)} min before the first exposure, ${exposing.toFixed(1)} min exposing, ${betweenTilts.toFixed(1)} min from tilt to tilt, ${withinTilts.toFixed(1)} min between exposures at a tilt`,
    `${report.doseEPerA2.toFixed(1)} e/Å² in all, of which ${report.doseOffRecordEPerA2.toFixed(1)} beside Records; ${report.electrons.toExponential(2)} electrons`,
    `a target received ${report.besideOwnEPerA2.toFixed(2)} e/Å² beside its own images, ${report.fromNeighboursEPerA2.toFixed(2)} of it from its neighbours`,
    `${report.doubleExposures.length} places exposed twice at a tilt, ${report.unsavedRecords} Records never saved`,
  ];
}

function faults({ faults }: TruthReport): readonly string[] {
  if (faults.length === 0) return [];
  return [
    faults.length === 1 ? '1 fault happened:' : `${faults.length} faults happened:`,
    ...listed(
      faults.map(
        ({ kind, text, timeS, commandCount, afterExposure }) =>
          `${kind}${text === undefined ? '' : ` (${text})`}: minute ${(timeS / 60).toFixed(1)}, command ${commandCount}, after exposure ${afterExposure}`,
      ),
    ),
  ];
}

/** Lists longer than this are cut: all of it is in the JSON. */
const mostListed = 20;

function listed(lines: readonly string[]): readonly string[] {
  const more = lines.length - mostListed;
  return [...lines.slice(0, mostListed).map((line) => `  ${line}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}
