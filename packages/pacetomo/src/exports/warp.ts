import type { Series } from '../series/series.ts';
import { decimals } from './decimals.ts';
import { type ExportFile, linesOf, type Made } from './exportFile.ts';
import { lacking, leftOut, withheld } from './lacking.ts';
import { addedToTiltDeg } from './levelling.ts';
import { byTilt } from './orders.ts';
import { type StarColumn, starTable } from './starTable.ts';

/** Where WarpTools keeps what it knows of frames, as seen from the folder of the tomostar files: as in its guide. */
export const warpFrameSeries = '../warp_frameseries';

/**
 * What WarpTools' import would make (ImportTiltseries.cs, e321344), with two differences: the dose of every image is what
 * came before it, where the import counts images; and the columns that nothing reads are left out. The folder, or `level` for
 * the levelled sample, is to be copied beside that of the frame series. `warp/NAME.sh` is the import itself, which knows the
 * averages of the frames and can leave dark images out.
 */
export function forWarp(series: Series, frameSeries = warpFrameSeries): Made {
  const why = lacking(series, ['frames', 'dose', 'axis']);
  if (why.length > 0) return withheld('WarpTools', series, why, 'Its ts_import takes the mdoc with --tilt_exposure.');
  const { name } = series;
  const levelDeg = addedToTiltDeg(series);
  const files: readonly (ExportFile | null)[] = [
    { path: `warp/${name}.tomostar`, text: tomostar(series, frameSeries, 0) },
    levelDeg === null ? null : { path: `warp/level/${name}.tomostar`, text: tomostar(series, frameSeries, levelDeg) },
    { path: `warp/${name}.sh`, text: importCommand(series, levelDeg) },
  ];
  const without = series.images.filter(({ frames }) => frames === null).length;
  return { files: files.filter((file) => file !== null), notes: leftOut('WarpTools', series, without) };
}

interface Tilt {
  readonly movie: string;
  readonly tiltDeg: number;
  readonly priorDoseEPerA2: number;
}

/** Rows by tilt of the stage, upwards. Warp's own tilts have the other sign, unless its import is told `--dont_invert`. */
function tomostar(series: Series, frameSeries: string, addedDeg: number): string {
  const columns: readonly StarColumn<Tilt>[] = [
    { name: 'wrpMovieName', value: ({ movie }) => movie },
    { name: 'wrpAngleTilt', value: ({ tiltDeg }) => decimals(-tiltDeg, 2) },
    { name: 'wrpAxisAngle', value: () => decimals(series.axisAngleDeg ?? 0, 3) },
    { name: 'wrpDose', value: ({ priorDoseEPerA2 }) => decimals(priorDoseEPerA2, 4) },
  ];
  const rows = byTilt(series).flatMap(({ image: { frames, tiltDeg, priorDoseEPerA2 } }) =>
    frames === null ? [] : { movie: `${frameSeries}/${frames.file}`, tiltDeg: tiltDeg + addedDeg, priorDoseEPerA2 },
  );
  return starTable('', columns, rows);
}

/** `--tilt_offset` is subtracted from the tilts, and one exposure stands for all images. */
function importCommand({ name, images }: Series, levelDeg: number | null): string {
  const meanEPerA2 = images.reduce((sum, { doseEPerA2 }) => sum + doseEPerA2, 0) / images.length;
  const offset = levelDeg === null ? '' : ` --tilt_offset ${decimals(-levelDeg, 2)}`;
  return linesOf([
    '#!/bin/sh',
    `# sh ${name}.sh MDOCS FRAMESERIES TOMOSTARS [more options of WarpTools ts_import]`,
    '# MDOCS is the folder export/mdoc, FRAMESERIES what WarpTools made of the frames.',
    'set -eu',
    `mdocs=\${1:?folder of the mdocs} frames=\${2:?folder of the frame series} out=\${3:?folder for the tomostars}`,
    'shift 3',
    `exec "\${WARPTOOLS:-WarpTools}" ts_import --mdocs "$mdocs" --pattern ${name}.mdoc --frameseries "$frames" \\`,
    `  --tilt_exposure ${decimals(meanEPerA2, 4)}${offset} --output "$out" "$@"`,
  ]);
}
