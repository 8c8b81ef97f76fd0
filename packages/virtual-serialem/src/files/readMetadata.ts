import { type AutodocBlock, numberOf, numbersOf, type SectionRecord, textOf } from '@pacetomo/em-files';
import type { BeamSettings, ImageMetadata } from '../buffers/bufferRecord.ts';

/** What the metadata of an image read from a file is filled up with where its mdoc is silent. */
export type AssumedMetadata = Pick<
  ImageMetadata,
  'binning' | 'magIndex' | 'magnification' | 'pixelSizeNm' | 'rotationDeg' | 'targetDefocusUm' | 'spotSize'
>;

/** The metadata of an image from its section in the mdoc, or, when there is no mdoc, from the extended header of its file. */
export function readMetadata(
  section: AutodocBlock | null,
  set: number | null,
  assumed: AssumedMetadata,
  record: SectionRecord | null,
): ImageMetadata {
  const number = (key: string, absent: number): number => (section ? (numberOf(section, key) ?? absent) : absent);
  const pair = (key: string): readonly [number, number] => {
    const [x = 0, y = 0] = (section ? numbersOf(section, key) : null) ?? [];
    return [x, y];
  };
  const [stageX, stageY] = section || !record?.stage ? pair('StagePosition') : [record.stage.xUm, record.stage.yUm];
  const [shiftX, shiftY] = pair('ImageShift');
  return {
    set: set ?? number('LowDoseConSet', -1),
    binning: number('Binning', assumed.binning),
    exposureS: number('ExposureTime', 0),
    magIndex: number('MagIndex', assumed.magIndex),
    magnification: number('Magnification', assumed.magnification),
    pixelSizeNm: number('PixelSpacing', assumed.pixelSizeNm * 10) / 10,
    rotationDeg: number('RotationAngle', assumed.rotationDeg),
    tiltDeg: number('TiltAngle', record?.tiltDeg ?? 0),
    stageUm: { x: stageX, y: stageY, z: number('StageZ', 0) },
    imageShift: { x: shiftX, y: shiftY },
    defocusUm: number('Defocus', 0),
    targetDefocusUm: number('TargetDefocus', assumed.targetDefocusUm),
    doseEPerA2: number('ExposureDose', record?.doseEPerA2 ?? 0),
    doseRateEPerPxPerS: number('DoseRate', 0),
    priorDoseEPerA2: section ? numberOf(section, 'PriorRecordDose') : null,
    spotSize: number('SpotSize', assumed.spotSize),
    ...beamOf(section),
    dateTime: (section && textOf(section, 'DateTime')) ?? '',
    navigatorLabel: section && textOf(section, 'NavigatorLabel'),
  };
}

/** How the beam stood, when the mdoc tells all of it. */
function beamOf(section: AutodocBlock | null): { readonly beam?: BeamSettings } {
  if (!section) return {};
  const [intensity, probeMode] = [numberOf(section, 'Intensity'), numberOf(section, 'ProbeMode')];
  const [slitWidthEv, lossEv] = numbersOf(section, 'FilterSlitAndLoss') ?? [];
  const isTold = intensity !== null && probeMode !== null && slitWidthEv !== undefined && lossEv !== undefined;
  return isTold ? { beam: { intensity, probeMode, slitWidthEv, lossEv } } : {};
}
