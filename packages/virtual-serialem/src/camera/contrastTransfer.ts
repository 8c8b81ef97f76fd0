import type { CameraSettings } from './schema.ts';

/** The optics at one place of one image. Lengths in nm. */
export interface Transfer {
  readonly wavelengthNm: number;
  readonly sphericalAberrationNm: number;
  readonly amplitudeContrast: number;
  /** Underfocus positive (the opposite of SerialEM's sign). */
  readonly underfocusNm: number;
  readonly astigmatismNm: number;
  /** Direction of the strongest underfocus, radians from +x, towards +y of the image (down). */
  readonly astigmatismAngle: number;
}

/** Electron wavelength, nm; relativistic. */
export function wavelengthNm(voltageKv: number): number {
  const volts = voltageKv * 1000;
  return 1.226426 / Math.sqrt(volts * (1 + 0.978476e-6 * volts));
}

/** The transfer of a shot at a given local defocus (µm, underfocus negative). */
export function transferOf(
  settings: CameraSettings,
  defocusUm: number,
  astigmatism: { readonly um: number; readonly deg: number },
): Transfer {
  return {
    wavelengthNm: wavelengthNm(settings.voltageKv),
    sphericalAberrationNm: settings.sphericalAberrationMm * 1e6,
    amplitudeContrast: settings.amplitudeContrast,
    underfocusNm: -1000 * defocusUm,
    astigmatismNm: 1000 * astigmatism.um,
    astigmatismAngle: (-astigmatism.deg * Math.PI) / 180, // the image's y points down
  };
}

/**
 * Phase of the contrast transfer in turns (2π) as the coefficients of k², k⁴, kx² − ky², 2 kx ky and 1, k in 1/nm:
 * χ = πλDk² − ½πCsλ³k⁴ + πλΔA k² cos 2(φ − φA), plus asin(amplitude contrast).
 */
export function transferPhase(
  t: Transfer,
): readonly [k2: number, k4: number, even: number, odd: number, constant: number] {
  const astigmatism = 0.5 * t.wavelengthNm * t.astigmatismNm;
  return [
    0.5 * t.wavelengthNm * t.underfocusNm,
    -0.25 * t.sphericalAberrationNm * t.wavelengthNm ** 3,
    astigmatism * Math.cos(2 * t.astigmatismAngle),
    astigmatism * Math.sin(2 * t.astigmatismAngle),
    Math.asin(t.amplitudeContrast) / (2 * Math.PI),
  ];
}
