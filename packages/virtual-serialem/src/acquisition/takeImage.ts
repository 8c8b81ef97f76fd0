import { type BeamSettings, type BufferRecord, captured, type ImageMetadata } from '../buffers/bufferRecord.ts';
import type { Shot } from '../camera/shot.ts';
import { magnificationAt } from '../column/calibration.ts';
import { areaOfSet, type CameraSet, longestExposureS, type SetName, setNames } from '../column/cameraSets.ts';
import { micronsPerIntensity } from '../column/column.ts';
import { minus, origin, type PlaneVector, plus, times } from '../column/planeMatrix.ts';
import { sum } from '../column/rotation.ts';
import { darkBelow, type ExposureEffects } from '../faults/exposureEffects.ts';
import { meetExposure } from '../faults/inflict.ts';
import { mdocSite } from '../files/mdocSite.ts';
import { mdocDateTime } from '../files/serialEmDate.ts';
import { saveFrames } from '../frames/saveFrames.ts';
import { type Instrument, tickTimeS } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { type Look, lookOf } from '../truth/look.ts';
import { footprint, pointInSight, type Sight } from '../truth/sight.ts';
import { followBackgroundMove } from './backgroundMove.ts';
import { goToArea } from './goToArea.ts';
import { offCentre } from './offCentre.ts';

type CameraFailure = NonNullable<ExposureEffects['failure']>;

/** What is to be exposed. */
export interface ImageRequest {
  readonly set: SetName;
  /** The script command on whose behalf it is, for the truth log. */
  readonly command: string;
  /** Parameters that differ from those of the set. */
  readonly parameters?: Partial<CameraSet>;
  /** Beam tilt of an autofocus exposure, mrad in the lab; it displaces the image by defocus times tilt. */
  readonly beamTiltMrad?: PlaneVector;
  /** false: no frames are saved of it, whatever the set says. */
  readonly savesFrames?: boolean;
}

/**
 * Takes an image into buffer A as the scope stands, after going to the low-dose area of the set and after everything
 * has settled. The exposure goes into the truth log whatever becomes of the image. Throws UserStop, before anything moves,
 * when STOP was pressed.
 */
export async function takeImage(instrument: Instrument, request: ImageRequest): Promise<BufferRecord> {
  const { clock, scenario, column } = instrument;
  await instrument.stop.look();
  const wanted = { ...instrument.sets.get(request.set), ...request.parameters };
  const camera = { ...wanted, exposureS: Math.min(wanted.exposureS, longestExposureS) };
  await goToArea(instrument, areaOfSet[request.set]);
  column.screenIsDown = false;
  column.beamIsBlanked = false;
  await clock.spendSettling();
  await clock.spend(scenario.clock.cameraStartS + camera.driftS + camera.exposureS / 2);
  followBackgroundMove(instrument);
  const midS = clock.nowS;
  const effects = meetExposure(instrument, request.set, column.sightAt(midS));
  if (effects.failure?.exposed === false) await cameraFails(instrument, effects.failure);
  instrument.exposureCount += 1;
  column.settleImageShift(instrument.exposureCount);
  const beam = column.valvesOpen ? effects.beam * instrument.facility.gun.currentFraction(midS) : 0;
  const doseEPerA2 = beam * dose(instrument, camera.exposureS);
  const looking = tiltedBeam(
    offCentre(moved(column.sightAt(midS), effects.movedUm), camera),
    instrument,
    request.beamTiltMrad,
  );
  const { sight, doseBeforeEPerA2 } = instrument.beamEffects.expose(looking, instrument.specimen, doseEPerA2);
  const shot: Shot = {
    ...makeShot(instrument, sight, camera, midS, effects),
    doseEPerA2,
    ...(scenario.beamEffects.fading ? { doseBeforeEPerA2 } : {}),
  };
  const image = await instrument.camera.form(instrument.specimen, shot);
  noteTruth(instrument, request, sight, midS, shot, lookOf(sight, instrument.specimen, shot, image, scenario.camera));
  const slow = request.set === 'record' || request.set === 'focus';
  await clock.spend(camera.exposureS / 2 + (slow ? scenario.clock.readoutS : scenario.clock.shortReadoutS));
  const metadata = metadataNow(instrument, request.set, camera);
  const exposed = { set: request.set, camera };
  const saves = request.savesFrames ?? true;
  const frames = saves ? await saveFrames(instrument, image, metadata, exposed, mdocSite(instrument)) : null;
  const record: BufferRecord = {
    image,
    metadata: frames ? { ...metadata, frames } : metadata,
    captureFlag: captured.single,
    section: 0,
    saved: null,
    shiftPx: { x: 0, y: 0 },
    mapId: 0,
    tickS: tickTimeS(instrument),
    origin: {
      exposure: instrument.exposureCount,
      sight,
      flaw: beam * shot.transmissionFactor < darkBelow ? { kind: 'dark' } : effects.flaw,
    },
  };
  if (effects.failure) await cameraFails(instrument, effects.failure);
  const shown = effects.isStale ? staleImage(instrument, record) : record;
  instrument.buffers.push(shown);
  return shown;
}

/** The dose that an exposure of the present area is meant to have, e/Å²: what SerialEM believes. */
function dose(instrument: Instrument, exposureS: number): number {
  return instrument.column.area.doseRateEPerA2PerS * exposureS;
}

/** The place has moved by itself, µm in the lab. */
function moved(sight: Sight, byUm: PlaneVector): Sight {
  return { ...sight, pose: { ...sight.pose, offsetUm: sum(sight.pose.offsetUm, { ...byUm, z: 0 }) } };
}

