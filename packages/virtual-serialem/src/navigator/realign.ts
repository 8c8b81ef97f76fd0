import { type AutodocSection, numberOf } from '@pacetomo/em-files';
import { alignOrFail } from '../acquisition/alignImages.ts';
import { goToArea } from '../acquisition/goToArea.ts';
import { cameraShift, imposeShift } from '../acquisition/imposeShift.ts';
import { changeImageShift } from '../acquisition/moveImageShift.ts';
import { tiltStage } from '../acquisition/moveStage.ts';
import { takeImageLike } from '../acquisition/takeImageLike.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { apply, inverse, minus, type PlaneVector, plus, times } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { type ChosenMap, chooseMap } from './findMap.ts';
import { isMap, stageToCamera } from './imageOnStage.ts';
import { loadMap } from './mapImage.ts';
import { moveToPlace } from './moveToPlace.ts';
import { stageOf } from './navigatorTable.ts';
import { replaceShift, type ShiftReplacement } from './replaceShift.ts';
import { imageShiftToStage, placeNow } from './stagePlace.ts';

/** What may be asked of a realigning. */
export interface RealignOptions extends ShiftReplacement {
  readonly command: string;
  /** Whether the microscope goes back to the low-dose area it was in. */
  readonly restore: boolean;
}

/** A target nearer than this to the centre of the frame is reached with image shift, µm; so SerialEM's standard. */
const largestShiftUm = 1;
/** Standard deviation of the weight around the expected shift in the second alignment, µm. */
const expectedWithinUm = 3;
/** The stage is tilted to the angle of the map when it differs by more than this times the cosine, degrees. */
const tiltToleranceDeg = 2;

/**
 * Finds an item again as SerialEM does (RealignToItem in NavHelper.cpp): goes to the middle of a map on which it lies,
 * takes an image under the map's conditions and aligns it, goes on to the item, aligns there, and when the item is itself
 * another map, aligns to that with its conditions. The item ends in the centre with some image shift.
 *
 * Throws ScriptError with SerialEM's number of the failure when there is no map for it.
 */
export async function realignToItem(instrument: Instrument, index: number, options: RealignOptions): Promise<void> {
  const item = instrument.navigator.item(index);
  const chosen = await chooseMap(instrument, item);
  if ('failure' in chosen) throw failed(chosen.failure, item.name);
  const areaBefore = instrument.column.lowDose.current;
  const itself = isMap(item) && numberOf(item, 'MapID') !== numberOf(chosen.map, 'MapID') ? item : null;
  const inTwoRounds = itself ? { ...options, mostResets: 0, leaveAtZero: false } : options;
  await alignToMap(instrument, item, chosen, inTwoRounds);
  if (itself) await alignToItself(instrument, itself, options.command);
  if (options.restore) await goToArea(instrument, areaBefore);
  instrument.log.add(`Realigned to the navigator item ${item.name}`);
}

/** Finds the map again on which an item was drawn, then puts the item into the centre with image shift. */
export async function realignToDrawnOnMap(
  instrument: Instrument,
  index: number,
  options: RealignOptions,
): Promise<void> {
  const { navigator } = instrument;
  const item = navigator.item(index);
  const mapId = numberOf(item, 'DrawnID') ?? 0;
  const map = navigator.mapWithId(mapId);
  if (!map) throw failed(mapId === 0 ? 8 : 9, item.name);
  await realignToItem(instrument, navigator.items.indexOf(map) + 1, { ...options, mostResets: 0, leaveAtZero: false });
  shiftByStage(instrument, minus(stageOf(item), stageOf(map)), item.name);
}

async function alignToMap(
  instrument: Instrument,
  item: AutodocSection,
  chosen: ChosenMap,
  options: RealignOptions,
): Promise<void> {
  const { frame, map } = chosen;
  const first = frame.centreUm;
  await tiltAsMap(instrument, map);
  await moveToPlace(instrument, { ...first, z: stageOf(item).z });
  const image = await takeAsMap(instrument, frame.record, options.command);
  const shiftPx = await aligned(instrument, image, frame.record, item.name);
  const missedUm = stageError(instrument, image, shiftPx);
  const toTarget = plus(plus(minus(chosen.targetUm, first), missedUm), chosen.localErrorUm);
  note(instrument, chosen, missedUm, { x: 0, y: 0 });
  if (Math.hypot(toTarget.x, toTarget.y) < largestShiftUm && options.mostResets <= 0 && !options.leaveAtZero) {
    shiftByStage(instrument, minus(toTarget, chosen.localErrorUm), item.name);
    return;
  }
  await moveToPlace(instrument, plus(first, toTarget));
  if (options.leaveAtZero && options.mostResets <= 0) return;
  const localUm = await alignAtTarget(instrument, chosen, item.name, options.command);
  note(instrument, chosen, plus(missedUm, localUm), localUm);
  await replaceShift(instrument, options, () => alignAtTarget(instrument, chosen, item.name, options.command));
}

