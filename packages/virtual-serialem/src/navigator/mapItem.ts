import { type AutodocValue, numberOf } from '@pacetomo/em-files';
import { type BufferRecord, captured, type ImageMetadata } from '../buffers/bufferRecord.ts';
import { displayRange } from '../buffers/displayRange.ts';
import { areaOfSet, setNames } from '../column/cameraSets.ts';
import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import type { MontageLayout } from '../montage/montageLayout.ts';
import { ScriptError } from '../script/scriptError.ts';
import { cornersOnStage, type ImageOnStage, imageOnStage } from './imageOnStage.ts';
import { itemType } from './navigatorTable.ts';
import { isInside, outlineOf } from './outline.ts';
import { navigatorPlace } from './stagePlace.ts';

type Entry = readonly [key: string, value: AutodocValue];

/** A map made right after realigning inherits what that had missed when it is so near to its target, in a montage, µm. */
const nearTargetUm = 10;

/** Intensity, energy slit and probe mode of an image; nothing when they are not known. */
const beamEntries = ({ beam }: ImageMetadata): readonly Entry[] =>
  beam
    ? [
        ['MapIntensity', beam.intensity],
        ['MapSlitIn', beam.slitWidthEv > 0 ? 1 : 0],
        ['MapSlitWidth', beam.slitWidthEv],
        ['MapProbeMode', beam.probeMode],
      ]
    : [];

/**
 * Makes a navigator map of an image that lies in a file. Gives its index.
 * Throws ScriptError when the image has no coordinates.
 */
export function addMap(
  instrument: Instrument,
  record: BufferRecord,
  saved: { readonly file: string; readonly section: number },
  note: string,
  montage: MontageLayout | null,
): { readonly index: number; readonly mapId: number } {
  const { navigator } = instrument;
  const place = imageOnStage(instrument, { ...record, mapId: 0 });
  if (!place) throw new ScriptError('The image has no coordinates on the stage, so no map can be made of it');
  const { stageUm, imageShift, tiltDeg } = record.metadata;
  const centre = navigatorPlace(instrument, stageUm, imageShift, tiltDeg);
  const corners = cornersOnStage(place, record.image.widthPx, record.image.heightPx);
  const mapId = navigator.uniqueId();
  const index = navigator.add([
    ['Color', 2],
    ['StageXYZ', [centre.x, centre.y, stageUm.z]],
    ['NumPts', corners.length],
    ['Regis', navigator.registration],
    ['Type', itemType.map],
    ['Note', note],
    ['RawStageXY', [stageUm.x, stageUm.y]],
    ['MapFile', saved.file],
    ['MapID', mapId],
    ['FitToPolygonID', 0],
    ['MapMontage', montage ? 1 : 0],
    ['MapSection', saved.section],
    ...imageEntries(record, place, montage),
    ...errorEntries(instrument, centre),
    ['ImageType', 0],
    ['MontUseStage', montage ? (montage.movesStage ? 1 : 0) : -1],
    ...defocusEntry(instrument, record),
    ['MapLDConSet', record.metadata.set],
    ['MapTiltAngle', tiltDeg],
    ['PtsX', corners.map(({ x }) => x)],
    ['PtsY', corners.map(({ y }) => y)],
  ]);
  return { index, mapId };
}

/** How the image was taken, and how its pixels lie on the stage. */
function imageEntries(
  { metadata, image }: BufferRecord,
  { matrix: { xx, xy, yx, yy } }: ImageOnStage,
  montage: MontageLayout | null,
): readonly Entry[] {
  return [
    ['MapBinning', metadata.binning],
    ['MapMagInd', metadata.magIndex],
    ['MapCamera', 0],
    ['MapScaleMat', [xx, xy, yx, yy]],
    ['MapWidthHeight', [image.widthPx, image.heightPx]],
    ['MapMinMaxScale', displayRange(image)],
    ['MapFramesXY', montage ? [montage.columns, montage.rows] : [0, 0]],
    ['MontBinning', montage?.binning ?? metadata.binning],
    ['MapExposure', metadata.exposureS],
    ['MapSettling', 0],
    ['ShutterMode', 0],
    ['MapSpotSize', metadata.spotSize],
    ...beamEntries(metadata),
  ];
}

/** The standard note of a map. */
export function standardNote({ file, section }: { readonly file: string; readonly section: number }): string {
  return `Sec ${section} - ${file.replace(/^.*[\\/]/, '')}`;
}

/** Whether an image may become a map: taken by the camera or read from a file, and not worked on since. */
export function canBecomeMap({ captureFlag }: BufferRecord): boolean {
  return captureFlag === captured.single || captureFlag === captured.fromFile;
}

/** View and Search have a defocus of their own. */
function defocusEntry({ column }: Instrument, { metadata }: BufferRecord): readonly Entry[] {
  const set = setNames[metadata.set];
  if (set !== 'view' && set !== 'search') return [];
  return [['DefocusOffset', column.lowDose.area(areaOfSet[set]).defocusOffsetUm]];
}

/** A map made where the last realigning ended carries by how much that missed. */
function errorEntries({ navigator }: Instrument, centre: PlaneVector): readonly Entry[] {
  const last = navigator.lastRealign;
  const map = last && navigator.mapWithId(last.mapId);
  if (!last || !map) return [];
  const meant = { x: centre.x - last.totalUm.x, y: centre.y - last.totalUm.y };
  const off = Math.max(Math.abs(last.targetUm.x - meant.x), Math.abs(last.targetUm.y - meant.y));
  const isMontage = numberOf(map, 'MapMontage') === 1;
  if (!isInside(outlineOf(map), meant) || (isMontage && off >= nearTargetUm)) return [];
  return [
    ['RealignedID', last.mapId],
    ['RealignErrXY', [last.totalUm.x, last.totalUm.y]],
    ['LocalErrXY', [last.localUm.x, last.localUm.y]],
    ['RealignReg', navigator.registration],
  ];
}
