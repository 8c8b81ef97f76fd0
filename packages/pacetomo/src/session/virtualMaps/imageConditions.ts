import { type ImageKind, type KindName, kindOfCalibration } from '../../maps/imageKind.ts';
import type { StageMap } from '../../maps/stageMap.ts';
import { isUsable } from '../../maps/stageToImage.ts';
import type { Calibration, Measuring } from '../../microscope/microscope.ts';
import type { FindingSet, ImageConditions } from '../../serialem/imageConditions.ts';

/** The low-dose area of each kind, and SerialEM's letter of its camera set. */
const areas: Readonly<Record<KindName, { readonly area: 'R' | 'V'; readonly set: FindingSet }>> = {
  preview: { area: 'R', set: 'P' },
  view: { area: 'V', set: 'V' },
};

/**
 * How SerialEM would take images of a kind, from its calibrations and settings: the low-dose area is visited, nothing is
 * exposed and no template is needed. Null when the area is not calibrated.
 */
export async function kindInSerialEm(
  name: KindName,
  map: StageMap,
  scope: Measuring & Calibration & ImageConditions,
): Promise<ImageKind | null> {
  const { area, set } = areas[name];
  await scope.goToArea(area);
  const calibration = {
    stageToSpecimen: await scope.stageToSpecimen(),
    cameraToSpecimen: await scope.cameraToSpecimen(),
    cameraSize: await scope.cameraSize(),
  };
  if (!isUsable(calibration.cameraToSpecimen) || !isUsable(calibration.stageToSpecimen)) return null;
  return kindOfCalibration(name, calibration, await scope.conditionsNow(set), map);
}
