import { goToArea } from '../acquisition/goToArea.ts';
import { setImageShift } from '../acquisition/moveImageShift.ts';
import { moveStage } from '../acquisition/moveStage.ts';
import { takeImage } from '../acquisition/takeImage.ts';
import { type BufferRecord, captured, type ImageMetadata } from '../buffers/bufferRecord.ts';
import { areaOfSet } from '../column/cameraSets.ts';
import { apply, inverse, type PlaneVector, plus } from '../column/planeMatrix.ts';
import { metadataEntries } from '../files/mdocKeys.ts';
import { mdocSite } from '../files/mdocSite.ts';
import { mdocDateTime } from '../files/serialEmDate.ts';
import type { StackFile } from '../files/stackFile.ts';
import type { Instrument } from '../instrument.ts';
import { stageToCamera } from '../navigator/imageOnStage.ts';
import { imageShiftToStage } from '../navigator/stagePlace.ts';
import { ScriptError } from '../script/scriptError.ts';
import {
  centralPiece,
  fromCentrePx,
  type MontageLayout,
  type MontagePlace,
  montageSize,
  piecesOf,
} from './montageLayout.ts';
import { Overview, overviewReduction } from './overview.ts';

/** Where the microscope stood before the montage. */
interface Start {
  readonly stageUm: { readonly x: number; readonly y: number; readonly z: number };
  readonly shift: PlaneVector;
}

/**
 * Takes a montage around the present position into a montage file: every piece is saved with its PieceCoordinates, the
 * central one ends in A and the overview in B. The pieces are not correlated with each other; the overview has them where
 * they were meant to be.
 */
export async function takeMontage(instrument: Instrument, file: StackFile, layout: MontageLayout): Promise<void> {
  const { column, buffers } = instrument;
  const start: Start = { stageUm: column.stage.reportedUm, shift: column.coils.centred };
  const montage = file.montageCount;
  const overview = new Overview(layout);
  let centre: BufferRecord | null = null;
  await goToArea(instrument, areaOfSet[layout.set]);
  try {
    for (const [at, place] of piecesOf(layout).entries()) {
      await goToPiece(instrument, layout, place, start);
      const record = await takePiece(instrument, layout);
      const saved = await savePiece(instrument, file, record, { ...place, montage });
      overview.add(saved.image, place);
      if (at === centralPiece(layout)) centre = saved;
    }
  } finally {
    await goBack(instrument, layout, start);
  }
  if (!centre) return;
  const metadata = { ...centre.metadata, stageUm: start.stageUm, imageShift: start.shift };
  await file.appendMontage(montage, montageEntries(instrument, layout, metadata));
  buffers.put(0, { ...centre, captureFlag: captured.montageCentre });
  buffers.put(1, overviewRecord(centre, metadata, overview, layout, { file: file.path, section: montage }));
}

async function goToPiece(
  instrument: Instrument,
  layout: MontageLayout,
  place: MontagePlace,
  start: Start,
): Promise<void> {
  const { column } = instrument;
  const tiltDeg = column.stage.goniometer.reportedDeg;
  const camera = stageToCamera(instrument, column.area.magIndex, tiltDeg);
  const offsetUm = apply(inverse(camera), fromCentrePx(layout, place));
  if (layout.movesStage) {
    const { x, y } = plus(start.stageUm, offsetUm);
    await moveStage(instrument, { x, y }, true);
    return;
  }
  const shift = apply(inverse(imageShiftToStage(instrument, tiltDeg)), offsetUm);
  if (setImageShift(instrument, plus(start.shift, shift))) {
    throw new ScriptError(
      `A piece of the montage needs an image shift beyond the limit of ${column.coils.limitUm} µm; use stage moves`,
    );
  }
}

async function takePiece(instrument: Instrument, layout: MontageLayout): Promise<BufferRecord> {
  const { binning, frameWidthPx, frameHeightPx, set } = layout;
  const parameters = { binning, widthPx: frameWidthPx * binning, heightPx: frameHeightPx * binning };
  return await takeImage(instrument, { set, command: 'Montage', parameters });
}

async function savePiece(
  instrument: Instrument,
  file: StackFile,
  record: BufferRecord,
  place: MontagePlace & { readonly montage: number },
): Promise<BufferRecord> {
  const { clock, scenario, truth, folder } = instrument;
  const dateTime = mdocDateTime(scenario.clock.startsAt, clock.wallS);
  instrument.files.disk.write(file.path);
  const section = await file.append(record, { ...mdocSite(instrument), dateTime }, place);
  await clock.spend(scenario.clock.saveS);
  if (record.origin) truth.saved(record.origin.exposure, folder.relative(file.path), section);
  return { ...record, section, saved: { file: file.path, section } };
}

async function goBack(instrument: Instrument, layout: MontageLayout, start: Start): Promise<void> {
  if (layout.movesStage) await moveStage(instrument, { x: start.stageUm.x, y: start.stageUm.y }, true);
  else setImageShift(instrument, start.shift);
}

/** What SerialEM writes of a montage as a whole, those keys that are known here. */
function montageEntries(instrument: Instrument, layout: MontageLayout, metadata: ImageMetadata) {
  const { widthPx, heightPx } = montageSize(layout);
  const own = [
    ['FullMontSize', [widthPx, heightPx]],
    ['MoveStage', layout.movesStage ? 1 : 0],
    ['ConSetUsed', [metadata.set, 1]],
    ['FullMontNumFrames', [layout.columns, layout.rows]],
  ] as const;
  return [...metadataEntries(metadata, mdocSite(instrument)), ...own];
}

function overviewRecord(
  centre: BufferRecord,
  metadata: ImageMetadata,
  overview: Overview,
  layout: MontageLayout,
  saved: { readonly file: string; readonly section: number },
): BufferRecord {
  const reduction = overviewReduction(layout);
  return {
    ...centre,
    image: overview.image,
    metadata: {
      ...metadata,
      binning: metadata.binning * reduction,
      pixelSizeNm: metadata.pixelSizeNm * reduction,
    },
    captureFlag: captured.montageOverview,
    section: saved.section,
    saved,
    origin: null,
  };
}
