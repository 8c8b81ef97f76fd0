import type { BufferImage, PutImageHeader } from '@pacetomo/serialem-link';
import type { BufferRecord, ImageMetadata } from '../buffers/bufferRecord.ts';
import { bufferCount } from '../buffers/imageBuffers.ts';
import { magnificationAt } from '../column/calibration.ts';
import { mdocDateTime } from '../files/serialEmDate.ts';
import { type Instrument, tickTimeS } from '../instrument.ts';

/** The image of a buffer for a client; null when it is empty. */
export function bufferPixels({ buffers }: Instrument, index: number): BufferImage | null {
  const record = buffers.get(index);
  if (!record) return null;
  const { pixels, widthPx, heightPx } = record.image;
  const size = { width: widthPx, height: heightPx };
  if (pixels instanceof Int16Array) return { ...size, type: 1, data: pixels };
  if (pixels instanceof Uint16Array) return { ...size, type: 6, data: pixels };
  if (pixels instanceof Float32Array) return { ...size, type: 2, data: pixels };
  return { ...size, type: 0, data: pixels };
}

/**
 * Puts an image that a client sent into a buffer. Its properties come from the base buffer, else from the target, else
 * from the first image there is.
 */
export function putImage(instrument: Instrument, request: PutImageHeader, image: BufferImage): void {
  const { buffers } = instrument;
  const filled = Array.from({ length: bufferCount }, (_, index) => buffers.get(index)).find(
    (record) => record !== null,
  );
  const base = buffers.get(request.baseBuffer) ?? buffers.get(request.buffer) ?? filled;
  const factor = Math.max(1, request.extraBinning);
  const metadata = base?.metadata ?? plainMetadata(instrument);
  if (image.type === 16) return; // a picture in colour is of no use to a microscope
  const record: BufferRecord = {
    image: { widthPx: image.width, heightPx: image.height, pixels: image.data },
    metadata: {
      ...metadata,
      binning: metadata.binning * factor,
      pixelSizeNm: metadata.pixelSizeNm * factor,
    },
    captureFlag: request.captureFlag,
    section: 0,
    saved: null,
    shiftPx: { x: 0, y: 0 },
    mapId: 0,
    tickS: tickTimeS(instrument),
    origin: null,
  };
  if (request.buffer === 0) buffers.push(record);
  else buffers.put(request.buffer, record);
}

/** The metadata of an image that came from nowhere: the scope as it stands. */
function plainMetadata({ column, clock, scenario }: Instrument): ImageMetadata {
  const mag = magnificationAt(column.calibration, column.area.magIndex);
  return {
    set: -1,
    binning: 1,
    exposureS: 0,
    magIndex: column.area.magIndex,
    magnification: mag?.magnification ?? 0,
    pixelSizeNm: column.pixelSizeNm,
    rotationDeg: mag?.rotationDeg ?? 0,
    tiltDeg: column.stage.goniometer.reportedDeg,
    stageUm: column.stage.reportedUm,
    imageShift: column.coils.centred,
    defocusUm: column.defocusUm,
    targetDefocusUm: column.targetDefocusUm,
    doseEPerA2: 0,
    doseRateEPerPxPerS: 0,
    priorDoseEPerA2: null,
    spotSize: column.area.spotSize,
    dateTime: mdocDateTime(scenario.clock.startsAt, clock.wallS),
    navigatorLabel: null,
  };
}
