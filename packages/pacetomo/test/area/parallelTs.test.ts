import { readFileSync } from 'node:fs';
import { parseNavigator, readParallelTs } from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Area, AreaTarget } from '../../src/area/area.ts';
import { parallelTsOfArea } from '../../src/area/parallelTsExport.ts';
import { areaOfParallelTs, type ExchangeMatrices } from '../../src/area/parallelTsImport.ts';
import { nativeSlopeOf, sampleTiltOfNative } from '../../src/area/parallelTsSlope.ts';
import { cosDeg, sinDeg, tanDeg } from '../../src/geometry/degrees.ts';
import { apply } from '../../src/geometry/frames.ts';
import { planeHeightUm } from '../../src/geometry/sampleTilt.ts';
import { seenAtTilt } from '../../src/geometry/tiltedStage.ts';

const matrices: ExchangeMatrices = {
  imageShiftToSpecimen: { xx: 0.97971, xy: 0.02394, yx: -0.03112, yy: 1.04417 },
  stageToSpecimen: { xx: -0.998, xy: 0.011, yx: -0.014, yy: -1.003 },
};

const exampleText = readFileSync(new URL('../../../em-files/test/parallelTs.nav', import.meta.url), 'utf8');
const exampleAreas = (text = exampleText) => readParallelTs(parseNavigator(text)).areas;
const secondArea = exampleAreas()[1]!;

const textOf = (area: Area, name: string) => area.settings.find((setting) => setting.name === name)?.text ?? null;

function imported(text?: string, which = 0, with_ = matrices) {
  const read = areaOfParallelTs(exampleAreas(text)[which]!, 'lamella', with_);
  if (read.kind === 'refused') throw new Error(read.reason);
  return read;
}

describe('the slope of the sample', () => {
  test('that is thinnest at +10° is level at +10° in SerialEM’s words, without a pitch', () => {
    const native = nativeSlopeOf({ pretiltDeg: -10, rotationDeg: 0 });
    expect(native).toEqual({ levellingTiltDeg: expect.closeTo(10, 10), xPitchDeg: expect.closeTo(0, 10) });
  });

  test('along the axis is a pitch: what lies at positive x is low when the pitch is positive', () => {
    const { levellingTiltDeg, xPitchDeg } = nativeSlopeOf({ pretiltDeg: 7, rotationDeg: 90 });
    expect(levellingTiltDeg).toBeCloseTo(0, 10);
    expect(xPitchDeg).toBeCloseTo(7, 10);
    expect(planeHeightUm({ pretiltDeg: 7, rotationDeg: 90 }, { x: 1, y: 0 })).toBeLessThan(0);
  });

  test('moves targets as SerialEM moves them', () => {
    // TSController.cpp, ParallelTSSetup: z₀ = −x tan(pitch), y₀ = (y + z₀ sin δ) / cos δ at the mapping tilt,
    // y = y₀ cos δ′ − z₀ sin δ′ at another one, δ counted from the levelling tilt
    const sample = { pretiltDeg: -11.4, rotationDeg: 23 };
    const { levellingTiltDeg, xPitchDeg } = nativeSlopeOf(sample);
    const atZero = { x: 5.3, y: -7.9 };
    const z0 = -atZero.x * tanDeg(xPitchDeg);
    const [mapped, other] = [3 - levellingTiltDeg, 27 - levellingTiltDeg];
    const y0 = (seenAtTilt(atZero, sample, 3).y + z0 * sinDeg(mapped)) / cosDeg(mapped);
    expect(y0 * cosDeg(other) - z0 * sinDeg(other)).toBeCloseTo(seenAtTilt(atZero, sample, 27).y, 10);
  });

  test('comes back from SerialEM’s words', () => {
    const slope = fc.record({
      pretiltDeg: fc.double({ min: 0.5, max: 35, noNaN: true }),
      rotationDeg: fc.double({ min: -89, max: 89, noNaN: true }),
      sign: fc.constantFrom(1, -1),
    });
    fc.assert(
      fc.property(slope, ({ pretiltDeg, rotationDeg, sign }) => {
        const back = sampleTiltOfNative(nativeSlopeOf({ pretiltDeg: sign * pretiltDeg, rotationDeg }));
        expect(back.pretiltDeg).toBeCloseTo(sign * pretiltDeg, 9);
        expect(back.rotationDeg).toBeCloseTo(rotationDeg, 7);
      }),
    );
    expect(sampleTiltOfNative({ levellingTiltDeg: 0, xPitchDeg: 0 })).toEqual({ pretiltDeg: 0, rotationDeg: 0 });
  });
});

