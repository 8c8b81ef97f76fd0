import type { Vec } from '../geometry/frames.ts';
import type { PlaneLattice } from '../geometry/lattice.ts';
import type { GreyImage } from '../images/greyImage.ts';
import { beforeReduction, reduce } from '../images/reduce.ts';
import { isDiscOnAverage } from './averageHole.ts';
import { type Constellation, constellations, type DiameterRange } from './constellations.ts';
import { fewHoles } from './fewHoles.ts';
import { isFilmBetween } from './filmBetween.ts';
import type { FoundHoles, HoleLattice } from './foundHoles.ts';
import { besideFullestRows } from './latticeRows.ts';
import { bestLattice, type TrialLattice, type WantedLattice } from './latticeSearch.ts';
import { type MeasuredLattice, measureLattice, type RoughLattice } from './measureLattice.ts';

/** What is known of the film, if anything is. Lengths in µm need the size of a pixel. */
export interface HoleHints {
  /** Size of a pixel of the image on the specimen, nm. */
  readonly pixelSizeNm?: number;
  readonly diameterUm?: number;
  /** Distance from hole to hole, µm: the shorter one where they differ. */
  readonly pitchUm?: number;
}

/** Longest side of the image in which holes are looked for, px; larger images are reduced. */
const searchedPx = 1024;
/** Finer discs than this are looked for when larger ones show no lattice: it takes most of the time, and few images have them. */
const finestPx = 16;
/** A lattice is believed when chance makes one as good in fewer than 10⁻³ images … */
const leastSignificance = 3;
/** … of some ten thousand lattices that are tried in each, and no two places are independent: 10⁶ for both. */
const triedDecades = 6;
/** So many significant lattices are looked at closely. */
const lookedAt = 4;
/** Two vectors need three holes. */
const fewestHoles = 3;
/** Part of the holes by which a lattice was found that has to be seen again on a closer look. */
const leastConfirmed = 0.5;
/** Where this part of them has round edges they are holes. */
const mostlyRound = 0.6;
/** Hints are good to this factor either way. */
const hintFactor = 1.3;

/**
 * Finds the lattice of holes in a View image or a montage, from the image alone: any pitch, angle and cell; holes brighter or
 * darker than the film, many of them missing, broken or dirty; grid bars and edges in view; from three holes on.
 *
 * 1. In the image reduced to about 1000 px, and reduced further, places are found that look like discs of one size
 *    (`constellations`).
 * 2. Of each size the lattice is sought on which surprisingly many of the likeliest places lie (`bestLattice`); of the sizes
 *    that one wins whose holes explain the image best. When none is significant, a lattice through a few well visible
 *    holes is accepted (`fewHoles`).
 * 3. Every hole of it is looked at in the whole image, and the lattice is fitted to them (`measureLattice`).
 *
 * The hints restrict what is looked for; they are never needed.
 */
export function findHoles(image: GreyImage, hints: HoleHints = {}): FoundHoles {
  const factor = Math.max(1, Math.ceil(Math.max(image.widthPx, image.heightPx) / searchedPx));
  const small = reduce(image, factor);
  const wanted = wantedOf(hints, factor);
  const found: Constellation[] = [];
  let doubtful = false;
  for (const range of [atLeast(finestPx, wanted.diameter), below(finestPx, wanted.diameter)]) {
    const discs = [...constellations(small, range)];
    found.push(...discs);
    const likely = bySignificance(discs, wanted.pitch);
    const lattice = firstConfirmed(image, likely, factor);
    if (lattice) return lattice;
    doubtful ||= likely.length > 0;
  }
  const few = firstConfirmed(image, byFewHoles(small, found), factor);
  if (few) return few;
  if (doubtful) return { kind: 'none', why: 'What looked like a lattice of holes is none on a closer look.' };
  return { kind: 'none', why: whyNone(found) };
}

const atLeast = (px: number, range: DiameterRange): DiameterRange => ({ ...range, fromPx: Math.max(px, range.fromPx) });
const below = (px: number, range: DiameterRange): DiameterRange => ({
  ...range,
  toPx: Math.min(px - 0.01, range.toPx),
});

/** The first of some lattices that is one on a closer look. */
function firstConfirmed(image: GreyImage, likely: readonly Judged[], factor: number): HoleLattice | null {
  for (const rough of likely.map((one) => enlarged(one, factor))) {
    const measured = measureLattice(image, rough);
    if (measured && isConfirmed(image, measured, rough)) {
      return { kind: 'lattice', ...measured, confidence: rough.confidence };
    }
  }
  return null;
}