/** The acquisition ends in an error after a wait. */
async function cameraFails({ clock }: Instrument, { waitS, message }: CameraFailure): Promise<never> {
  await clock.spend(waitS);
  throw new ScriptError(message);
}

/** The pixels of the exposure before under the name of this one, if there is one of its size in A. */
function staleImage(instrument: Instrument, record: BufferRecord): BufferRecord {
  const before = instrument.buffers.get(0);
  const fits = before?.image.widthPx === record.image.widthPx && before.image.heightPx === record.image.heightPx;
  if (!before?.origin || !record.origin || !fits) return record;
  const { sight, flaw } = before.origin;
  return { ...record, image: before.image, origin: { ...record.origin, sight, flaw: flaw ?? null } };
}

/**
 * With a tilted beam the image moves by defocus times tilt and by Cs times its cube, so the camera sees what lies the other
 * way. Autofocus tilts the beam by more than what image shift leaves of it; its calibration takes care of Cs.
 */
function tiltedBeam(sight: Sight, instrument: Instrument, byAutofocusMrad: PlaneVector | undefined): Sight {
  const { column, scenario, specimen } = instrument;
  const residual = scenario.optics.beam.tiltMovesImage ? column.residualBeamTiltMrad : origin;
  if (!byAutofocusMrad && Math.hypot(residual.x, residual.y) === 0) return sight;
  const { defocusUm } = pointInSight(sight, specimen);
  const aberrationUm = 1000 * scenario.camera.sphericalAberrationMm * ((residual.x ** 2 + residual.y ** 2) / 1e6);
  const movedUm = plus(
    times(byAutofocusMrad ?? origin, defocusUm / 1000),
    times(residual, (defocusUm + aberrationUm) / 1000),
  );
  return { ...sight, centreUm: minus(sight.centreUm, movedUm) };
}

function makeShot(
  instrument: Instrument,
  sight: Sight,
  camera: CameraSet,
  midS: number,
  effects: ExposureEffects,
): Omit<Shot, 'doseEPerA2'> {
  const { column, scenario, facility } = instrument;
  const { xx, xy, yx, yy } = sight.specimenToCamera;
  return {
    pose: sight.pose,
    driftNmPerS: column.stage.goniometer.driftNmPerS(midS),
    centreUm: sight.centreUm,
    cameraFromLab: [xx, xy, yx, yy],
    widthPx: Math.floor(camera.widthPx / camera.binning),
    heightPx: Math.floor(camera.heightPx / camera.binning),
    binning: camera.binning,
    defocusUm: sight.defocusUm,
    astigmatismUm: scenario.optics.focus.astigmatismUm,
    exposureS: camera.exposureS,
    beam: sight.beam,
    transmissionFactor: effects.transmission * facility.filter.transmission(midS),
    slitIn: facility.filter.slitIn,
    contrastFactor: effects.contrast,
    gainErrorFactor: effects.gainErrors,
    lumps: effects.lumps,
    counter: instrument.exposureCount,
  };
}

function noteTruth(
  instrument: Instrument,
  { command, set }: ImageRequest,
  sight: Sight,
  timeS: number,
  { doseEPerA2 }: Shot,
  look: Look,
): void {
  const { point, defocusUm } = pointInSight(sight, instrument.specimen);
  instrument.truth.exposed({
    n: instrument.exposureCount,
    command,
    set,
    area: instrument.column.lowDose.current,
    file: null,
    section: null,
    nominalTiltDeg: sight.nominalTiltDeg,
    trueTiltDeg: sight.trueTiltDeg,
    specimenPointUm: point,
    trueDefocusUm: defocusUm,
    requestedDefocusUm: instrument.column.targetDefocusUm,
    doseEPerA2,
    footprintUm: footprint(sight, instrument.specimen),
    timeS,
    commandCount: instrument.faults.commandCount,
    look,
  });
}

function beamSettings({ column, facility: { filter } }: Instrument): BeamSettings {
  return {
    intensity: column.area.beamDiameterUm / micronsPerIntensity,
    probeMode: column.probeMode,
    slitWidthEv: filter.slitIn ? filter.slitWidthEv : 0,
    lossEv: filter.lossEv,
  };
}

/** What SerialEM would write beside an image taken now: calibrated and reported values only. */
function metadataNow(instrument: Instrument, set: SetName, camera: CameraSet): ImageMetadata {
  const { column, script, scenario, clock } = instrument;
  const { area, stage } = column;
  const mag = magnificationAt(column.calibration, area.magIndex);
  const pixelSizeNm = column.pixelSizeNm;
  return {
    set: setNames.indexOf(set),
    binning: camera.binning,
    exposureS: camera.exposureS,
    magIndex: area.magIndex,
    magnification: mag?.magnification ?? 0,
    pixelSizeNm: pixelSizeNm * camera.binning,
    rotationDeg: mag?.rotationDeg ?? 0,
    tiltDeg: stage.goniometer.reportedDeg,
    stageUm: stage.reportedUm,
    imageShift: column.coils.centred,
    defocusUm: column.defocusUm,
    targetDefocusUm: column.targetDefocusUm,
    doseEPerA2: dose(instrument, camera.exposureS),
    doseRateEPerPxPerS: area.doseRateEPerA2PerS * (10 * pixelSizeNm) ** 2,
    priorDoseEPerA2: script.doseByArea.get(script.doseArea) ?? null,
    spotSize: area.spotSize,
    beam: beamSettings(instrument),
    dateTime: mdocDateTime(scenario.clock.startsAt, clock.wallS),
    navigatorLabel: null,
  };
}
