import fc from 'fast-check';
import type { Area, AreaTarget } from '../../src/area/area.ts';
import type { Edited } from '../../src/area/edit.ts';
import type { Vec } from '../../src/geometry/frames.ts';

/** From the specimen to the stage, turned by about 97° and a little smaller, as at a real microscope. */
const toStage = { xx: -0.1213, xy: 0.9871, yx: -0.9794, yy: -0.1187 };
export const exampleToStage = toStage;

const origin = { x: 212.418, y: -87.036 };

/** A target `number` of `lamella` that lies where a stage of the example says. */
export function exampleTarget(number: number, x: number, y: number, more: Partial<AreaTarget> = {}): AreaTarget {
  const nnn = String(number).padStart(3, '0');
  return {
    position: { x, y },
    stage: { x: origin.x + toStage.xx * x + toStage.xy * y, y: origin.y + toStage.yx * x + toStage.yy * y },
    stack: `lamella_ts_${nnn}.mrc`,
    previewMap: `lamella_tgt_${nnn}.mrc`,
    viewMap: null,
    skip: false,
    score: null,
    otherKeys: new Map(),
    ...more,
  };
}

/** Five targets, three geometry points, two settings. */
export function exampleArea(more: Partial<Area> = {}): Area {
  return {
    name: 'lamella',
    settings: [
      { kind: 'number', name: 'tiltTargets', text: '0' },
      { kind: 'number', name: 'pretilt', text: '-9.2' },
    ],
    targets: [
      exampleTarget(1, 0, 0, { viewMap: 'lamella_tgt_001_view.mrc' }),
      exampleTarget(2, 2.137, 5.084),
      exampleTarget(3, -4.3, 1.7, { score: 0.61 }),
      exampleTarget(4, 3.35, -6.2, { skip: true, otherKeys: new Map([['LDArea', 'V']]) }),
      exampleTarget(5, -1.25, -3.9),
    ],
    geometryPoints: [
      { x: 6.41, y: -3.255 },
      { x: -5.02, y: 7.6 },
      { x: -4.118, y: -8.03 },
    ],
    ...more,
  };
}

/** The area after an edit that is not refused. */
export function made(outcome: Edited): Area {
  if (outcome.kind === 'refused') throw new Error(outcome.why);
  return outcome.area;
}

/** Why an edit was refused. */
export function why(outcome: { readonly kind: string }): string {
  if (outcome.kind !== 'refused' || !('why' in outcome)) throw new Error('it was not refused');
  return String(outcome.why);
}

const um = fc.double({ min: -900, max: 900, noNaN: true });
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.]{0,8}$/);
const place = fc.record({ x: um, y: um });
const orNull = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });

/** Any area that can be: its first target at 0, 0, stacks that differ. */
export const anyArea: fc.Arbitrary<Area> = fc
  .record({
    targets: fc.uniqueArray(
      fc.record({
        position: orNull(place),
        stage: orNull(place),
        stack: word.map((text) => `${text}_ts.mrc`),
        previewMap: orNull(word.map((text) => `${text}_tgt.mrc`)),
        viewMap: orNull(word.map((text) => `${text}_view.mrc`)),
        skip: fc.boolean(),
        score: orNull(fc.double({ min: 0, max: 1, noNaN: true })),
        otherKeys: fc
          .dictionary(
            word.map((text) => `x${text}`),
            word,
          )
          .map((keys): ReadonlyMap<string, string> => new Map(Object.entries(keys))),
      }),
      { minLength: 1, maxLength: 9, selector: ({ stack }) => stack.toLowerCase() },
    ),
    geometryPoints: fc.array(place, { maxLength: 5 }),
    settings: fc.uniqueArray(
      fc.record({ kind: fc.constantFrom('number' as const, 'boolean' as const), name: word, text: word }),
      { maxLength: 4, selector: ({ name }) => name },
    ),
  })
  .map(({ targets, geometryPoints, settings }) => ({
    name: 'lamella',
    settings,
    geometryPoints: geometryPoints.map(withoutNegativeZero),
    targets: targets.map((target, i) => ({
      ...target,
      position: i === 0 ? { x: 0, y: 0 } : target.position && withoutNegativeZero(target.position),
      stage: target.stage && withoutNegativeZero(target.stage),
      skip: i > 0 && target.skip,
    })),
  }));

const withoutNegativeZero = ({ x, y }: { x: number; y: number }): Vec<'specimen'> & Vec<'stage'> =>
  ({ x: x || 0, y: y || 0 }) as Vec<'specimen'> & Vec<'stage'>;