describe('an area of SerialEM', () => {
  test('that was mapped where it starts keeps its places and starts there', () => {
    const { area, remarks } = imported();
    expect(area.targets).toHaveLength(4);
    expect(area.targets[2]!.position).toEqual(apply(matrices.imageShiftToSpecimen, { x: -3.31885, y: 0.742519 }));
    expect(['tiltTargets', 'startTilt', 'minTilt', 'maxTilt'].map((name) => textOf(area, name))).toEqual([
      '9.5',
      '9.5',
      '-52',
      '70',
    ]);
    expect(Number(textOf(area, 'pretilt'))).toBeCloseTo(-9.53, 2);
    expect(Number(textOf(area, 'rotation'))).toBeCloseTo(12.535, 2);
    expect(area.targets.map(({ stack }) => stack)[3]).toBe('lamella_ts_004.mrc');
    expect(remarks).toEqual([expect.stringMatching(/reference images are not taken over/)]);
  });

  test('has stage positions for all targets when the stage is known', () => {
    const { area } = imported();
    expect(area.targets[0]!.stage).toEqual({ x: 210.317, y: -91.4482 });
    const step = { x: area.targets[1]!.stage!.x - 210.317, y: (area.targets[1]!.stage!.y + 91.4482) * cosDeg(9.5) };
    const seen = apply(matrices.stageToSpecimen!, step);
    expect(seen.x).toBeCloseTo(area.targets[1]!.position!.x, 9);
    expect(seen.y).toBeCloseTo(area.targets[1]!.position!.y, 9);
  });

  test('has only the first stage position when it is not', () => {
    const { area, remarks } = imported(exampleText, 0, { ...matrices, stageToSpecimen: null });
    expect(area.targets.map(({ stage }) => stage === null)).toEqual([false, true, true, true]);
    expect(remarks.join()).toMatch(/Only the first target has a stage position/);
  });

  test('that was mapped at 0° starts level', () => {
    const { area, remarks } = imported(exampleText, 1);
    expect(['tiltTargets', 'startTilt', 'minTilt'].map((name) => textOf(area, name))).toEqual(['0', '-7', null]);
    expect(remarks.join()).toMatch(/range of tilts/);
  });

  test('that was mapped at another tilt is turned to 0° in its own plane', () => {
    const { area, remarks } = imported(exampleText.replace('MappingTilt = 9.5', 'MappingTilt = -14'));
    const sample = sampleTiltOfNative({ levellingTiltDeg: 9.31, xPitchDeg: -2.06 });
    const seen = apply(matrices.imageShiftToSpecimen, { x: 1.04422, y: 4.61707 });
    expect(seenAtTilt(area.targets[3]!.position!, sample, -14).y).toBeCloseTo(seen.y, 9);
    expect(['tiltTargets', 'startTilt'].map((name) => textOf(area, name))).toEqual(['0', '9']);
    expect(remarks[0]).toMatch(/chosen at -14°/);
  });

  test('that is seen edge-on is refused', () => {
    const read = areaOfParallelTs(
      exampleAreas(exampleText.replace('MappingTilt = 9.5', 'MappingTilt = -80'))[0]!,
      'a',
      matrices,
    );
    expect(read).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/edge-on/) });
  });
});

const target = (x: number, y: number, changes: Partial<AreaTarget> = {}): AreaTarget => ({
  position: { x, y },
  stage: null,
  stack: 'a_ts_001.mrc',
  previewMap: null,
  viewMap: null,
  skip: false,
  score: null,
  otherKeys: new Map(),
  ...changes,
});
const setting = (name: string, value: number) => ({ kind: 'number', name, text: String(value) }) as const;
const lamella: Area = {
  name: 'lamella',
  settings: [
    setting('tiltTargets', 0),
    setting('pretilt', -10),
    setting('rotation', 0),
    setting('startTilt', 10),
    setting('minTilt', -47),
    setting('maxTilt', 67),
  ],
  targets: [target(0, 0), target(2.5, -3.25), target(-4.75, 1.5, { skip: true }), target(1.25, 6)],
  geometryPoints: [],
};

function exported(area: Area, with_ = matrices) {
  const out = parallelTsOfArea(area, with_);
  if (out.kind === 'refused') throw new Error(out.reason);
  return out;
}

