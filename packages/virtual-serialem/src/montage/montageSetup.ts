import { magnificationAt } from '../column/calibration.ts';
import { areaOfSet } from '../column/cameraSets.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { type MontageLayout, montageSize } from './montageLayout.ts';

/** Overlap of neighbouring pieces that SerialEM starts from, fraction of the frame. */
const overlapFraction = 0.1;
/** A field that needs more image shift than this is taken with the stage, µm (SerialEM's limit for such montages). */
const mostImageShiftUm = 7;
/** More pieces than any grid needs: a limit for whoever sends nonsense. */
const mostPieces = 2500;
/** The least overlap that SetMontageParams takes, px. */
const leastOverlapPx = 16;

/** The layout that SerialEM would propose for so many pieces, with the camera set that a script or the scenario gives for montages. */
export function proposedLayout(instrument: Instrument, columns: number, rows: number): MontageLayout {
  if (columns < 1 || rows < 1) throw new ScriptError('A montage needs at least one piece in each direction');
  if (columns * rows > mostPieces) throw new ScriptError(`A montage has at most ${mostPieces} pieces`);
  const set = instrument.montageSet ?? instrument.scenario.montage.set;
  const { binning, widthPx, heightPx } = instrument.sets.get(set);
  const frame = { frameWidthPx: even(widthPx / binning), frameHeightPx: even(heightPx / binning) };
  const layout = {
    ...frame,
    set,
    binning,
    columns,
    rows,
    overlapXPx: even(overlapFraction * frame.frameWidthPx),
    overlapYPx: even(overlapFraction * frame.frameHeightPx),
    movesStage: false,
  };
  return { ...layout, movesStage: farthestShiftUm(instrument, layout) > mostImageShiftUm };
}

/** What SetMontageParams may change; what is left out stays. */
export interface LayoutChange {
  readonly movesStage?: boolean | undefined;
  readonly overlapXPx?: number | undefined;
  readonly overlapYPx?: number | undefined;
  readonly frameWidthPx?: number | undefined;
  readonly frameHeightPx?: number | undefined;
  readonly binning?: number | undefined;
}

/** A layout with some things changed; another binning keeps the field. Throws ScriptError for what does not go together. */
export function changedLayout(instrument: Instrument, layout: MontageLayout, change: LayoutChange): MontageLayout {
  const binning = change.binning ?? layout.binning;
  const factor = layout.binning / binning;
  const changed: MontageLayout = {
    ...layout,
    binning,
    movesStage: change.movesStage ?? layout.movesStage,
    frameWidthPx: change.frameWidthPx ?? scaled(layout.frameWidthPx, factor),
    frameHeightPx: change.frameHeightPx ?? scaled(layout.frameHeightPx, factor),
    overlapXPx: change.overlapXPx ?? scaled(layout.overlapXPx, factor),
    overlapYPx: change.overlapYPx ?? scaled(layout.overlapYPx, factor),
  };
  checkLayout(instrument, changed);
  return changed;
}

function checkLayout(instrument: Instrument, layout: MontageLayout): void {
  const { binning, frameWidthPx, frameHeightPx, overlapXPx, overlapYPx } = layout;
  const camera = cameraSize(instrument.scenario);
  if (frameWidthPx * binning > camera.widthPx || frameHeightPx * binning > camera.heightPx) {
    throw new ScriptError(`Frames of ${frameWidthPx} by ${frameHeightPx} at binning ${binning} exceed the camera`);
  }
  if (overlapXPx > frameWidthPx / 2 || overlapYPx > frameHeightPx / 2) {
    throw new ScriptError('The overlap of a montage cannot be more than half of its frames');
  }
  if (overlapXPx < leastOverlapPx || overlapYPx < leastOverlapPx) {
    throw new ScriptError(`The overlap of a montage must be at least ${leastOverlapPx} pixels`);
  }
}

function farthestShiftUm(instrument: Instrument, layout: MontageLayout): number {
  const { calibration, lowDose } = instrument.column;
  const pixelSizeNm = magnificationAt(calibration, lowDose.area(areaOfSet[layout.set]).magIndex)?.pixelSizeNm ?? 0;
  const { widthPx, heightPx } = montageSize(layout);
  const reach = Math.hypot(widthPx - layout.frameWidthPx, heightPx - layout.frameHeightPx) / 2;
  return (reach * layout.binning * pixelSizeNm) / 1000;
}

function scaled(px: number, factor: number): number {
  return factor === 1 ? px : even(px * factor);
}

function even(px: number): number {
  return 2 * Math.floor(px / 2);
}
