import { describe, expect, test } from 'vitest';
import { conflictsOf } from '../../src/dose/conflicts.ts';
import { type Illuminations, nothingKnown } from '../../src/dose/illumination.ts';
import { ledgerOf } from '../../src/dose/ledger.ts';
import { receivedDoses } from '../../src/dose/received.ts';
import type { RunPlan } from '../../src/plan/plan.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

const known: Illuminations = {
  ...nothingKnown,
  beams: {
    record: { radiusUm: 1.2, doseEPerA2: 3.1 },
    view: { radiusUm: 11, doseEPerA2: 0.05 },
    preview: { radiusUm: 1.2, doseEPerA2: 0.4 },
    focus: { radiusUm: 1.2, doseEPerA2: 1.1 },
  },
  recordExposureS: 1.5,
  camera: { size: { x: 5760, y: 4092 }, toSpecimen: { xx: 0.00025, xy: 0, yx: 0, yy: 0.00025 } },
};

const bare = { eucentricity: false, previewAli: false, minTiltDeg: -60, maxTiltDeg: 60, tiltStepDeg: 12, groupSize: 1 };
const two = (x: number, y: number, settings = {}): RunPlan =>
  examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, x, y)], { ...bare, ...settings });

const dosesOf = (plan: RunPlan, illuminations = known) => {
  const { targets, exposures } = ledgerOf(plan, illuminations);
  return receivedDoses(targets, exposures);
};

const whats = (plan: RunPlan): readonly string[] =>
  ledgerOf(plan, known).exposures.map(({ what, target, tiltDeg }) => `${what} ${target} ${tiltDeg}`);

describe('what is exposed', () => {
  test('at every tilt one target after the other, after the autofocus at the start', () => {
    expect(whats(two(6, 7)).slice(0, 5)).toEqual([
      'focus 001 0',
      'record 001 0',
      'record 002 0',
      'record 001 12',
      'record 002 12',
    ]);
    expect(whats(two(6, 7))).toHaveLength(1 + 2 * 11);
  });

  test('an autofocus comes before the first image of a group, the second image of trackTwice after the first', () => {
    const plan = two(6, 7, { addAF: true, trackTwice: true, groupSize: 2 });
    expect(whats(plan).filter((text) => text.endsWith(' 36'))).toEqual([
      'focus 001 36',
      'record 001 36',
      'again 001 36',
      'record 002 36',
    ]);
  });

  test('what is skipped or out of reach is not exposed', () => {
    const skipping = examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, 3, 4, { skip: true })], bare);
    expect(whats(skipping).some((text) => text.includes('002'))).toBe(false);
    expect(whats(two(3, 19.6)).some((text) => text.includes('002'))).toBe(false);
  });

  test('walks to the start tilt cost the tracking target a View every ten degrees', () => {
    const plan = two(6, 7, { startTiltDeg: 24, minTiltDeg: 0 });
    expect(whats(plan).filter((text) => text.startsWith('view'))).toEqual([
      'view 001 0',
      'view 001 10',
      'view 001 20',
      'view 001 24',
    ]);
  });

  test('a hole pattern refines its vectors at its edge, measures the slope between holes, and aligns Views to the template', () => {
    const vectors = { vecA0Um: 2.5, vecA1Um: 0.3, vecB0Um: -0.3, vecB1Um: 2.5 };
    const pattern = { ...vectors, tgtPattern: true, refineVec: true, alignToP: true, patternSize: 2, measureGeo: true };
    const { exposures } = ledgerOf(two(2.5, 0.3, { ...pattern, previewAli: true }), known);
    const found = exposures.filter(({ step }) => step === null).map(({ what, place }) => [what, place.x, place.y]);
    expect(found.slice(0, 4)).toEqual([
      ['view', 0, 0],
      ['view', 5, 0.6],
      ['view', -0.6, 5],
      ['geometry', 0, 0],
    ]);
    expect(found.filter(([what]) => what === 'geometry')).toHaveLength(6);
    expect(found.slice(-2)).toEqual([
      ['view', 0, 0],
      ['view', 2.5, 0.3],
    ]);
  });

  test('longer exposures of the first tilt and of the tracking target give so much more dose', () => {
    const plan = two(6, 7, { zeroExposureS: 4.5, trackExposureS: 3 });
    const records = ledgerOf(plan, known).exposures.filter(({ what }) => what === 'record');
    expect(records.slice(0, 4).map(({ doseEPerA2 }) => doseEPerA2 / 3.1)).toEqual([3, 3, 2, 1]);
  });

  test('an autofocus has three shots, beside the target where the Focus area lies beside Record', () => {
    const [focus] = ledgerOf(two(6, 7), { ...known, focusOffsetUm: 2.6 }).exposures;
    expect(focus).toMatchObject({ what: 'focus', place: { x: 2.6, y: 0 } });
    expect(focus!.doseEPerA2).toBeCloseTo(3.3, 9);
  });

  test('what has no known beam is counted, not listed', () => {
    const { exposures, unknown } = ledgerOf(two(6, 7), { ...known, beams: { ...known.beams, focus: null } });
    expect(unknown).toEqual({ focus: 3 });
    expect(exposures.some(({ what }) => what === 'focus')).toBe(false);
  });

  test('pieces of a montage lie one field apart as the beam sees them', () => {
    const plan = two(6, 7, { tgtMontage: true, tgtMntOverlapFraction: 0.1 });
    const tiles = ledgerOf(plan, known).exposures.filter(({ what, tiltDeg }) => what === 'tile' && tiltDeg === 60);
    expect(tiles).toHaveLength(8);
    const [first] = tiles;
    const pitchUm = 0.9 * 4092 * 0.00025;
    expect(first!.place.x).toBeCloseTo(6 - pitchUm, 9);
    expect(first!.place.y).toBeCloseTo(7 - pitchUm / Math.cos(Math.PI / 3), 9);
  });
});

