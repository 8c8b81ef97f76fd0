import { keyedRandom } from '../random/keyedRandom.ts';
import { gridBars } from './gridBars.ts';
import type { Layer } from './layer.ts';
import { randomSurface, type Surface } from './randomSurface.ts';
import type { SpecimenSettings } from './schema.ts';

/** The sag is given at this distance from the centre, µm. */
const SAG_RADIUS_UM = 12;
/** Where the sag has levelled off: half of a grid square, µm. */
const SQUARE_UM = 35;
/** A nanometre of carbon attenuates like this many of ice: density 2.0 against 0.92 g/cm³. */
const CARBON_AS_ICE = 2.2;

/** A holey carbon film, sagging and wavy, with vitreous ice in its holes, the thinnest in their middle. */
export function holeyFilmLayer(settings: SpecimenSettings, seed: number): Layer {
  const { film, centreUm, gridBarPitchUm, gridBarWidthUm } = settings;
  const height = filmHeight(settings, seed);
  const bars = gridBars(gridBarPitchUm, gridBarWidthUm);
  const rotation = (filmRotationDeg(settings, seed) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  const radius = film.holeDiameterUm / 2;
  const iceFactor = iceVariation(settings, seed);

  /** Distance to the nearest hole centre in hole radii, squared. */
  const holeRadii2 = (dx: number, dy: number) => {
    const [u, v] = [cos * dx + sin * dy, cos * dy - sin * dx];
    const [hu, hv] = [u - film.pitchUm * Math.round(u / film.pitchUm), v - film.pitchUm * Math.round(v / film.pitchUm)];
    return (hu * hu + hv * hv) / radius ** 2;
  };
  const iceNm = (r2: number) =>
    r2 < 1 ? film.iceCentreNm + (film.iceRimNm - film.iceCentreNm) * r2 : film.iceOnFilmNm;
  return {
    heightUm: (x, y) => height(x - centreUm.x, y - centreUm.y),
    thicknessNm(x, y) {
      const [dx, dy] = [x - centreUm.x, y - centreUm.y];
      const r2 = holeRadii2(dx, dy);
      return iceNm(r2) * iceFactor(dx, dy) + (r2 < 1 ? 0 : CARBON_AS_ICE * film.carbonNm) + bars(dx, dy);
    },
    contentNm(x, y) {
      const [dx, dy] = [x - centreUm.x, y - centreUm.y];
      return bars(dx, dy) > 0 ? 0 : iceNm(holeRadii2(dx, dy)) * iceFactor(dx, dy);
    },
    thickestContentNm: Math.max(film.iceCentreNm, film.iceRimNm, film.iceOnFilmNm) * (1 + largestVariation(film)),
  };
}

/** How the hole pattern is turned for a seed, degrees, counter-clockwise from specimen x. */
export function filmRotationDeg({ film }: SpecimenSettings, seed: number): number {
  if (film.rotationSpreadDeg === 0) return film.rotationDeg;
  return film.rotationDeg + film.rotationSpreadDeg * (2 * keyedRandom(seed, 'film rotation').uniform() - 1);
}

/** The direction in which the film rises for a seed, degrees, counter-clockwise from specimen x. */
export function filmSlopeDirectionDeg({ film }: SpecimenSettings, seed: number): number {
  if (film.slopeDirectionSpreadDeg === 0) return film.slopeDirectionDeg;
  const turn = 2 * keyedRandom(seed, 'film slope direction').uniform() - 1;
  return film.slopeDirectionDeg + film.slopeDirectionSpreadDeg * turn;
}

/** The ice is never thicker or thinner than by this fraction: three times the rms, and something is always left. */
const largestVariation = (film: SpecimenSettings['film']) => Math.min(0.8, 3 * film.iceVariationFraction);

/** Factor on the thickness of the ice, about 1 on average. */
function iceVariation({ film }: SpecimenSettings, seed: number): Surface {
  if (film.iceVariationFraction === 0) return () => 1;
  const varying = randomSurface(keyedRandom(seed, 'film ice'), film.iceVariationFraction, film.iceVariationLengthUm);
  const most = largestVariation(film);
  return (x, y) => 1 + Math.max(-most, Math.min(most, varying(x, y)));
}

function filmHeight(settings: SpecimenSettings, seed: number): Surface {
  const { film } = settings;
  const sag = film.sagUm + film.sagSpreadUm * keyedRandom(seed, 'film sag').normal();
  const wavy = randomSurface(keyedRandom(seed, 'film waviness'), film.wavinessUm, film.wavinessLengthUm);
  const slope = Math.tan((film.slopeDeg * Math.PI) / 180);
  const direction = (filmSlopeDirectionDeg(settings, seed) * Math.PI) / 180;
  const [slopeX, slopeY] = [slope * Math.cos(direction), slope * Math.sin(direction)];
  // Quadratic near the centre, level towards the grid bars, and `sag` at 12 µm.
  const level = (SQUARE_UM / SAG_RADIUS_UM) ** 2;
  const scale = sag * (1 + 1 / level);
  return (x, y) => {
    const q = (x * x + y * y) / SAG_RADIUS_UM ** 2;
    return slopeX * x + slopeY * y + (scale * q) / (1 + q / level) + wavy(x, y);
  };
}
