/** One image of the sample, in the order of acquisition. */
export interface SampleImage {
  readonly tiltDeg: number;
  readonly doseEPerA2: number;
  readonly exposureS: number;
  readonly frame: string;
  readonly dateTime: string;
}

const tilts = [0.01, 3.02, 6.01, -2.99, -6.02, 9.03, 12.01, -9.04, -12.02] as const;

/** Nine images, dose-symmetric, the first with twice the dose of the others, over midnight at the end of a month. */
export const sampleImages: readonly SampleImage[] = tilts.map((tiltDeg, i) => {
  const dateTime = new Date(Date.UTC(2026, 10, 30, 23, 58, 30) + 23_000 * i);
  const [day, month] = i < 4 ? ['30', 'Nov'] : ['01', 'Dec'];
  return {
    tiltDeg,
    doseEPerA2: i === 0 ? 6.2 : 3.1,
    exposureS: i === 0 ? 2.8 : 1.4,
    frame: `lam_ts_001_00${i + 1}_${tiltDeg.toFixed(1)}_fractions.tif`,
    dateTime: `${day}-${month}-2026  ${dateTime.toISOString().slice(11, 19)}`,
  };
});

export const sampleFrames = new Set(sampleImages.map(({ frame }) => frame));

const header = [
  'PixelSpacing = 1.63',
  'Voltage = 300',
  'Version = SerialEM Version 4.2.0',
  'ImageFile = lam_ts_001.mrc',
  'ImageSize = 4092 5760',
  'DataMode = 1',
  '',
  '[T = SerialEM: Krios                                         30-Nov-2026  23:58:29    ]',
  '',
  '[T =     Tilt axis angle = 83.8, binning = 1  spot = 7  camera = 1]',
  '',
] as const;

/** The mdoc of a series as every reader takes it, made without our packages from the rules of `users-peers-interop.md` 5b. */
export const goodMdoc = (images: readonly SampleImage[] = sampleImages): string =>
  [...header, ...images.flatMap((image, z) => section(image, z))].join('\n');

function section({ tiltDeg, doseEPerA2, exposureS, frame, dateTime }: SampleImage, z: number): readonly string[] {
  return [
    `[ZValue = ${z}]`,
    `TiltAngle = ${tiltDeg}`,
    'Magnification = 64000',
    `ExposureDose = ${doseEPerA2}`,
    'PixelSpacing = 1.63',
    'RotationAngle = 173.8',
    `ExposureTime = ${exposureS}`,
    'Binning = 1',
    'TargetDefocus = -4.5',
    'PriorRecordDose = 1.5',
    `SubFramePath = X:\\frames\\${frame}`,
    'NumSubFrames = 8',
    `FrameDosesAndNumber = ${doseEPerA2 / 8} 8`,
    `DateTime = ${dateTime}`,
    'NavigatorLabel = 12-A',
    'FilterSlitAndLoss = 20 0',
    'SpecimenShift = 0.5 -1.25',
    'EucentricOffset = 0.125',
    '',
  ];
}
