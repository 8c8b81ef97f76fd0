import type { Spread, TruthReport } from './truthReport.ts';

const nm = ({ mean, rms, largest }: Spread): string =>
  `${mean.toFixed(1).padStart(7)} ${rms.toFixed(1).padStart(6)} ${largest.toFixed(1).padStart(7)}`;
const um = ({ mean, rms, largest }: Spread): string =>
  `${mean.toFixed(3).padStart(8)} ${rms.toFixed(3).padStart(7)} ${largest.toFixed(3).padStart(7)}`;

/** The report as a table for people. */
export function printReport(report: TruthReport): string {
  const width = Math.max(8, ...report.targets.map(({ file }) => file.length));
  const rows = report.targets.map(
    (t) =>
      `${t.file.padEnd(width)} ${String(t.images).padStart(6)} ${nm(t.alongNm)} ${nm(t.acrossNm)} ${um(t.defocusErrorUm)} ${t.doseEPerA2.toFixed(1).padStart(7)}`,
  );
  const { overall } = report;
  const counts = Object.entries(report.exposuresByCommand).map(([command, count]) => `${count} ${command}`);
  return [
    'Misses against the first image of each stack, in the lab, nm, and defocus errors, µm: mean, rms, largest',
    `${''.padEnd(width)} images         along the axis        across the axis                defocus    e/Å²`,
    ...rows,
    `${'overall'.padEnd(width)} ${''.padStart(6)} ${nm(overall.alongNm)} ${nm(overall.acrossNm)} ${um(overall.defocusErrorUm)}`,
    '',
    `${report.exposures} exposures (${counts.join(', ')}), ${report.commands} commands, ${report.minutes.toFixed(1)} virtual minutes`,
    `${perSeries(report)} virtual minutes for each tilt series, ${(report.commands / Math.max(1, report.exposures)).toFixed(1)} commands for each exposure`,
    `${report.doseEPerA2.toFixed(1)} e/Å² in all, of which ${report.doseOffRecordEPerA2.toFixed(1)} beside Records`,
    `${report.doubleExposures.length} places exposed twice at a tilt, ${report.unsavedRecords} Records never saved`,
    ...report.doubleExposures.map(
      (twice) =>
        `  exposures ${twice.first} and ${twice.second} at ${twice.nominalTiltDeg}°: ${twice.file ?? 'not saved'}`,
    ),
    '',
  ].join('\n');
}

const perSeries = ({ minutes, targets }: TruthReport): string => (minutes / Math.max(1, targets.length)).toFixed(2);
