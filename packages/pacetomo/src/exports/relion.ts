import type { Series } from '../series/series.ts';
import { decimals } from './decimals.ts';
import type { Made } from './exportFile.ts';
import { framePixelA } from './framePixel.ts';
import { lacking, leftOut, type Need, withheld } from './lacking.ts';
import { type StarColumn, starTable } from './starTable.ts';

const needs: readonly Need[] = ['frames', 'dose', 'axis', 'pixel', 'voltage'];
const instead = "RELION's own import takes the mdoc, and what is missing from a person.";

/** Where RELION finds the movies when it works in a folder that has the frames, or a link to them, in `frames`. */
export const relionFrames = 'frames';

/**
 * What nobody measures, and what RELION proposes for it (pipeline_jobs.cpp, ver5.0): mm, fraction, and the sign of the change
 * of defocus with height.
 */
const proposed = { sphericalAberrationMm: 2.7, amplitudeContrast: 0.1, hand: -1 };

/** One image with its frames. */
interface Tilt {
  readonly movie: string;
  readonly frames: number | null;
  readonly tiltDeg: number;
  readonly priorDoseEPerA2: number;
  readonly defocusUm: number | null;
}

/**
 * The table of one series as RELION 5's import writes it, in the order of acquisition; `relionTable` lists it.
 *
 * rlnMicrographPreExposure is the dose before an image: RELION adds that of the frames to it (motioncorr_runner.cpp, ver5.0).
 * Its import of an mdoc puts the image's own dose into it too (_utils/mdoc.py), which is too much by one image.
 */
export function forRelion(series: Series, framesFolder = relionFrames): Made {
  const why = lacking(series, needs);
  if (why.length > 0) return withheld('RELION', series, why, instead);
  const tilts = tiltsOf(series, framesFolder);
  const without = series.images.length - tilts.length;
  return {
    files: [{ path: starPath(series), text: starTable(series.name, columnsFor(series, tilts), tilts) }],
    notes: leftOut('RELION', series, without),
  };
}

function tiltsOf({ images }: Series, framesFolder: string): readonly Tilt[] {
  return images.flatMap(({ frames, tiltDeg, priorDoseEPerA2, targetDefocusUm }) =>
    frames === null
      ? []
      : {
          movie: `${framesFolder}/${frames.file}`,
          frames: frames.count,
          tiltDeg,
          priorDoseEPerA2,
          defocusUm: targetDefocusUm,
        },
  );
}

/** A column of which a value is missing is left out: nothing in RELION needs it. */
function columnsFor({ axisAngleDeg }: Series, tilts: readonly Tilt[]): readonly StarColumn<Tilt>[] {
  const all = (has: (tilt: Tilt) => boolean, column: StarColumn<Tilt>): readonly StarColumn<Tilt>[] =>
    tilts.every(has) ? [column] : [];
  return [
    { name: 'rlnMicrographMovieName', value: ({ movie }) => movie },
    ...all(({ frames }) => frames !== null, {
      name: 'rlnTomoTiltMovieFrameCount',
      value: ({ frames }) => String(frames),
    }),
    { name: 'rlnTomoNominalStageTiltAngle', value: ({ tiltDeg }) => decimals(tiltDeg, 3) },
    { name: 'rlnTomoNominalTiltAxisAngle', value: () => decimals(axisAngleDeg ?? 0, 2) },
    { name: 'rlnMicrographPreExposure', value: ({ priorDoseEPerA2 }) => decimals(priorDoseEPerA2, 4) },
    ...all(({ defocusUm }) => defocusUm !== null, {
      name: 'rlnTomoNominalDefocus',
      value: ({ defocusUm }) => decimals(defocusUm ?? 0, 3),
    }),
  ];
}

/** As seen from the folder of `tilt_series.star`, which is to be RELION's project. */
const starInProject = ({ name }: Series): string => `tilt_series/${name}.star`;

const starPath = (series: Series): string => `relion/${starInProject(series)}`;

/** The table of all series that have one of their own, by name: what RELION 5 takes as its input movies. */
export function relionTable(all: readonly Series[]): Made {
  const listed = all
    .filter((series) => series.images.length > 0 && lacking(series, needs).length === 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (listed.length === 0) return { files: [], notes: [] };
  const columns: readonly StarColumn<Series>[] = [
    { name: 'rlnTomoName', value: ({ name }) => name },
    { name: 'rlnTomoTiltSeriesStarFile', value: starInProject },
    { name: 'rlnVoltage', value: ({ voltageKv }) => decimals(voltageKv ?? 0, 2) },
    { name: 'rlnSphericalAberration', value: () => decimals(proposed.sphericalAberrationMm, 2) },
    { name: 'rlnAmplitudeContrast', value: () => decimals(proposed.amplitudeContrast, 2) },
    { name: 'rlnMicrographOriginalPixelSize', value: (series) => decimals(framePixelA(series) ?? 0, 4) },
    { name: 'rlnTomoHand', value: () => decimals(proposed.hand, 0) },
  ];
  const isGuess = listed.some(({ frameScale }) => frameScale === null);
  const remark = `${isGuess ? 'Pixel size: of the camera, half of it for frames in super-resolution. ' : ''}Aberration, contrast, hand: proposals.`;
  return {
    files: [{ path: 'relion/tilt_series.star', text: starTable('global', columns, listed, remark) }],
    notes: [],
  };
}
