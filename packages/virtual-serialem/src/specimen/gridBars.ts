/** Attenuation of a grid bar, nm of ice: 8 µm of copper or gold are opaque. */
const OPAQUE_NM = 20_000;

/** The grid bars around a square that is centred on the origin: OPAQUE_NM on a bar, else 0. */
export function gridBars(pitchUm: number, widthUm: number): (x: number, y: number) => number {
  const half = (pitchUm - widthUm) / 2;
  const offBar = (u: number) => Math.abs(u - pitchUm * Math.round(u / pitchUm)) <= half;
  return (x, y) => (offBar(x) && offBar(y) ? 0 : OPAQUE_NM);
}