/** The second image: the map is shifted so that the target is its centre. Gives by how much the stage had missed, µm. */
async function alignAtTarget(
  instrument: Instrument,
  chosen: ChosenMap,
  name: string,
  command: string,
): Promise<PlaneVector> {
  const reference = shiftedToTarget(instrument, chosen);
  const image = await takeAsMap(instrument, reference, command);
  const shiftPx = await aligned(
    instrument,
    image,
    reference,
    name,
    (1000 * expectedWithinUm) / image.metadata.pixelSizeNm,
  );
  const missedUm = stageError(instrument, image, shiftPx);
  imposeShift(instrument, shiftPx, true);
  return missedUm;
}

/** The third image, when the item is a map of its own. */
async function alignToItself(instrument: Instrument, item: AutodocSection, command: string): Promise<void> {
  const { navigator } = instrument;
  const reference = await loadMap(instrument, item);
  const image = await takeAsMap(instrument, reference, command);
  imposeShift(instrument, await aligned(instrument, image, reference, item.name), true);
  const last = navigator.lastRealign;
  if (last) navigator.lastRealign = { ...last, totalUm: minus(placeNow(instrument), stageOf(item)) };
}

/** Takes an image like that of a map; the map is put into B beside it. */
async function takeAsMap(instrument: Instrument, map: BufferRecord, command: string): Promise<BufferRecord> {
  const taken = await takeImageLike(instrument, map, { command, called: 'The map' });
  instrument.buffers.put(1, map);
  return taken;
}

/** The alignment shift of an image against a frame of a map; the image in A shows it. Throws ScriptError without one. */
async function aligned(
  instrument: Instrument,
  image: BufferRecord,
  reference: BufferRecord,
  name: string,
  sigmaPx?: number,
): Promise<PlaneVector> {
  const expected = sigmaPx === undefined ? {} : { expected: { shiftPx: { x: 0, y: 0 }, sigmaPx } };
  const sentence = `The image does not correlate with the map for the navigator item ${name}`;
  return await alignOrFail(instrument, image, reference, sentence, expected);
}

/** By how much the stage has to go further so that what an alignment shift brings to the centre is there, µm. */
function stageError(instrument: Instrument, image: BufferRecord, shiftPx: PlaneVector): PlaneVector {
  const { magIndex, tiltDeg } = image.metadata;
  const camera = stageToCamera(instrument, magIndex, tiltDeg);
  return apply(inverse(camera), times(cameraShift(image, shiftPx), -1));
}

/** The frame of the map with the target in its centre. */
function shiftedToTarget(instrument: Instrument, { frame, targetUm }: ChosenMap): BufferRecord {
  const { magIndex, tiltDeg, binning } = frame.record.metadata;
  const fromCentre = apply(stageToCamera(instrument, magIndex, tiltDeg), minus(targetUm, frame.centreUm));
  return { ...frame.record, shiftPx: { x: -fromCentre.x / binning, y: fromCentre.y / binning } };
}

/** Moves the view by a stage vector, µm, with image shift. */
function shiftByStage(instrument: Instrument, byUm: PlaneVector, name: string): void {
  const toStage = imageShiftToStage(instrument, instrument.column.stage.goniometer.reportedDeg);
  if (changeImageShift(instrument, apply(inverse(toStage), byUm))) {
    throw new ScriptError(`The navigator item ${name} cannot be reached with image shift`);
  }
}

async function tiltAsMap(instrument: Instrument, map: AutodocSection): Promise<void> {
  const wantedDeg = numberOf(map, 'MapTiltAngle') ?? 0;
  const { reportedDeg } = instrument.column.stage.goniometer;
  const toleranceDeg = tiltToleranceDeg * Math.max(0.5, Math.cos((reportedDeg * Math.PI) / 180));
  if (Math.abs(reportedDeg - wantedDeg) <= toleranceDeg) return;
  await tiltStage(instrument, wantedDeg);
}

function note({ navigator }: Instrument, chosen: ChosenMap, totalUm: PlaneVector, localUm: PlaneVector): void {
  const mapId = numberOf(chosen.map, 'MapID') ?? 0;
  navigator.lastRealign = { mapId, totalUm, localUm, targetUm: chosen.targetUm };
}

function failed(failure: number, name: string): ScriptError {
  const reasons: Readonly<Record<number, string>> = {
    4: 'it lies on no map that could be used',
    5: 'the centres of all maps on which it lies are too near to their borders',
    8: 'it was not drawn on a map',
    9: 'the map on which it was drawn is not in the table',
  };
  return new ScriptError(`Realigning to the navigator item ${name} failed with ${failure}: ${reasons[failure] ?? ''}`);
}
