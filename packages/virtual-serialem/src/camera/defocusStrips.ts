import type { ContrastMap, Scene, Scratch } from './scene.ts';

/**
 * The contrast of a tilted field: formed at a few defocus levels and, between them, mixed by the local height. With one
 * level the whole image has the defocus of its middle.
 */
export function inStrips(
  scene: Scene,
  place: { readonly stridePx: number; readonly start: number },
  scratch: Scratch,
  form: (defocusUm: number) => Float32Array,
): ContrastMap {
  const { shot, settings, lattice } = scene;
  const levels = settings.defocusStrips;
  if (levels === 1) return { ...place, values: form(shot.defocusUm + lattice.centre.labZUm) };

  const { widthPx, heightPx } = shot;
  const corners = [
    lattice.labZUmAt(0, 0),
    lattice.labZUmAt(widthPx, 0),
    lattice.labZUmAt(0, heightPx),
    lattice.labZUmAt(widthPx, heightPx),
  ];
  const lowest = Math.min(...corners);
  const stepUm = Math.max(1e-6, (Math.max(...corners) - lowest) / (levels - 1));
  const mixed = scratch('strips', widthPx * heightPx).fill(0);
  for (let level = 0; level < levels; level++) {
    const values = form(shot.defocusUm + lowest + level * stepUm);
    for (let y = 0; y < heightPx; y++) {
      const left = (lattice.labZUmAt(0, y) - lowest) / stepUm - level;
      const perPx = (lattice.labZUmAt(widthPx, y) - lattice.labZUmAt(0, y)) / stepUm / widthPx;
      const from = place.start + y * place.stridePx;
      const to = y * widthPx;
      for (let x = 0; x < widthPx; x++) {
        const share = 1 - Math.abs(clamp(left + perPx * x + level, levels) - level);
        if (share > 0) mixed[to + x] = (mixed[to + x] ?? 0) + share * (values[from + x] ?? 0);
      }
    }
  }
  return { values: mixed, stridePx: widthPx, start: 0 };
}

function clamp(position: number, levels: number): number {
  return Math.max(0, Math.min(levels - 1, position));
}
