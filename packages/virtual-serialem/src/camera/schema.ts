import { z } from 'zod';

// Numbers and their tags: the physics document of this package, sections 4 and 5, unless another source is named.

/** The `camera` section of a scenario. `cameraSchema.parse({})` gives a K3 presented as 1440 × 1024 pixels. */
export const cameraSchema = z.object({
  images: z
    .enum(['formed', 'flat'])
    .default('formed')
    .describe(
      'formed: images of the specimen. flat: a constant with counting noise, for tests that take thousands of images',
    ),
  widthPx: z.number().int().positive().default(1440).describe('Width of the camera, unbinned px (K3: 5760)'),
  heightPx: z.number().int().positive().default(1024).describe('Height of the camera, unbinned px (K3: 4092)'),
  sensorPixels: z
    .number()
    .int()
    .positive()
    .default(4)
    .describe(
      'Pixels of the sensor along one unbinned pixel: 4 for a K3 presented at a quarter of its size, 1 for the real one',
    ),
  countsPerElectron: z
    .number()
    .positive()
    .default(32)
    .describe('Counts per detected electron (SerialEM, K3: 32, or 16 when divided by 2)'),
  detectedFraction: z
    .number()
    .positive()
    .max(1)
    .default(0.85)
    .describe('Electrons counted of those that arrive, DQE at zero frequency (estimate)'),
  coincidenceLossS: z
    .number()
    .min(0)
    .default(2.5e-3)
    .describe('Coincidence loss: counts are divided by 1 + this · electrons per sensor pixel and second (estimate)'),
  mtfWidth: z
    .number()
    .positive()
    .default(0.9)
    .describe('Width of the Gaussian part of the MTF, units of the Nyquist frequency of the sensor'),
  gainErrorFraction: z
    .number()
    .min(0)
    .max(0.1)
    .default(0.003)
    .describe(
      'Residual error of the gain reference, rms per unbinned pixel; at 2 % weak images correlate at zero shift (estimate)',
    ),
  hotPixelFraction: z.number().min(0).max(0.01).default(1e-5).describe('Fraction of unbinned pixels that are hot'),
  hotPixelElectronsPerS: z
    .number()
    .min(0)
    .default(300)
    .describe('Mean extra electrons per second in a hot pixel (estimate)'),
  darkElectronsPerPx: z
    .number()
    .min(0)
    .default(0.3)
    .describe(
      'Electrons counted per unbinned pixel without any beam; at most 0.5, so that dark images stay below 3 % (estimate)',
    ),
  largestCounts: z
    .number()
    .int()
    .positive()
    .max(32767)
    .default(32767)
    .describe('Counts at which a pixel saturates: largest signed 16-bit number'),
  voltageKv: z.number().positive().default(300).describe('Acceleration voltage, kV'),
  sphericalAberrationMm: z.number().min(0).default(2.7).describe('Spherical aberration, mm'),
  amplitudeContrast: z.number().min(0).max(1).default(0.07).describe('Fraction of amplitude contrast'),
  envelopeA2: z
    .number()
    .min(0)
    .default(50)
    .describe('B factor of the contrast envelope exp(−B k²/4) up to 50 nm of ice, Å² (estimate)'),
  envelopeA2PerNm: z
    .number()
    .min(0)
    .default(2)
    .describe('Growth of that B factor per nm of ice beyond 50 nm, Å²/nm (estimate)'),
  meanFreePathNm: z
    .number()
    .positive()
    .default(395)
    .describe(
      'Mean free path for inelastic scattering in ice, nm: what the slit lets through is exp(−T/Λ) (NYSBC, measured on a Krios)',
    ),
  openSlitPathNm: z.number().positive().default(1000).describe('The same when the slit is out, nm (estimate)'),
  openSlitContrast: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe('Contrast without slit, relative to that with it (estimate)'),
  beamEdgeNm: z.number().positive().default(50).describe('Width of the edge of the beam disc, nm (estimate)'),
  defocusStrips: z
    .number()
    .int()
    .min(1)
    .max(9)
    .default(1)
    .describe('Defocus levels across a tilted field: 1 is enough for tracking, 5 for fitting the CTF of tilted images'),
  frames: z
    .enum(['none', 'placeholder', 'real'])
    .default('none')
    .describe(
      'Frames of Record images, and of sets with frame saving on: none; small files of the mean; real: frames that add up to the image',
    ),
});

/** The checked `camera` section, all defaults filled in. */
export type CameraSettings = Readonly<z.infer<typeof cameraSchema>>;