describe('what targets receive', () => {
  test('its own images, all over its frame', () => {
    const [, second] = dosesOf(two(6, 7));
    expect(second!.own.centreEPerA2).toBeCloseTo(11 * 3.1, 9);
    expect(second!.own.mostEPerA2).toBeCloseTo(11 * 3.1, 9);
    expect(second!.fromOthers.mostEPerA2).toBe(0);
    expect(second!.neighbours).toEqual([]);
  });

  test('a neighbour across the axis hits it at steep tilts alone, where its footprint is long', () => {
    const [first, second] = dosesOf(two(0, 2.7));
    const [fromFirst] = second!.neighbours;
    expect(fromFirst).toMatchObject({ from: '001', what: 'record', centreEPerA2: 0 });
    expect(new Set(fromFirst!.exposures.map(({ tiltDeg }) => Math.abs(tiltDeg)))).toEqual(new Set([60]));
    expect(fromFirst!.exposures.map(({ ownImagesBefore }) => ownImagesBefore)).toEqual([9, 10]);
    expect(fromFirst!.mostEPerA2).toBeCloseTo(2 * 3.1, 9);
    expect(fromFirst!.coveredFraction).toBeGreaterThan(0.05);
    expect(fromFirst!.coveredFraction).toBeLessThan(0.5);
    expect(first!.neighbours[0]!.exposures.map(({ ownImagesBefore }) => ownImagesBefore)).toEqual([10, 11]);
  });

  test('a neighbour along the axis does so at no tilt', () => {
    expect(dosesOf(two(2.7, 0))[1]!.fromOthers.mostEPerA2).toBe(0);
  });

  test('before its first image it has the looks at it and at others', () => {
    const plan = examplePlan(
      [1, 2].map((n) => exampleTarget(n, 3 * (n - 1), 0, { referenceMap: `p${n}.mrc`, viewMap: `v${n}.mrc` })),
      { ...bare, previewAli: true, viewAli: true },
    );
    const [first, second] = dosesOf(plan);
    // View and Preview to realign, Preview at the start, autofocus, Preview again; the View of its neighbour
    expect(first!.beforeFirst.centreEPerA2).toBeCloseTo(0.05 + 3 * 0.4 + 3.3 + 0.05, 9);
    expect(second!.beforeFirst.centreEPerA2).toBeCloseTo(0.05 + 0.05 + 0.4, 9);
  });

  test('without a camera only the middle counts', () => {
    const [, second] = dosesOf(two(0, 2.7), { ...known, camera: null });
    expect(second!.fromOthers).toEqual({ centreEPerA2: 0, meanEPerA2: 0, mostEPerA2: 0, coveredFraction: 0 });
  });
});

describe('conflicts', () => {
  test('are said with numbers: whom, by whom, how much, at which tilts, over which part', () => {
    const plan = two(0.9, 1.3, { minTiltDeg: -48 });
    const texts = conflictsOf(dosesOf(plan), 1).map(({ text }) => text);
    expect(texts).toHaveLength(3);
    expect(texts.find((text) => text.startsWith('Target 002 receives') && text.includes('from target 001'))).toMatch(
      /^Target 002 receives \d+\.\d e\/Å² from target 001 at -48° to 60°, over \d+ % of its frame, \d+\.\d+ e\/Å² in its middle; it begins before its first image\.$/,
    );
  });

  test('two ranges of tilts are two ranges', () => {
    const [conflict] = conflictsOf(dosesOf(two(0, 2.7)), 1);
    expect(conflict!.text).toContain('at -60° and 60°');
    expect(conflict!.text).toContain('none in its middle');
  });

  test('what is less than the limit is not said, unless it is so many', () => {
    expect(conflictsOf(dosesOf(two(0, 2.7)), 7)).toEqual([]);
    const many = Array.from({ length: 30 }, (_, i) =>
      exampleTarget(i + 1, 3 * (i % 6), 3 * Math.floor(i / 6), { viewMap: `v${i}.mrc` }),
    );
    const plan = examplePlan(many, { ...bare, minTiltDeg: -12, maxTiltDeg: 12, viewAli: true, previewAli: false });
    const conflicts = conflictsOf(dosesOf(plan), 1).filter(({ target }) => target === '015');
    expect(conflicts).toMatchObject([{ from: null, text: expect.stringContaining('neighbours together (Views') }]);
  });
});
