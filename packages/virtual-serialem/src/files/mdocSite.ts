import { cameraSize, type Instrument } from '../instrument.ts';
import type { MdocSite } from './mdocKeys.ts';

/** What the mdoc tells of this microscope as a whole. */
export function mdocSite(instrument: Instrument): MdocSite {
  const { scenario } = instrument;
  return {
    voltageKv: scenario.camera.voltageKv,
    countsPerElectron: scenario.camera.countsPerElectron,
    cameraPx: cameraSize(scenario),
  };
}
