import { numberOf, textOf } from '@pacetomo/em-files';
import { imposeShift } from '../acquisition/imposeShift.ts';
import { measureShift } from '../acquisition/measureShift.ts';
import { takeImage } from '../acquisition/takeImage.ts';
import { type BufferRecord, captured } from '../buffers/bufferRecord.ts';
import { setNames } from '../column/cameraSets.ts';
import { apply, composed, inverse, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { itemType } from '../navigator/navigatorTable.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { imageFromPath, readBuffer, saveBuffer } from './files.ts';
import { equivalentStageMove, resetImageShift } from './imageShift.ts';
import { bufferArgument, imageArgument } from './named.ts';
import { moveToItem } from './navigator.ts';

/** Where the centre of an image is on the stage: its stage position plus the stage equivalent of its image shift, µm. */
function stageOfImage(instrument: Instrument, record: BufferRecord): PlaneVector {
  const { calibration, coils } = instrument.column;
  const { stageUm, imageShift, tiltDeg } = record.metadata;
  const axis = coils.axisShift;
  const centred = { x: imageShift.x - axis.x, y: imageShift.y - axis.y };
  const toStage = composed(calibration.imageShiftToSpecimen, inverse(calibration.stageToSpecimen));
  const equivalent = apply(toStage, centred);
  return { x: stageUm.x + equivalent.x, y: stageUm.y + equivalent.y / Math.cos((tiltDeg * Math.PI) / 180) };
}

function noteFor(args: CommandArguments, standard: string): string {
  if (!args.has(0)) return standard;
  if (args.count < 2) throw new ScriptError('NewMap needs a text after the number');
  const [place, text] = [args.integer(0), args.lastText()];
  if (place === 0) return text;
  return place < 0 ? `${text} ${standard}` : `${standard} ${text}`;
}

/** Makes a map of the image in A; saves it to the current file when it is not saved yet. */
async function newMap(instrument: Instrument, args: CommandArguments): Promise<[number]> {
  const { buffers, files, navigator, column } = instrument;
  if (!buffers.get(0)?.saved) await saveBuffer(instrument, 0, files.required);
  const record = buffers.get(0);
  if (!record?.saved) throw new ScriptError('There is no image in buffer A to make a map of');
  if (record.captureFlag === captured.processed) throw new ScriptError('A processed image cannot become a map');
  const { metadata, image, saved } = record;
  const { x, y } = stageOfImage(instrument, record);
  const transforms = column.calibration.calibrated(metadata.magIndex);
  const toCamera = composed(column.calibration.stageToSpecimen, transforms.specimenToCamera);
  const b = metadata.binning;
  const mapId = navigator.uniqueId();
  const note = noteFor(args, `Sec ${saved.section} - ${saved.file.replace(/^.*[\\/]/, '')}`);
  const index = navigator.add([
    ['Color', 2],
    ['StageXYZ', [x, y, metadata.stageUm.z]],
    ['NumPts', 5],
    ['Regis', 1],
    ['Type', itemType.map],
    ['Note', note],
    ['MapFile', saved.file],
    ['MapID', mapId],
    ['MapMontage', 0],
    ['MapSection', saved.section],
    ['MapBinning', b],
    ['MapMagInd', metadata.magIndex],
    ['MapCamera', 0],
    ['MapScaleMat', [toCamera.xx / b, toCamera.xy / b, toCamera.yx / b, toCamera.yy / b]],
    ['MapWidthHeight', [image.widthPx, image.heightPx]],
    ['MapExposure', metadata.exposureS],
    ['MapTiltAngle', metadata.tiltDeg],
    ['MapLDConSet', metadata.set],
  ]);
  buffers.amend(0, { mapId });
  return [index];
}

/** The image of a map. Throws ScriptError when the item is no map. */
async function mapImage(instrument: Instrument, index: number): Promise<BufferRecord> {
  const item = instrument.navigator.item(index);
  const file = textOf(item, 'MapFile');
  if (file === null) throw new ScriptError(`The navigator item ${item.name} is not a map`);
  const path = instrument.folder.path(file);
  const record = await imageFromPath(instrument, path, numberOf(item, 'MapSection') ?? 0, null);
  return { ...record, mapId: numberOf(item, 'MapID') ?? 0 };
}

async function loadMap(instrument: Instrument, args: CommandArguments): Promise<void> {
  const to = bufferArgument(args, 1, readBuffer);
  instrument.buffers.put(to, await mapImage(instrument, args.integer(0)));
}

/**
 * Goes to an item and finds it again: takes an image as its map was taken, compares, moves the stage by what is missing,
 * and takes the rest with image shift.
 */
async function realign(instrument: Instrument, index: number): Promise<void> {
  await moveToItem(instrument, index);
  const map = await mapImage(instrument, index);
  const set = setNames[map.metadata.set];
  if (!set) throw new ScriptError('The map does not tell the camera set it was taken with');
  for (const round of ['stage', 'image shift']) {
    await takeImage(instrument, { set, command: 'RealignToOtherItem' });
    const image = instrument.buffers.get(0);
    const shiftPx = image && measureShift(instrument, image, map, { limitUm: null, trim: true });
    if (!shiftPx) throw new ScriptError('The image does not correlate with the map');
    imposeShift(instrument, shiftPx, true);
    if (round === 'stage') await resetImageShift(instrument);
  }
}

/** The stage position of a point seen at a stage position and an image shift, for the navigator. */
function adjustStage(instrument: Instrument, args: CommandArguments): number[] {
  const { calibration } = instrument.column;
  const x = args.number(0);
  const y = args.number(1);
  if (!args.has(2)) {
    const move = equivalentStageMove(instrument);
    return [x + move.x, y + move.y];
  }
  const shift = { x: args.number(2), y: args.number(3) };
  const toStage = composed(calibration.imageShiftToSpecimen, inverse(calibration.stageToSpecimen));
  const move = apply(toStage, shift);
  const tiltDeg = args.numberOr(6, instrument.column.stage.goniometer.reportedDeg);
  const cosine = Math.abs(tiltDeg) > 1 ? Math.cos((tiltDeg * Math.PI) / 180) : 1;
  return [x + move.x, y + move.y / cosine];
}

/** A point in an image as a navigator point; pixels count from the top left. */
function addImagePoint(instrument: Instrument, args: CommandArguments): [number] {
  const { calibration } = instrument.column;
  const record = imageArgument(instrument, args, 0);
  const { metadata, image, mapId, shiftPx } = record;
  const b = metadata.binning;
  const camera = {
    x: b * (args.number(1) - image.widthPx / 2 - shiftPx.x),
    y: -b * (args.number(2) - image.heightPx / 2 - shiftPx.y),
  };
  const { specimenToCamera } = calibration.calibrated(metadata.magIndex);
  const toStage = composed(inverse(specimenToCamera), inverse(calibration.stageToSpecimen));
  const offset = apply(toStage, camera);
  const centre = stageOfImage(instrument, record);
  const place = { x: centre.x + offset.x, y: centre.y + offset.y / Math.cos((metadata.tiltDeg * Math.PI) / 180) };
  const index = instrument.navigator.add([
    ['Color', 0],
    ['StageXYZ', [place.x, place.y, args.numberOr(3, metadata.stageUm.z)]],
    ['NumPts', 1],
    ['Regis', 1],
    ['Type', itemType.point],
    ...(mapId > 0 ? ([['DrawnID', mapId]] as const) : []),
    ...(args.integerOr(4, 0) > 0 ? ([['GroupID', args.integer(4)]] as const) : []),
    ['PtsX', place.x],
    ['PtsY', place.y],
  ]);
  return [index];
}

/** Commands for navigator maps. */
export const mapCommands: CommandFamily = {
  NewMap: newMap,
  LoadOtherMap: loadMap,
  LoadNavMap: async (instrument, args) => {
    instrument.buffers.put(bufferArgument(args, 0, readBuffer), await mapImage(instrument, 0));
  },
  RealignToOtherItem: (instrument, args) => realign(instrument, args.integer(0)),
  RealignToNavItem: (instrument) => realign(instrument, 0),
  AdjustStagePosForNav: adjustStage,
  AddImagePosAsNavPoint: addImagePoint,
};
