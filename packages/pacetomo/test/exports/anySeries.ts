import fc from 'fast-check';
import type { Series, SeriesImage } from '../../src/series/series.ts';

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const tilt = fc.oneof(number(-70, 70), fc.integer({ min: -20, max: 20 }), fc.constantFrom(-0, -0.0001, 1e-9));
const image = fc.record({
  tiltDeg: tilt,
  doseEPerA2: number(0.01, 9),
  exposureS: number(0.01, 9),
  count: fc.integer({ min: 1, max: 400 }),
  targetDefocusUm: number(-8, 1),
  /** What is not known of it. */
  gap: fc.constantFrom('dose', 'exposure', 'frames', 'count', 'defocus', ...Array<null>(40).fill(null)),
});

const facts = fc.record({
  stem: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,30}$/),
  extension: fc.constantFrom('tif', 'eer', 'mrc'),
  firstEPerA2: number(0, 5),
  voltageKv: fc.constantFrom(120, 200, 300),
  pixelSizeA: number(0.2, 20),
  binning: fc.constantFrom(null, 0.5, 1, 2, 4),
  frameScale: fc.constantFrom(null, 1, 2),
  axisAngleDeg: number(-180, 180),
  slope: fc.option(fc.record({ pretiltDeg: number(-30, 30), rotationDeg: number(-90, 90) })),
  sorted: fc.boolean(),
  whole: fc.boolean(),
  gap: fc.constantFrom('voltage', 'pixel', 'axis', ...Array<null>(9).fill(null)),
});

type Draft = typeof image extends fc.Arbitrary<infer Image> ? Image : never;

/** Series of all kinds: 1 to 61 images, tilts that come twice, half of them with values missing here and there. */
export const anySeries: fc.Arbitrary<Series> = fc
  .tuple(facts, fc.array(image, { minLength: 1, maxLength: 61 }))
  .map(([{ stem, extension, firstEPerA2, sorted, whole, ...known }, drafts]) => {
    const images: SeriesImage[] = [];
    for (const [at, draft] of drafts.entries()) {
      const before = images.at(-1);
      images.push({
        ...imageOf(
          whole ? { ...draft, gap: null } : draft,
          `${stem}_${String(at + 1).padStart(3, '0')}_1.5.${extension}`,
        ),
        priorDoseEPerA2: before === undefined ? firstEPerA2 : before.priorDoseEPerA2 + before.doseEPerA2,
        section: at,
        dateTime: `28-Nov-2026  14:${String(at).padStart(2, '0')}:12`,
      });
    }
    const missing = whole ? null : known.gap;
    return {
      name: stem,
      stack: `${stem}.mrc`,
      ofRun: null,
      voltageKv: missing === 'voltage' ? null : known.voltageKv,
      pixelSizeA: missing === 'pixel' ? null : known.pixelSizeA,
      binning: known.binning,
      frameScale: known.frameScale,
      size: { width: 5760, height: 4092 },
      axisAngleDeg: missing === 'axis' ? null : known.axisAngleDeg,
      slope: known.slope,
      images: sorted ? sortStack(images) : images,
      wanted: null,
    };
  });

function imageOf(
  { gap, count, ...draft }: Draft,
  file: string,
): Omit<SeriesImage, 'section' | 'priorDoseEPerA2' | 'dateTime'> {
  return {
    step: null,
    tiltDeg: draft.tiltDeg,
    doseEPerA2: gap === 'dose' ? 0 : draft.doseEPerA2,
    exposureS: gap === 'exposure' ? null : draft.exposureS,
    frames: gap === 'frames' ? null : { file, count: gap === 'count' ? null : count },
    targetDefocusUm: gap === 'defocus' ? null : draft.targetDefocusUm,
    counts: null,
    offUm: null,
    ctf: null,
  };
}

/** The same images as they lie in a stack that was sorted by tilt. */
export function sortStack(images: readonly SeriesImage[]): readonly SeriesImage[] {
  const sorted = images.toSorted((a, b) => a.tiltDeg - b.tiltDeg);
  return images.map((image) => ({ ...image, section: sorted.indexOf(image) }));
}

/** Whether every image has a dose. */
export const hasDoses = ({ images }: Series): boolean => images.every(({ doseEPerA2 }) => doseEPerA2 > 0);

/** The images that have frames. */
export const framedOf = ({ images }: Series): readonly SeriesImage[] => images.filter(({ frames }) => frames !== null);
