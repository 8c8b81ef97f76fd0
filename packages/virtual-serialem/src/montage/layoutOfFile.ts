import { setNames } from '../column/cameraSets.ts';
import type { StackFile } from '../files/stackFile.ts';
import type { MontageLayout, MontagePlace } from './montageLayout.ts';

/** A piece of a montage on disk. */
export interface SavedPiece extends MontagePlace {
  readonly section: number;
}

/** A montage as it lies in a file. */
export interface SavedMontage {
  readonly layout: MontageLayout;
  readonly pieces: readonly SavedPiece[];
}

/** What is known of a montage besides the places of its pieces. */
export interface MontageConditions {
  readonly set: number;
  readonly binning: number;
  readonly movesStage: boolean;
}

/** The layout of a montage as the mdoc tells it; null when the file has no such montage. Missing pieces are allowed. */
export function savedMontage(file: StackFile, montage: number, conditions: MontageConditions): SavedMontage | null {
  const found = file.piecesOf(montage);
  const size = file.imageSize;
  if (found.length === 0 || !size) return null;
  const columns = stepsOf(found.map(({ xPx }) => xPx));
  const rows = stepsOf(found.map(({ yPx }) => yPx));
  const layout: MontageLayout = {
    set: setNames[conditions.set] ?? 'record',
    binning: conditions.binning,
    movesStage: conditions.movesStage,
    columns: columns.count,
    rows: rows.count,
    frameWidthPx: size.widthPx,
    frameHeightPx: size.heightPx,
    overlapXPx: columns.count > 1 ? size.widthPx - columns.step : 0,
    overlapYPx: rows.count > 1 ? size.heightPx - rows.step : 0,
  };
  const pieces = found.map(({ xPx, yPx, section }) => ({
    section: section ?? 0,
    xPx: xPx - columns.least,
    yPx: yPx - rows.least,
    column: (xPx - columns.least) / columns.step,
    row: (yPx - rows.least) / rows.step,
  }));
  return { layout, pieces };
}

/** Least coordinate, step and count of pieces along one axis. */
function stepsOf(coordinates: readonly number[]): {
  readonly least: number;
  readonly step: number;
  readonly count: number;
} {
  const sorted = [...new Set(coordinates)].sort((a, b) => a - b);
  const [least = 0] = sorted;
  const steps = sorted.slice(1).map((value, at) => value - (sorted[at] ?? 0));
  const step = steps.length > 0 ? Math.min(...steps) : 1;
  return { least, step, count: Math.round(((sorted.at(-1) ?? least) - least) / step) + 1 };
}
