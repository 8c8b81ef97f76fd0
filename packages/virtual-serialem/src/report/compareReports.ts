import { textTable } from './textTable.ts';
import type { TruthReport } from './truthReport.ts';

/** A report with the name under which it is compared. */
export interface NamedReport {
  readonly name: string;
  readonly report: TruthReport;
}

/** Several runs side by side, one line each. Places are those of targets 2 to N where a run has more than one target. */
export function compareReports(reports: readonly NamedReport[]): string {
  const rows = reports.map(({ name, report }) => {
    const { targets, overall, otherTargets, trackingTarget } = report;
    const placed = targets.length > 1 ? otherTargets : overall;
    const failed = targets.reduce((sum, { dark, missingTiltsDeg }) => sum + dark + missingTiltsDeg.length, 0);
    return [
      name,
      String(targets.length),
      String(targets.reduce((sum, { images }) => sum + images, 0)),
      String(failed),
      placed.alongNm.rms.toFixed(1),
      placed.acrossNm.rms.toFixed(1),
      placed.missNm.median.toFixed(1),
      placed.missNm.percentile95.toFixed(1),
      `${placed.lostPercent.toFixed(1)} %`,
      Math.hypot(trackingTarget.alongNm.rms, trackingTarget.acrossNm.rms).toFixed(1),
      overall.defocusErrorUm.rms.toFixed(3),
      report.besideOwnEPerA2.toFixed(2),
      report.minutesPerSeries.toFixed(2),
      report.commandsPerExposure.toFixed(1),
      String(report.doubleExposures.length),
      String(report.faults.length),
    ];
  });
  return [
    'Misses of targets 2 to N in nm (rms along and across the axis; median and 95th percentile of |r|; lost beyond 250 nm), of target 1 (rms of |r|),',
    'defocus errors in µm (rms), dose at a target beside its own images in e/Å² (mean), virtual minutes for each series, commands for each exposure',
    '',
    ...textTable([
      [
        '',
        'targets',
        'images',
        'failed',
        'x rms',
        'y rms',
        'median',
        '95 %',
        'lost',
        'target 1',
        'focus',
        'dose beside',
        'min/series',
        'commands',
        'twice',
        'faults',
      ],
      ...rows,
    ]),
    '',
  ].join('\n');
}

/** Names to tell logs apart: the paths without the ending and without the folders that they all share. */
export function namesOf(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.replace(/\.jsonl$/, '').split(/[/\\]/));
  const shortest = Math.min(...parts.map((words) => words.length));
  let same = 0;
  while (same < shortest - 1 && parts.every((words) => words[same] === parts[0]?.[same])) same += 1;
  return parts.map((words) => words.slice(same).join('/'));
}
