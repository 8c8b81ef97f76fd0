import { type AutodocSection, numberOf, numbersOf, textOf } from '@pacetomo/em-files';
import { type BufferRecord, captured, type ImageMetadata } from '../buffers/bufferRecord.ts';
import { magnificationAt } from '../column/calibration.ts';
import { imageFromFile, withFile } from '../files/imageFromFile.ts';
import type { StackFile } from '../files/stackFile.ts';
import type { Instrument } from '../instrument.ts';
import { type SavedMontage, type SavedPiece, savedMontage } from '../montage/layoutOfFile.ts';
import { fromCentrePx, montageSize } from '../montage/montageLayout.ts';
import { Overview } from '../montage/overview.ts';
import { ScriptError } from '../script/scriptError.ts';
import { isMap } from './imageOnStage.ts';
import { stageOf } from './navigatorTable.ts';

/** The image of a map as LoadOtherMap shows it: a montage as its overview. Throws ScriptError when the item is no map. */
export async function loadMap(instrument: Instrument, item: AutodocSection): Promise<BufferRecord> {
  return await inMapFile(instrument, item, async (file) => {
    const montage = montageOf(file, item);
    const record = montage
      ? await overviewOf(instrument, file, item, montage)
      : await imageFromFile(instrument, file, sectionOf(item), null);
    const metadata = conditionsOf(instrument, item, record.metadata, numberOf(item, 'MapBinning') ?? 1);
    return { ...record, metadata, mapId: numberOf(item, 'MapID') ?? 0 };
  });
}

/** A frame of a map to which an image can be aligned: the map itself, or the piece of a montage nearest to a place. */
export interface MapFrame {
  readonly record: BufferRecord;
  /** Where its centre is, navigator µm. */
  readonly centreUm: { readonly x: number; readonly y: number };
  /** The distance of its centre from the border of the whole map, unbinned camera px. */
  readonly marginPx: number;
}

/** The frame of a map that lies around a place, navigator µm; `stageOffset` turns camera px (y up) into µm. */
export async function frameAround(
  instrument: Instrument,
  item: AutodocSection,
  placeUm: { readonly x: number; readonly y: number },
  stageOffset: (cameraPx: { readonly x: number; readonly y: number }) => { readonly x: number; readonly y: number },
): Promise<MapFrame> {
  const centre = stageOf(item);
  return await inMapFile(instrument, item, async (file) => {
    const montage = montageOf(file, item);
    if (!montage) {
      const [width = 0, height = 0] = numbersOf(item, 'MapWidthHeight') ?? [];
      const binning = numberOf(item, 'MapBinning') ?? 1;
      const record = await imageFromFile(instrument, file, sectionOf(item), null);
      const metadata = conditionsOf(instrument, item, record.metadata, binning);
      return { record: { ...record, metadata }, centreUm: centre, marginPx: (Math.min(width, height) / 2) * binning };
    }
    const placed = montage.pieces.map((piece) => {
      const offset = stageOffset(fromCentrePx(montage.layout, piece));
      return { piece, centreUm: { x: centre.x + offset.x, y: centre.y + offset.y } };
    });
    const distance = (to: { readonly x: number; readonly y: number }) => Math.hypot(to.x - placeUm.x, to.y - placeUm.y);
    const [nearest] = placed.sort((a, b) => distance(a.centreUm) - distance(b.centreUm));
    if (!nearest) throw new ScriptError(`The montage of the map ${item.name} has no pieces`);
    const record = await imageFromFile(instrument, file, nearest.piece.section, null);
    const metadata = conditionsOf(instrument, item, record.metadata, montage.layout.binning);
    return { record: { ...record, metadata }, centreUm: nearest.centreUm, marginPx: marginOf(montage, nearest.piece) };
  });
}

/** How far the centre of a piece is from the border of its montage, unbinned camera px. */
function marginOf({ layout }: SavedMontage, piece: SavedPiece): number {
  const { widthPx, heightPx } = montageSize(layout);
  const from = fromCentrePx(layout, piece);
  const b = layout.binning;
  return Math.min((widthPx * b) / 2 - Math.abs(from.x), (heightPx * b) / 2 - Math.abs(from.y));
}

async function inMapFile<Result>(
  instrument: Instrument,
  item: AutodocSection,
  use: (file: StackFile) => Promise<Result>,
): Promise<Result> {
  const name = textOf(item, 'MapFile');
  if (name === null || !isMap(item)) throw new ScriptError(`The navigator item ${item.name} is not a map`);
  return await withFile(instrument, instrument.folder.path(name), use);
}

function sectionOf(item: AutodocSection): number {
  return numberOf(item, 'MapSection') ?? 0;
}

function montageOf(file: StackFile, item: AutodocSection): SavedMontage | null {
  if (numberOf(item, 'MapMontage') !== 1) return null;
  return savedMontage(file, sectionOf(item), {
    set: numberOf(item, 'MapLDConSet') ?? -1,
    binning: numberOf(item, 'MontBinning') ?? 1,
    movesStage: numberOf(item, 'MontUseStage') === 1,
  });
}

async function overviewOf(
  instrument: Instrument,
  file: StackFile,
  item: AutodocSection,
  { layout, pieces }: SavedMontage,
): Promise<BufferRecord> {
  const reduction = Math.max(1, Math.round((numberOf(item, 'MapBinning') ?? layout.binning) / layout.binning));
  const overview = new Overview(layout, reduction);
  let last: BufferRecord | null = null;
  for (const piece of pieces) {
    last = await imageFromFile(instrument, file, piece.section, null);
    overview.add(last.image, piece);
  }
  if (!last) throw new ScriptError(`The montage of the map ${item.name} has no pieces`);
  const place = { section: sectionOf(item), saved: { file: file.path, section: sectionOf(item) } };
  return { ...last, ...place, image: overview.image, captureFlag: captured.montageOverview, origin: null };
}

/** What the item says of the image counts more than what its file says, if that says anything. */
function conditionsOf(
  instrument: Instrument,
  item: AutodocSection,
  metadata: ImageMetadata,
  binning: number,
): ImageMetadata {
  const magIndex = numberOf(item, 'MapMagInd') ?? metadata.magIndex;
  const mag = magnificationAt(instrument.column.calibration, magIndex);
  const [x = metadata.stageUm.x, y = metadata.stageUm.y] = numbersOf(item, 'RawStageXY') ?? [];
  return {
    ...metadata,
    magIndex,
    binning,
    set: numberOf(item, 'MapLDConSet') ?? metadata.set,
    exposureS: numberOf(item, 'MapExposure') ?? metadata.exposureS,
    magnification: mag?.magnification ?? metadata.magnification,
    pixelSizeNm: mag ? mag.pixelSizeNm * binning : metadata.pixelSizeNm,
    rotationDeg: mag?.rotationDeg ?? metadata.rotationDeg,
    tiltDeg: numberOf(item, 'MapTiltAngle') ?? metadata.tiltDeg,
    stageUm: { x, y, z: stageOf(item).z },
  };
}
