import type { Beam, RecordPreparation } from '../microscope/microscope.ts';
import { reference } from './buffers.ts';
import type { CameraSets } from './cameraSets.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** SerialEM's argument of G for measuring without correcting. */
const measureOnly = -1;

/** SerialEM's argument of Eucentricity for the rough routine alone. */
const roughOnly = 1;

/** SerialEM's argument of RealignToOtherItem: microscope and camera are put back afterwards as they were. */
const restoreState = 1;

/**
 * SerialEM's bits for what a person may have ticked to be added to the names of frame files: file root, label, number, date,
 * time, tilt, hole and magnification (CameraController.h). Ours is the whole name.
 */
const addedToNames = 0x3ff0;

/** The exposing half of the camera. */
export function beamOf(gate: CommandGate): Beam {
  return {
    record: async (permit) => {
      await gate.expose(permit, 'R');
    },
    view: async (permit) => {
      await gate.expose(permit, 'V');
    },
    preview: async (permit) => {
      await gate.expose(permit, 'L');
    },
    matchReference: async (permit) => {
      await gate.expose(permit, 'AcquireToMatchBuffer', reference);
    },
    autofocus: async (permit) => {
      await gate.expose(permit, 'G');
    },
    measureDefocus: async (permit) => {
      await gate.expose(permit, 'G', measureOnly);
      const [defocusUm, failure] = await gate.send('ReportAutoFocus');
      return failure === 0 ? defocusUm : null;
    },
    roughEucentricity: async (permit) => {
      await gate.expose(permit, 'Eucentricity', roughOnly);
    },
    realignToItem: async (item, permit) => {
      await gate.expose(permit, 'RealignToOtherItem', item, restoreState);
    },
    refineSlit: async (permit) => {
      await gate.expose(permit, 'RefineZLP');
    },
  };
}

/** What goes before and after a Record image. */
export function recordPreparationOf(gate: CommandGate, sets: CameraSets): RecordPreparation {
  // SerialEM adds to the beam tilt that there is, and complains when it is to restore one that it has not changed
  let tiltIsAdjusted = false;
  let nameIsAlone = false;
  const takeTiltBack = async (): Promise<void> => {
    if (!tiltIsAdjusted) return;
    await gate.send('RestoreBeamTilt');
    tiltIsAdjusted = false;
  };
  return {
    prepareRecord: async ({ frameName, exposureS, compensateBeamTilt }) => {
      if (!nameIsAlone) await gate.send('SetFrameNameFormat', 0, 0, addedToNames); // until the connection ends
      nameIsAlone = true;
      await gate.send('SetFrameBaseName', 0, 1, 0, frameName);
      if (exposureS === null) await sets.restore('R');
      else await sets.setExposure('R', exposureS);
      await takeTiltBack();
      if (!compensateBeamTilt) return;
      await gate.send('AdjustBeamTiltforIS');
      tiltIsAdjusted = true;
    },
    afterRecord: takeTiltBack,
    newestFrames: async () => {
      const found = await orRefused(gate.send('ReportLastFrameFile'), null);
      if (found === null) return null;
      const frames = await orRefused(gate.send('ReportNumFramesSaved'), null);
      return { path: found[0], frames };
    },
  };
}
