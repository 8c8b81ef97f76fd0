import type { Series, SeriesImage } from '../series/series.ts';
import { decimals } from './decimals.ts';
import { type ExportFile, linesOf, type Made, together } from './exportFile.ts';
import { framePixelA } from './framePixel.ts';
import { lacking, withheld } from './lacking.ts';
import { addedToTiltDeg } from './levelling.ts';
import { asInStack } from './orders.ts';

/** AreTomo3 does not read an mdoc of fewer (CReadMdoc.cpp, 8a068cf). */
const leastTilts = 7;

/** For AreTomo3: a command that starts from the frames, and the list of tilts with which it starts from the stack. */
export function forAreTomo3(series: Series): Made {
  return together([fromFrames(series), fromStack(series)]);
}

/** `aretomo3/NAME.sh`: options of a person go first, since AreTomo3 takes the first one of a kind (CParseArgs.cpp). */
function fromFrames(series: Series): Made {
  const why = [...lacking(series, ['frames', 'pixel', 'voltage']), ...tooFew(series)];
  if (why.length > 0) return withheld('AreTomo3 to start from its frames', series, why);
  const noDose = lacking(series, ['dose']);
  return {
    files: [{ path: `aretomo3/${series.name}.sh`, text: command(series) }],
    notes: noDose.length === 0 ? [] : [`AreTomo3 cannot weight ${series.name} by dose: ${noDose.join(', and ')}.`],
  };
}

function tooFew({ images }: Series): readonly string[] {
  const tilts = images.filter(({ frames }) => frames !== null).length;
  return tilts === 0 || tilts >= leastTilts
    ? []
    : [`it has frames of ${tilts} images, and AreTomo3 wants ${leastTilts}`];
}

function command(series: Series): string {
  const { name, voltageKv, axisAngleDeg } = series;
  const doseEPerA2 = frameDoseEPerA2(series);
  const levelDeg = addedToTiltDeg(series);
  const options = [
    `-PixSize ${decimals(framePixelA(series) ?? 0, 4)}`,
    `-kV ${decimals(voltageKv ?? 0, 0)}`,
    ...(axisAngleDeg === null ? [] : [`-TiltAxis ${decimals(axisAngleDeg, 2)} 1`]),
    ...(doseEPerA2 === null ? [] : [`-FmDose ${decimals(doseEPerA2, 5)}`]),
  ];
  return linesOf([
    '#!/bin/sh',
    `# sh ${name}.sh FRAMES OUT [more options of AreTomo3]`,
    `# FRAMES is the folder that has the frames and a copy of export/mdoc/${name}.mdoc beside them.`,
    ...(series.frameScale === null
      ? ['# The pixel size is that of the camera: half of it for frames in super-resolution.']
      : []),
    ...(levelDeg === null
      ? []
      : [
          `# As far as the run knows, -TiltCor 1 ${decimals(levelDeg, 2)} lays the sample level; AreTomo3 can measure it too.`,
        ]),
    'set -eu',
    `frames=\${1:?folder of the frames} out=\${2:?folder for the results}`,
    'shift 2',
    `exec "\${ARETOMO3:-AreTomo3}" "$@" \\`,
    `  -InPrefix "$frames/${name}.mdoc" -InSuffix .mdoc -OutDir "$out" \\`,
    `  ${options.join(' ')}`,
  ]);
}

/**
 * The dose of one frame, e/Å², where it is the same in all images to one per cent. Before 2.0 and in 2.2 AreTomo3 counts by
 * it, otherwise by each image's ExposureDose in the mdoc (its Readme.txt); where frames differ, only the latter is right.
 */
function frameDoseEPerA2(series: Series): number | null {
  if (lacking(series, ['dose']).length > 0) return null;
  const doses = series.images.map(perFrameEPerA2);
  const known = doses.flatMap((dose) => dose ?? []);
  const mean = known.reduce((sum, dose) => sum + dose, 0) / known.length;
  const same = Math.max(...known) - Math.min(...known) <= 0.01 * mean;
  return known.length === doses.length && same ? mean : null;
}

function perFrameEPerA2({ doseEPerA2, frames }: SeriesImage): number | null {
  return frames?.count ? doseEPerA2 / frames.count : null;
}

/**
 * `aretomo3/NAME_TLT.txt`, to lie beside the stack: tilt, order of acquisition from 1 and dose, a line for each section
 * (CTsPackage.cpp, 8a068cf). Without a dose the first two.
 */
function fromStack(series: Series): Made {
  if (lacking(series, ['sections']).length > 0) return { files: [], notes: [] }; // IMOD's note says it
  const doseKnown = lacking(series, ['dose']).length === 0;
  const lines = asInStack(series).map(({ image, order }) =>
    [decimals(image.tiltDeg, 2), order, ...(doseKnown ? [decimals(image.doseEPerA2, 4)] : [])].join(' '),
  );
  const file: ExportFile = { path: `aretomo3/${series.name}_TLT.txt`, text: linesOf(lines) };
  return { files: [file], notes: [] };
}
