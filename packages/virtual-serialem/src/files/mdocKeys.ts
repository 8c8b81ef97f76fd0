import { type AutodocValue, sixDigits } from '@pacetomo/em-files';
import type { BufferRecord, ImageMetadata } from '../buffers/bufferRecord.ts';

/** What the mdoc tells of the microscope as a whole. */
export interface MdocSite {
  readonly voltageKv: number;
  readonly countsPerElectron: number;
  /** Width and height of the whole camera, unbinned pixels. */
  readonly cameraPx: { readonly widthPx: number; readonly heightPx: number };
}

type Entry = readonly [key: string, value: AutodocValue];

/** Smallest, largest and mean value of an image. */
export function minMaxMean(pixels: ArrayLike<number>): readonly [number, number, number] {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] ?? 0;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
    total += value;
  }
  return [smallest, largest, pixels.length > 0 ? total / pixels.length : 0];
}

/** The keys of one image in SerialEM's order, those that are known. */
export function mdocEntries(record: BufferRecord, site: MdocSite): readonly Entry[] {
  return [['MinMaxMean', minMaxMean(record.image.pixels)], ...metadataEntries(record.metadata, site)];
}

/** The keys of the metadata of an image, as ReportMetadataValues knows them too. */
export function metadataEntries(m: ImageMetadata, site: MdocSite): readonly Entry[] {
  const prior: readonly Entry[] = m.priorDoseEPerA2 === null ? [] : [['PriorRecordDose', m.priorDoseEPerA2]];
  const frames: readonly Entry[] = m.frames
    ? [
        ['SubFramePath', m.frames.path],
        ['NumSubFrames', m.frames.count],
        ['FrameDosesAndNumber', `${sixDigits(m.doseEPerA2 / m.frames.count)} ${m.frames.count}`],
      ]
    : [];
  const label: readonly Entry[] = m.navigatorLabel === null ? [] : [['NavigatorLabel', m.navigatorLabel]];
  return [
    ['TiltAngle', m.tiltDeg],
    ['StagePosition', [m.stageUm.x, m.stageUm.y]],
    ['StageZ', m.stageUm.z],
    ['Magnification', m.magnification],
    ...(m.beam ? ([['Intensity', m.beam.intensity]] as const) : []),
    ['ExposureDose', m.doseEPerA2],
    ['DoseRate', m.doseRateEPerPxPerS],
    ['PixelSpacing', m.pixelSizeNm * 10],
    ['SpotSize', m.spotSize],
    ...(m.beam ? ([['ProbeMode', m.beam.probeMode]] as const) : []),
    ['Defocus', m.defocusUm],
    ['ImageShift', [m.imageShift.x, m.imageShift.y]],
    ['RotationAngle', m.rotationDeg],
    ['ExposureTime', m.exposureS],
    ['Binning', m.binning],
    ['CameraIndex', 0],
    ['DividedBy2', 0],
    ['OperatingMode', 1],
    ['UsingCDS', 0],
    ['MagIndex', m.magIndex],
    ['LowDoseConSet', m.set],
    ['CountsPerElectron', site.countsPerElectron],
    ['TargetDefocus', m.targetDefocusUm],
    ...prior,
    ...frames,
    ['DateTime', m.dateTime],
    ...label,
    ...(m.beam ? ([['FilterSlitAndLoss', [m.beam.slitWidthEv, m.beam.lossEv]]] as const) : []),
    ['Voltage', site.voltageKv],
    ['UncroppedSize', [-site.cameraPx.widthPx, -site.cameraPx.heightPx]],
    ['RotationAndFlip', 0],
  ];
}
