import { cosDeg, sinDeg, tanDeg } from '../geometry/degrees.ts';
import { add, apply, type Vec } from '../geometry/frames.ts';
import type { Beam, NewestImage, Optics, RecordPreparation, Stacks, Stage } from '../microscope/microscope.ts';
import { exposureS } from '../motion/wantedDefocus.ts';
import type { Settings } from '../plan/settings.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { tileFile, tileShift } from '../run/montage.ts';
import type { Slot, Tile } from '../run/slot.ts';
import { expectedDose, orderOf, tileSectionsOf } from '../run/stacks.ts';
import { indexOf, slotKey, targetOf } from '../run/state.ts';
import { frameName } from '../series/frameName.ts';
import { outOfReach, setOptics } from './aim.ts';
import { takeImage } from './exposing.ts';
import type { Running } from './running.ts';
import { openFile } from './slotStack.ts';
import { turnStage } from './turnStage.ts';

/** Takes one piece of a target's montage, beside where the piece in its middle was taken. */
export async function exposeTile(
  scope: Stage & Optics & Beam & RecordPreparation & NewestImage & Stacks,
  run: Running,
  slot: Slot,
  tilt: Tilt,
  tile: Tile,
): Promise<void> {
  const readTiltDeg = await turnStage(scope, run, slot.step);
  const { area } = run.state;
  const middle = run.state.outcomes.get(slotKey(slot));
  if (area?.camera === undefined || middle?.kind !== 'taken' || middle.aim === null)
    return run.note({ type: 'tile.skip', ...slot, tile, reason: 'the piece in the middle was not taken by this run' });
  const shift = apply(area.camera.toSpecimen, tileShift(run.settings, area.camera.size, tile));
  const imageShift = add(middle.aim.imageShift, apply<'specimen', 'imageShift'>(area.toImageShift, shift));
  const aim = { imageShift, defocusUm: middle.aim.defocusUm + focusChangeUm(run.settings, shift, readTiltDeg) };
  const beyond = outOfReach(run, imageShift);
  if (beyond !== null) return run.note({ type: 'tile.skip', ...slot, tile, reason: beyond });

  const file = tileFile(targetOf(run.plan, slot.target).stack, tile);
  const sectionsBefore = tileSectionsOf(run.state, slot.target, tile.column, tile.row);
  await openFile(scope, file, sectionsBefore);
  if (!(await setOptics(scope, run, slot.target, aim))) {
    await scope.close();
    return run.note({ type: 'tile.skip', ...slot, tile, reason: 'SerialEM refused the image shift' });
  }
  const ownExposureS = exposureS(run.settings, indexOf(run.plan, slot.target), tilt);
  const frames = frameName({ stack: file, order: orderOf(run.state, slot, tile), tiltDeg: tilt.deg, at: new Date() });
  await scope.prepareRecord({
    frameName: frames,
    exposureS: ownExposureS,
    compensateBeamTilt: run.settings.beamTiltComp,
  });
  await scope.wait(run.settings.delayImageShiftS);
  await takeImage(scope, run, {
    purpose: 'tile',
    ...slot,
    tile,
    file,
    sectionsBefore,
    frameName: frames,
    expectedDoseEPerA2: expectedDose(run.state, ownExposureS),
    tiltDeg: tilt.deg,
    ...aim,
    ...(ownExposureS === null ? {} : { exposureS: ownExposureS }),
  });
  await scope.afterRecord();
  await scope.close();
}

/**
 * By how much the defocus of a piece differs, µm, so that all pieces are imaged at one defocus: the sample rises from the
 * middle by its own slope and, seen along the beam, by the tilt of the stage.
 */
function focusChangeUm(settings: Settings, { x, y }: Vec<'specimen'>, tiltDeg: number): number {
  if (!settings.tgtMntFocusCor) return 0;
  const { pretiltDeg, rotationDeg } = settings;
  const slope = tanDeg(pretiltDeg);
  // y is seen from above at the tilt: what rises within the grid plane lies the farther back, y = inPlaneY cos − height sin
  const inPlaneY =
    (y - slope * sinDeg(rotationDeg) * sinDeg(tiltDeg) * x) /
    (cosDeg(tiltDeg) - slope * cosDeg(rotationDeg) * sinDeg(tiltDeg));
  const heightUm = slope * (cosDeg(rotationDeg) * inPlaneY - sinDeg(rotationDeg) * x);
  return -(cosDeg(tiltDeg) * heightUm + sinDeg(tiltDeg) * inPlaneY);
}
