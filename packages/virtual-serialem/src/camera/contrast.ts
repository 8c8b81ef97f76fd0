import type { Effect, ObjectKind } from '../specimen/objectKinds.ts';
import type { PointPatch, Sight } from '../specimen/pointPatch.ts';
import { transferOf } from './contrastTransfer.ts';
import { inStrips } from './defocusStrips.ts';
import { fade } from './fading.ts';
import { isTransformable, type RealFft, realFft, transformableHeightPx, transformableWidthPx } from './fft.ts';
import { type Frequencies, frequenciesOf, sinc } from './frequencies.ts';
import type { Projection } from './projection.ts';
import type { ContrastMap, Scene, Scratch } from './scene.ts';
import { addImaged, addSpectrum, blur, separable, setSpectrum } from './spectrumFilters.ts';
import { splat } from './splat.ts';

/** How far outside the image objects still matter: three σ of the largest and the delocalisation at −5 µm, nm. */
const MARGIN_NM = 32;
/** What retards the beam over more than this belongs to the layer, whose thickness already accounts for it, nm. */
const PHASE_LOW_CUT_NM = 500;
/** The same for what absorbs: an ice crystal of half a micrometre is not part of the layer, the mean over the field is. */
const ABSORPTION_LOW_CUT_NM = 3000;
const lowCutNm: Readonly<Record<Effect, number>> = { phase: PHASE_LOW_CUT_NM, absorption: ABSORPTION_LOW_CUT_NM };
/** A kind may be put on pixels up to this fraction of its σ: what folds back is then near 10⁻⁴. */
const PIXEL_PER_SIGMA = 0.73;
/** Blur shorter than this is not seen, px. */
const UNSEEN_BLUR_PX = 0.05;

interface Field {
  readonly plan: RealFft;
  readonly left: number;
  readonly top: number;
  readonly frequencies: Frequencies;
}

/** Forms the contrast of everything in the specimen. The result lies in a buffer that the next image will use again. */
export function formContrast(scene: Scene, scratch: Scratch): ContrastMap {
  const moved = movedPx(scene);
  const field = fieldFor(scene, Math.hypot(moved.x, moved.y));
  const groups = gather(scene, field);
  if (groups.size === 0) return noContrast(scene, scratch);
  const sums = new Map<Effect, Float32Array>();
  // The finest grid first: it fills the sum, the others are added to a part of it.
  const byFineness = [...groups].sort(([a], [b]) => a.sigmaNm - b.sigmaNm);
  for (const [kind, patches] of byFineness) {
    const sum = sums.get(kind.effect) ?? scratch(kind.effect, field.plan.widthPx * field.plan.heightPx);
    addKind(sum, !sums.has(kind.effect), field, kind, patches, scene.projection);
    sums.set(kind.effect, sum);
  }
  const start = field.top * field.plan.widthPx + field.left;
  const map = { stridePx: field.plan.widthPx, start };
  return inStrips(scene, map, scratch, (defocusUm) => imaged(sums, field, scene, moved, defocusUm));
}

/** The contrast of an empty layer, and of an image without beam. */
export function noContrast({ shot: { widthPx, heightPx } }: Scene, scratch: Scratch): ContrastMap {
  return { values: scratch('no contrast', widthPx * heightPx).fill(0), stridePx: widthPx, start: 0 };
}

function movedPx({ shot: { driftNmPerS, exposureS }, projection }: Scene) {
  const [xx, xy, yx, yy] = projection.imageFromLab;
  const [x, y] = [(driftNmPerS.x * exposureS) / 1000, (driftNmPerS.y * exposureS) / 1000];
  return { x: xx * x + xy * y, y: yx * x + yy * y };
}

function fieldFor({ shot: { widthPx, heightPx }, projection }: Scene, blurPx: number): Field {
  const margin = Math.ceil(MARGIN_NM / projection.pixelNm + blurPx / 2) + 3;
  const plan = realFft(transformableWidthPx(widthPx + 2 * margin), transformableHeightPx(heightPx + 2 * margin));
  return {
    plan,
    left: Math.floor((plan.widthPx - widthPx) / 2),
    top: Math.floor((plan.heightPx - heightPx) / 2),
    frequencies: frequenciesOf(plan.widthPx, plan.heightPx),
  };
}

function sightOf({ shot, projection, lattice }: Scene, { left, top }: Field): Sight {
  const { pixelNm, fromSpecimen: m } = projection;
  const marginUm = ((Math.max(left, top) * pixelNm + 200) / 1000) * lattice.centre.pathPerThickness;
  const pxPerUm = 1000 / pixelNm;
  return {
    from: { x: lattice.from.x - marginUm, y: lattice.from.y - marginUm },
    to: { x: lattice.to.x + marginUm, y: lattice.to.y + marginUm },
    pixelNm,
    sees(x, y, z, radiusUm) {
      const imageX = (m[0] ?? 0) * x + (m[1] ?? 0) * y + (m[2] ?? 0) * z + (m[3] ?? 0);
      const imageY = (m[4] ?? 0) * x + (m[5] ?? 0) * y + (m[6] ?? 0) * z + (m[7] ?? 0);
      const reach = radiusUm * pxPerUm;
      return (
        imageX > -left - reach &&
        imageY > -top - reach &&
        imageX < shot.widthPx + left + reach &&
        imageY < shot.heightPx + top + reach
      );
    },
  };
}

