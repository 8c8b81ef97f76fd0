import { transformImage } from '../alignment/transformImage.ts';
import { type BufferRecord, captured } from '../buffers/bufferRecord.ts';
import { magnificationAt } from '../column/calibration.ts';
import { apply, composed, inverse, type PlaneMatrix, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';

/** What a transformed image is to be like; sizes in its own pixels, the centre in pixels of the old image. */
export interface OtherMagnification {
  readonly magIndex: number;
  readonly binning: number;
  readonly centre?: PlaneVector;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

/** No transformed image is larger, px along each side. SerialEM stops at 16,000; so much memory is not everywhere. */
const largestPx = 6000;

/**
 * An image as it would be at another magnification and binning by the calibrations: scaled and turned. Where it ends, the
 * new image has its mean. Throws ScriptError for a magnification that is not calibrated.
 */
export function atMagnification(
  instrument: Instrument,
  record: BufferRecord,
  wanted: OtherMagnification,
): BufferRecord {
  const { calibration } = instrument.column;
  const { image, metadata } = record;
  const mag = magnificationAt(calibration, wanted.magIndex);
  if (!mag || !magnificationAt(calibration, metadata.magIndex)) {
    throw new ScriptError('An image can only be transformed between magnifications of this microscope');
  }
  const matrix = between(instrument, metadata, wanted);
  const whole = coveringSize(matrix, image.widthPx, image.heightPx);
  const centre = wanted.centre ?? { x: image.widthPx / 2, y: image.heightPx / 2 };
  const widthPx = Math.min(largestPx, wanted.widthPx ?? whole.widthPx);
  const heightPx = Math.min(largestPx, wanted.heightPx ?? whole.heightPx);
  const isCentred = wanted.centre === undefined;
  return {
    ...record,
    image: transformImage(image, { matrix, centre, widthPx, heightPx }),
    metadata: {
      ...metadata,
      magIndex: mag.index,
      magnification: mag.magnification,
      binning: wanted.binning,
      pixelSizeNm: mag.pixelSizeNm * wanted.binning,
      rotationDeg: mag.rotationDeg,
    },
    captureFlag: captured.processed,
    saved: null,
    mapId: 0,
    shiftPx: { x: 0, y: 0 },
    origin: null,
    ...(isCentred ? {} : { placeLost: true as const }),
  };
}

/** From image pixels at one magnification and binning to those at another, y down. */
function between(
  { column }: Instrument,
  from: { readonly magIndex: number; readonly binning: number },
  to: { readonly magIndex: number; readonly binning: number },
): PlaneMatrix {
  const flip = { xx: 1, xy: 0, yx: 0, yy: -1 };
  const camera = (magIndex: number): PlaneMatrix => column.calibration.calibrated(magIndex).specimenToCamera;
  const turn = composed(composed(flip, composed(inverse(camera(from.magIndex)), camera(to.magIndex))), flip);
  const scale = from.binning / to.binning;
  return { xx: turn.xx * scale, xy: turn.xy * scale, yx: turn.yx * scale, yy: turn.yy * scale };
}

function coveringSize(matrix: PlaneMatrix, widthPx: number, heightPx: number) {
  const a = apply(matrix, { x: widthPx, y: heightPx });
  const b = apply(matrix, { x: widthPx, y: -heightPx });
  const even = (px: number): number => Math.max(2, 2 * Math.round(px / 2));
  return {
    widthPx: even(Math.max(Math.abs(a.x), Math.abs(b.x))),
    heightPx: even(Math.max(Math.abs(a.y), Math.abs(b.y))),
  };
}