describe('an area for SerialEM', () => {
  test('says where it is level, how far it goes and where its targets are', () => {
    const { param, targets, note, remarks } = exported(lamella);
    expect(param).toEqual({
      levellingTiltDeg: 10,
      xPitchDeg: 0,
      mappingTiltDeg: 0,
      maxTiltFromStartDeg: 57,
      references: { kind: 'none' },
    });
    expect(note).toBe('3 TS targets');
    const last = apply(matrices.imageShiftToSpecimen, targets[2]!);
    expect(last).toEqual({ x: expect.closeTo(1.25, 10), y: expect.closeTo(6, 10) });
    expect(remarks).toEqual([expect.stringMatching(/1 skipped/)]);
  });

  test('finds targets by their stage positions where the file gives no others', () => {
    const targets = [
      target(0, 0, { position: null, stage: { x: 212.5, y: -87.1 } }),
      target(0, 0, { position: null, stage: { x: 208.5, y: -90.1 } }),
    ];
    const ideal = { ...matrices, stageToSpecimen: { xx: -1, xy: 0, yx: 0, yy: -1 } };
    const { targets: shifts } = exported({ ...lamella, targets, settings: [setting('tiltTargets', 60)] }, ideal);
    const seen = apply(ideal.imageShiftToSpecimen, shifts[1]!);
    expect(seen).toEqual({ x: expect.closeTo(4, 9), y: expect.closeTo(1.5, 9) });
  });

  test('says what SerialEM will do otherwise', () => {
    const odd = {
      ...lamella,
      settings: [setting('startTilt', 5), setting('minTilt', -40), setting('maxTilt', 60)],
      geometryPoints: [{ x: 3, y: 4 }],
      targets: lamella.targets.map((one) => ({ ...one, skip: false, previewMap: 'a_tgt_001.mrc' })),
    };
    const { remarks, param } = exported(odd);
    expect(param.maxTiltFromStartDeg).toBe(55);
    for (const word of [
      /no pretilt/,
      /equally far to both sides of the start: 55°/,
      /geometry points/,
      /Previews are left out/,
    ])
      expect(remarks.join('\n')).toMatch(word);
  });

  test.each([
    ['one target that is taken', { targets: lamella.targets.slice(0, 1) }, /has 1 targets/],
    [
      'more targets than SerialEM has files',
      { targets: Array.from({ length: 100 }, (_, i) => target(i, 0)) },
      /fewer than 100/,
    ],
    [
      'a target that is nowhere',
      { targets: [target(0, 0), target(1, 1, { position: null })] },
      /Target 2 has no position/,
    ],
  ])('is refused with %s', (_, change, reason) => {
    expect(parallelTsOfArea({ ...lamella, ...change }, matrices)).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(reason),
    });
  });
});

test('an area goes to SerialEM’s words and back', () => {
  const coordinate = fc.double({ min: -12, max: 12, noNaN: true });
  const areas = fc.record({
    places: fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 1, maxLength: 9 }),
    pretiltDeg: fc.integer({ min: -25, max: 25 }),
    chosenAtStart: fc.boolean(),
  });
  fc.assert(
    fc.property(areas, ({ places, pretiltDeg, chosenAtStart }) => {
      const tiltTargets = chosenAtStart ? -pretiltDeg : 0;
      const settings = [
        setting('tiltTargets', tiltTargets),
        setting('pretilt', pretiltDeg),
        setting('startTilt', -pretiltDeg),
        setting('minTilt', -pretiltDeg - 51),
        setting('maxTilt', -pretiltDeg + 51),
      ];
      const area = { ...lamella, settings, targets: [target(0, 0), ...places.map(({ x, y }) => target(x, y))] };
      const out = exported(area);
      const native = { ...secondArea, targets: out.targets, param: { ...out.param, navId: 8 } };
      const back = areaOfParallelTs(native, 'lamella', matrices);
      if (back.kind === 'refused') throw new Error(back.reason);
      back.area.targets.forEach(({ position }, i) => {
        expect(position!.x).toBeCloseTo(area.targets[i]!.position!.x, 9);
        expect(position!.y).toBeCloseTo(area.targets[i]!.position!.y, 9);
      });
      for (const { name, text } of settings) expect(Number(textOf(back.area, name))).toBeCloseTo(Number(text), 9);
    }),
  );
});
