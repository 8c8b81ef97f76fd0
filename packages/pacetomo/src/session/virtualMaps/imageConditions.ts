import type { SerialEmClient } from '@pacetomo/serialem-link';
import { type ImageKind, type KindName, kindOfCalibration } from '../../maps/imageKind.ts';
import type { StageMap } from '../../maps/stageMap.ts';
import { isUsable } from '../../maps/stageToImage.ts';
import type { Calibration, Measuring } from '../../microscope/microscope.ts';
import { CommandGate, type StopSwitch } from '../../serialem/gate.ts';

/** The low-dose area of each kind, and SerialEM's letter of its camera set. */
const areas: Readonly<Record<KindName, { readonly area: 'R' | 'V'; readonly set: 'P' | 'V' }>> = {
  preview: { area: 'R', set: 'P' },
  view: { area: 'V', set: 'V' },
};

/** Nothing is moved for this. */
const noMoves = { tiltDeg: 0, imageShiftUm: 0, defocusUm: 0, stageUm: 0 };

/**
 * How SerialEM would take images of a kind, from its calibrations and settings: the low-dose area is visited, nothing is
 * exposed and no template is needed. Null when the area is not calibrated.
 */
export async function kindInSerialEm(
  name: KindName,
  map: StageMap,
  scope: Measuring & Calibration,
  client: SerialEmClient,
  control?: StopSwitch,
): Promise<ImageKind | null> {
  const { area, set } = areas[name];
  const gate = new CommandGate(client, noMoves, { control });
  await scope.goToArea(area);
  const calibration = {
    stageToSpecimen: await scope.stageToSpecimen(),
    cameraToSpecimen: await scope.cameraToSpecimen(),
    cameraSize: await scope.cameraSize(),
  };
  if (!isUsable(calibration.cameraToSpecimen) || !isUsable(calibration.stageToSpecimen)) return null;
  const [magIndex] = await gate.send('ReportMagIndex');
  const [exposureS] = await gate.send('ReportExposure', set);
  const spotSize = await gate.send('ReportSpotSize');
  return kindOfCalibration(name, calibration, { magIndex, exposureS, spotSize }, map);
}