function gather(scene: Scene, field: Field): Map<ObjectKind, PointPatch[]> {
  const sight = sightOf(scene, field);
  const groups = new Map<ObjectKind, PointPatch[]>();
  for (const source of scene.specimen.objects) {
    const patches = source.patchesIn(sight);
    if (patches.length > 0) groups.set(source.kind, [...(groups.get(source.kind) ?? []), ...patches]);
  }
  return groups;
}

/**
 * Projects the objects of one kind and adds their spectrum to the sum, or starts the sum with it. Large objects need few
 * frequencies, so they go on a coarser grid.
 */
function addKind(
  sum: Float32Array,
  isFirst: boolean,
  field: Field,
  kind: ObjectKind,
  patches: readonly PointPatch[],
  projection: Projection,
): void {
  const { pixelNm, fromSpecimen } = projection;
  const { plan } = field;
  const fits = (r: number) =>
    r * pixelNm <= PIXEL_PER_SIGMA * kind.sigmaNm && isTransformable(plan.widthPx / r, plan.heightPx / r);
  const reduction = [8, 4, 2].find(fits) ?? 1;
  const coarse = realFft(plan.widthPx / reduction, plan.heightPx / reduction);
  const values = coarse.image().fill(0);
  const toGrid = Float64Array.from(fromSpecimen.subarray(0, 8), (value) => value / reduction);
  toGrid[3] = (toGrid[3] ?? 0) + (field.left - 0.5) / reduction;
  toGrid[7] = (toGrid[7] ?? 0) + (field.top - 0.5) / reduction;
  const grid = { values, widthPx: coarse.widthPx, heightPx: coarse.heightPx, fromSpecimen: toGrid };
  for (const patch of patches) splat(grid, patch);
  coarse.forward();

  const frequencies = frequenciesOf(coarse.widthPx, coarse.heightPx);
  const sigmaPx = kind.sigmaNm / pixelNm / reduction;
  // The Gaussian of the object, over the triangle that the splat has put in its place.
  const shape = separable(
    frequencies,
    kind.strengthNm2 / pixelNm ** 2,
    (f) => Math.exp(-2 * (Math.PI * sigmaPx * f) ** 2) / sinc(f) ** 2,
  );
  const spectrum = coarse.spectrum();
  if (isFirst && reduction === 1) {
    setSpectrum(sum, spectrum, shape);
    return;
  }
  if (isFirst) sum.fill(0);
  const from = { spectrum, widthPx: coarse.widthPx, heightPx: coarse.heightPx };
  addSpectrum({ spectrum: sum, heightPx: plan.heightPx }, from, shape);
}

/** Turns the summed spectra into the contrast at one defocus (µm); the result lies in the image buffer of the plan. */
function imaged(
  sums: ReadonlyMap<Effect, Float32Array>,
  { plan, frequencies }: Field,
  scene: Scene,
  moved: { readonly x: number; readonly y: number },
  defocusUm: number,
): Float32Array {
  const { shot, settings, projection } = scene;
  const astigmatism = { um: shot.astigmatismUm ?? 0, deg: shot.astigmatismDeg ?? 0 };
  const common = {
    frequencies,
    pixelNm: projection.pixelNm,
    transfer: transferOf(settings, defocusUm, astigmatism),
    envelope: envelopeOf(frequencies, scene, plan.widthPx * plan.heightPx),
  };
  const lowCut = (effect: Effect) =>
    separable(frequencies, 1, (f) => Math.exp(-(((f * lowCutNm[effect]) / projection.pixelNm) ** 2)));
  const spectrum = plan.spectrum();
  let isFirst = true;
  for (const [effect, sum] of sums) {
    const phase = effect === 'phase' ? 'sine' : 'cosine';
    addImaged(spectrum, sum, { ...common, lowCut: lowCut(effect), phase }, isFirst);
    isFirst = false;
  }
  if (Math.hypot(moved.x, moved.y) > UNSEEN_BLUR_PX) blur(spectrum, frequencies, moved);
  if (shot.doseBeforeEPerA2 !== undefined) {
    fade(spectrum, frequencies, projection.pixelNm, shot.doseBeforeEPerA2 + shot.doseEPerA2 / 2);
  }
  plan.inverse();
  return plan.image();
}

/** Coherence and specimen envelope, MTF, the area of the pixel, and −2/(number of pixels): the factor of contrast and transform. */
function envelopeOf(
  frequencies: Frequencies,
  { specimen, shot, lattice, settings, projection }: Scene,
  pixels: number,
) {
  const { x, y, pathPerThickness } = lattice.centre;
  const thickNm = specimen.contentNm(x, y) * pathPerThickness;
  const bNm2 = (settings.envelopeA2 + settings.envelopeA2PerNm * Math.max(0, thickNm - 50)) / 100;
  const nyquistOfSensor = (shot.binning * settings.sensorPixels) / 2;
  const exponent = bNm2 / 4 / projection.pixelNm ** 2 + 0.5 / (settings.mtfWidth * nyquistOfSensor) ** 2;
  const contrast = (shot.contrastFactor ?? 1) * (shot.slitIn === false ? settings.openSlitContrast : 1);
  return separable(frequencies, (-2 * contrast) / pixels, (f) => Math.exp(-exponent * f * f) * sinc(f));
}
