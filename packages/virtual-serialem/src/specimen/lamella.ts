import { keyedRandom } from '../random/keyedRandom.ts';
import { gridBars } from './gridBars.ts';
import type { Layer } from './layer.ts';
import { randomSurface, type Surface } from './randomSurface.ts';
import type { SpecimenSettings } from './schema.ts';

/** The bending terms are given at this distance from the centre, µm. */
const BEND_RADIUS_UM = 12;
/** Support film with ice between the cell body and the grid bars, nm. */
const FILM_NM = 70;
const STRIPES = 6;

/**
 * A milled lamella: a sloping, slightly bent and rough slab, thicker at the back, striped along the milling direction, with a dark lip at
 * the front (+y before rotation), open on three sides, in a cell body that lets next to nothing through.
 */
export function lamellaLayer(settings: SpecimenSettings, seed: number): Layer {
  const { lamella, centreUm } = settings;
  const rotation = (lamella.rotationDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  const height = lamellaHeight(settings, seed);
  const thickness = slabThickness(settings, seed);
  const surroundings = surroundingThickness(settings, seed);
  const [halfWidth, halfLength] = [lamella.widthUm / 2, lamella.lengthUm / 2];

  const place = <T>(x: number, y: number, give: (across: number, along: number) => T): T => {
    const [dx, dy] = [x - centreUm.x, y - centreUm.y];
    return give(cos * dx + sin * dy, cos * dy - sin * dx);
  };
  const isInside = (across: number, along: number) => Math.abs(across) <= halfWidth && Math.abs(along) <= halfLength;
  return {
    heightUm: (x, y) => height(x - centreUm.x, y - centreUm.y),
    thicknessNm: (x, y) => place(x, y, (u, v) => (isInside(u, v) ? thickness(u, v) : surroundings(u, v))),
    contentNm: (x, y) => place(x, y, (u, v) => (isInside(u, v) ? thickness(u, v) : 0)),
    thickestContentNm: lamella.thicknessNm * (1 + lamella.wedgeFraction / 2) * (1 + lamella.curtainingFraction),
  };
}

/** Height above the centre of the lamella. */
function lamellaHeight({ lamella }: SpecimenSettings, seed: number): Surface {
  const random = keyedRandom(seed, 'lamella bend');
  const [b1, b2, b3] = [random.normal(), random.normal(), random.normal()].map((draw) => draw * lamella.bendUm);
  const rough = randomSurface(keyedRandom(seed, 'lamella roughness'), lamella.roughnessUm, lamella.roughnessLengthUm);
  const slope = Math.tan((lamella.pretiltDeg * Math.PI) / 180);
  const rotation = (lamella.rotationDeg * Math.PI) / 180;
  const [slopeX, slopeY] = [-slope * Math.sin(rotation), slope * Math.cos(rotation)];
  const reach = Math.hypot(lamella.widthUm, lamella.lengthUm) / 2;
  return (x, y) => {
    // Beyond the lamella the bend goes on as a plane would: the cell body need not rise to the sky.
    const limit = Math.min(1, reach / Math.max(1e-9, Math.hypot(x, y)));
    const [u, v] = [(x * limit) / BEND_RADIUS_UM, (y * limit) / BEND_RADIUS_UM];
    const bend = (b1 ?? 0) * (u * u + v * v) + (b2 ?? 0) * (u * u - v * v) + (b3 ?? 0) * u * v;
    return slopeX * x + slopeY * y + bend + rough(x, y);
  };
}

/** Thickness inside the lamella; u across the milling direction, v along it. */
function slabThickness({ lamella }: SpecimenSettings, seed: number): Surface {
  const random = keyedRandom(seed, 'lamella curtaining');
  const stripes = Array.from({ length: STRIPES }, () => ({
    k: (2 * Math.PI) / (0.3 + 0.7 * random.uniform()), // periods of 0.3–1 µm
    phase: 2 * Math.PI * random.uniform(),
  }));
  const amplitude = lamella.curtainingFraction / STRIPES;
  return (u, v) => {
    let striped = 1;
    for (const { k, phase } of stripes) striped += amplitude * Math.cos(k * u + phase);
    return lamella.thicknessNm * (1 - (lamella.wedgeFraction * v) / lamella.lengthUm) * striped;
  };
}

/** Thickness around the lamella: lip, trench, side gaps, cell body, film, grid bars. */
function surroundingThickness({ lamella, gridBarPitchUm, gridBarWidthUm }: SpecimenSettings, seed: number): Surface {
  const bars = gridBars(gridBarPitchUm, gridBarWidthUm);
  const [halfWidth, halfLength] = [lamella.widthUm / 2, lamella.lengthUm / 2];
  const lipEnd = halfLength + lamella.lipUm;
  const body = bodyThickness(lamella, seed);
  return (u, v) => {
    const isAbreast = Math.abs(u) <= halfWidth;
    if (isAbreast && v > halfLength && v <= lipEnd) return lamella.bodyThicknessNm;
    const isOpen = Math.abs(u) <= halfWidth + lamella.sideGapUm && v > -halfLength && v <= lipEnd + lamella.trenchUm;
    if (isOpen) return 0;
    return bars(u, v) || FILM_NM + body(u, v);
  };
}

/** How far the outline of a cell bulges in and out, fraction of its radius, in so many waves around it (estimate). */
const BULGE = 0.06;
const BULGES = [2, 3, 5] as const;

/** The frozen cell body: a dome of irregular outline that thins out towards its edge. */
function bodyThickness({ bodyRadiusUm, bodyThicknessNm }: SpecimenSettings['lamella'], seed: number): Surface {
  const random = keyedRandom(seed, 'lamella cell body');
  const bulges = BULGES.map((waves) => ({
    waves,
    size: BULGE * random.normal(),
    phase: 2 * Math.PI * random.uniform(),
  }));
  return (u, v) => {
    const r2 = u * u + v * v;
    if (r2 > (1.5 * bodyRadiusUm) ** 2) return 0;
    const angle = Math.atan2(v, u);
    const outline = bulges.reduce((sum, { waves, size, phase }) => sum + size * Math.cos(waves * angle + phase), 1);
    return bodyThicknessNm * Math.sqrt(Math.max(0, 1 - r2 / (bodyRadiusUm * Math.max(0.7, outline)) ** 2));
  };
}