/** Whether the holes by which a lattice was found are there on a closer look, and are holes: with round edges each, or round on average with film all around. */
function isConfirmed(image: GreyImage, measured: MeasuredLattice, rough: Judged): boolean {
  if (measured.holes.length < Math.max(fewestHoles, leastConfirmed * rough.holes)) return false;
  const basis = { a: measured.a.vector, b: measured.b.vector };
  const usual = { brightness: rough.brightness, diameterPx: measured.holeDiameterPx };
  const round = measured.holes.filter(({ isRound }) => isRound).length;
  if (rough.haveEdges || round >= mostlyRound * measured.holes.length) return true;
  const beside = besideFullestRows(measured.holes);
  return isFilmBetween(image, basis, beside, usual) && isDiscOnAverage(image, beside, usual);
}

function wantedOf({ pixelSizeNm, diameterUm, pitchUm }: HoleHints, factor: number) {
  const range = (lengthUm: number | undefined): WantedLattice => {
    if (lengthUm === undefined || pixelSizeNm === undefined) return { fromPx: 0, toPx: Number.POSITIVE_INFINITY };
    const px = (1000 * lengthUm) / pixelSizeNm / factor;
    return { fromPx: px / hintFactor, toPx: px * hintFactor };
  };
  return { diameter: range(diameterUm), pitch: range(pitchUm) };
}

interface Judged extends RoughLattice {
  /** Number of holes by which it was found. */
  readonly holes: number;
  /** Whether it was found by their round edges. */
  readonly haveEdges: boolean;
  readonly confidence: number;
}

/** The significant lattices, those first whose holes explain the image best. */
function bySignificance(found: readonly Constellation[], wanted: WantedLattice): readonly Judged[] {
  return found
    .map((constellation) => bestLattice(constellation, wanted))
    .filter((trial) => trial !== null)
    .filter(({ significance }) => significance - triedDecades >= leastSignificance)
    .toSorted((a, b) => explained(b) - explained(a))
    .slice(0, lookedAt)
    .map(({ lattice, matched, significance, constellation: { diameterPx, brightness } }) => ({
      ...{ lattice, diameterPx, brightness },
      holes: matched.length,
      haveEdges: false,
      confidence: 1 - 10 ** (triedDecades - significance),
    }));
}

/**
 * How much better the image is explained with the holes than without: the logarithm of the likelihood, but for a constant
 * factor. A disc that correlates by c with its surroundings leaves 1 − c² of the variance of their n pixels, and so gains
 * −n/2 · ln(1 − c²). In noise this is the same at every reduction.
 */
function explained({ matched, constellation }: TrialLattice): number {
  const pixels = constellation.seenPx ** 2;
  return matched.reduce((sum, { place }) => {
    const contrast = Math.min(0.99, constellation.places[place]?.height ?? 0);
    return sum - pixels * Math.log(1 - contrast ** 2);
  }, 0);
}

/** A lattice through few holes: that with most of them. It is believed for their edges, so its confidence is the least that is accepted. */
function byFewHoles(image: GreyImage, found: readonly Constellation[]): readonly Judged[] {
  return found
    .map((constellation) => fewHoles(image, constellation))
    .filter((few) => few !== null)
    .toSorted((a, b) => b.strength - a.strength)
    .slice(0, 1)
    .map((few) => ({ ...few, haveEdges: true, confidence: 1 - 10 ** -leastSignificance }));
}

function enlarged(rough: Judged, factor: number): Judged {
  const { origin, a, b } = rough.lattice;
  const times = (v: Vec<'image'>): Vec<'image'> => ({ x: v.x * factor, y: v.y * factor });
  const lattice: PlaneLattice<'image'> = {
    origin: { x: beforeReduction(origin.x, factor), y: beforeReduction(origin.y, factor) },
    a: times(a),
    b: times(b),
  };
  return { ...rough, lattice, diameterPx: rough.diameterPx * factor };
}

function whyNone(found: readonly Constellation[]): string {
  const likely = Math.max(0, ...found.map(({ places }) => places.filter(({ height }) => height >= 0.5).length));
  if (likely < 3) return `Only ${likely} places look like holes; a lattice needs three.`;
  return `Up to ${likely} places of one size look like holes, but they do not lie on a lattice.`;
}
