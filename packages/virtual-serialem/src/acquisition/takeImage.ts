import { type BufferRecord, captured, type ImageMetadata } from '../buffers/bufferRecord.ts';
import type { Shot } from '../camera/shot.ts';
import { magnificationAt } from '../column/calibration.ts';
import { areaOfSet, type CameraSet, type SetName, setNames } from '../column/cameraSets.ts';
import { minus, type PlaneVector, times } from '../column/planeMatrix.ts';
import { mdocDateTime } from '../files/serialEmDate.ts';
import { type Instrument, tickTimeS } from '../instrument.ts';
import { footprint, pointInSight, type Sight } from '../truth/sight.ts';
import { goToArea } from './goToArea.ts';

/** What is to be exposed. */
export interface ImageRequest {
  readonly set: SetName;
  /** The script command on whose behalf it is, for the truth log. */
  readonly command: string;
  /** Parameters that differ from those of the set. */
  readonly parameters?: Partial<CameraSet>;
  /** Beam tilt of an autofocus exposure, mrad in the lab; it displaces the image by defocus times tilt. */
  readonly beamTiltMrad?: PlaneVector;
}

/**
 * Takes an image into buffer A as the scope stands, after going to the low-dose area of the set and after everything
 * has settled. The exposure goes into the truth log whatever becomes of the image.
 */
export async function takeImage(instrument: Instrument, request: ImageRequest): Promise<BufferRecord> {
  const { clock, scenario, column } = instrument;
  const camera = { ...instrument.sets.get(request.set), ...request.parameters };
  await goToArea(instrument, areaOfSet[request.set]);
  await clock.spendSettling();
  await clock.spend(scenario.clock.cameraStartS + camera.driftS + camera.exposureS / 2);
  const midS = clock.nowS;
  instrument.exposureCount += 1;
  column.settleImageShift(instrument.exposureCount);
  const sight = tiltedBeam(column.sightAt(midS), instrument, request.beamTiltMrad);
  noteTruth(instrument, request.command, sight, camera.exposureS, midS);
  const image = await instrument.camera.form(instrument.specimen, makeShot(instrument, sight, camera, midS));
  const slow = request.set === 'record' || request.set === 'focus';
  await clock.spend(camera.exposureS / 2 + (slow ? scenario.clock.readoutS : scenario.clock.shortReadoutS));
  const record: BufferRecord = {
    image,
    metadata: metadataNow(instrument, request.set, camera),
    captureFlag: captured.single,
    section: 0,
    saved: null,
    shiftPx: { x: 0, y: 0 },
    mapId: 0,
    tickS: tickTimeS(instrument),
    origin: column.valvesOpen ? { exposure: instrument.exposureCount, sight } : null,
  };
  instrument.buffers.push(record);
  return record;
}

/** The dose of an exposure of the present area, e/Å²; none when the valves are closed. */
function dose(instrument: Instrument, exposureS: number): number {
  return instrument.column.valvesOpen ? instrument.column.area.doseRateEPerA2PerS * exposureS : 0;
}

/** With a tilted beam the image moves by defocus times tilt, so the camera sees what lies the other way. */
function tiltedBeam(sight: Sight, instrument: Instrument, beamTiltMrad: PlaneVector | undefined): Sight {
  if (!beamTiltMrad) return sight;
  const { defocusUm } = pointInSight(sight, instrument.specimen);
  return { ...sight, centreUm: minus(sight.centreUm, times(beamTiltMrad, defocusUm / 1000)) };
}

function makeShot(instrument: Instrument, sight: Sight, camera: CameraSet, midS: number): Shot {
  const { column, scenario } = instrument;
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
    doseEPerA2: dose(instrument, camera.exposureS),
    exposureS: camera.exposureS,
    beam: sight.beam,
    transmissionFactor: column.valvesOpen ? 1 : 0,
    counter: instrument.exposureCount,
  };
}

function noteTruth(instrument: Instrument, command: string, sight: Sight, exposureS: number, timeS: number): void {
  const { point, defocusUm } = pointInSight(sight, instrument.specimen);
  instrument.truth.exposed({
    n: instrument.exposureCount,
    command,
    area: instrument.column.lowDose.current,
    file: null,
    section: null,
    nominalTiltDeg: sight.nominalTiltDeg,
    trueTiltDeg: sight.trueTiltDeg,
    specimenPointUm: point,
    trueDefocusUm: defocusUm,
    requestedDefocusUm: instrument.column.targetDefocusUm,
    doseEPerA2: dose(instrument, exposureS),
    footprintUm: footprint(sight, instrument.specimen),
    timeS,
    commandCount: instrument.faults.commandCount,
  });
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
    imageShift: column.coils.raw,
    defocusUm: column.defocusUm,
    targetDefocusUm: column.targetDefocusUm,
    doseEPerA2: dose(instrument, camera.exposureS),
    doseRateEPerPxPerS: area.doseRateEPerA2PerS * (10 * pixelSizeNm) ** 2,
    priorDoseEPerA2: script.doseByArea.get(script.doseArea) ?? null,
    spotSize: area.spotSize,
    dateTime: mdocDateTime(scenario.clock.startsAt, clock.nowS),
    navigatorLabel: null,
  };
}
