import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../src/plan/checkPlan.ts';
import { examplePlan, exampleTarget } from './examplePlan.ts';

const range = { minTiltDeg: -60, maxTiltDeg: 60, tiltStepDeg: 3, pretiltDeg: -9, imageShiftLimitUm: 15 };

const reachOf = (x: number, y: number, settings = {}) =>
  checkPlan(examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, x, y)], { ...range, ...settings })).outOfReach;

describe('a target that leaves the reach of image shift', () => {
  test('has one image more, and then its branch ends', () => {
    // at 14.45 µm along the axis, 14.5 µm is left when it moves across by 1.2 µm
    const [far] = reachOf(14.4, 1.7, { alignLimitUm: 0.5 });
    expect(far).toMatchObject({ target: '002', reachUm: 14.5 });
    expect(far!.missingTiltsDeg.every((deg) => deg > 0 || deg < 0)).toBe(true);
    const gaps = far!.missingTiltsDeg.slice(1).map((deg, i) => deg - far!.missingTiltsDeg[i]!);
    expect(gaps.filter((gap) => gap !== 3).length).toBeLessThan(2);
  });

  test('does not come back on its branch, although the tilt model brings it near again', () => {
    // y = n0 cos(tilt + 10°) / cos 10°: 14.57 µm at −15°, most at −10°, 13.74 µm again at +10°
    const [far] = reachOf(0, 14.4, { pretiltDeg: 10, startTiltDeg: -30 });
    expect(far!.missingTiltsDeg).toEqual(Array.from({ length: 25 }, (_, i) => 3 * i - 12));
  });

  test('that lies beyond it at the first tilt is not taken at all', () => {
    const [far] = reachOf(9, 11.7);
    expect(far!.missingTiltsDeg).toHaveLength(41);
    expect(far!.farthestUm).toBeGreaterThan(14.5);
  });

  test('that is just within reach everywhere has all its images', () => {
    expect(reachOf(8, 10)).toEqual([]);
  });
});
