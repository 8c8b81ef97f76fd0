import type { MdocSite } from '../files/mdocKeys.ts';
import { cameraSize, type Instrument } from '../instrument.ts';

/** What the mdoc tells of this microscope as a whole. */
export function mdocSite(instrument: Instrument): MdocSite {
  const { scenario } = instrument;
  return {
    voltageKv: scenario.camera.voltageKv,
    countsPerElectron: scenario.camera.countsPerElectron,
    cameraPx: cameraSize(scenario),
  };
}
