import { describe, expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

/** Alignment errors, nm along and across the tilt axis, of images that look at one place. */
async function alignmentErrors(alignment: object, count: number): Promise<readonly (readonly [number, number])[]> {
  const errors: (readonly [number, number])[] = [];
  await inSession({ scenario: quietWith({ alignment }), seed: 41 }, async ({ client }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'M');
    for (let i = 0; i < count; i++) {
      await client.call('R');
      await client.call('AlignTo', 'M', 1);
      const [, , , , x, y] = (await client.call('ReportAlignShift')) ?? [];
      errors.push([Number(x), Number(y)]);
    }
  });
  return errors;
}

describe('low contrast with analytic alignment', () => {
  test('ends on wrong peaks as often as the scenario says, within its range, and is exact otherwise', async () => {
    const errors = await alignmentErrors({ wrongPeakFraction: 0.2, wrongPeakNm: 180 }, 250);
    const wrong = errors.filter(([x, y]) => Math.hypot(x, y) > 0.5);
    expect(Math.abs(wrong.length / 250 - 0.2)).toBeLessThan(0.07);
    // Evenly on the axes of the camera, which are turned against those of the specimen.
    expect(Math.max(...wrong.map(([x, y]) => Math.hypot(x, y)))).toBeLessThan(180 * Math.SQRT2);
    expect(Math.max(...wrong.map(([x, y]) => Math.hypot(x, y)))).toBeGreaterThan(160);
  });

  test('has no wrong peaks unless the scenario wants them', async () => {
    const errors = await alignmentErrors({}, 60);
    expect(Math.max(...errors.map(([x, y]) => Math.hypot(x, y)))).toBeLessThan(0.5);
  });

  test('reports a defocus near zero as often as the scenario says', async () => {
    const focus = { autofocusZeroFraction: 0.3, autofocusNoiseUm: 0 };
    const measured: number[] = [];
    await inSession({ scenario: quietWith({ optics: { focus } }), seed: 43 }, async ({ client }) => {
      await client.call('SetDefocus', -4.3);
      for (let i = 0; i < 150; i++) {
        await client.call('G', -1);
        measured.push(Number([await client.call('ReportAutoFocus')].flat()[0]));
      }
    });
    const stuck = measured.filter((um) => Math.abs(um) < 0.2);
    expect(Math.abs(stuck.length / 150 - 0.3)).toBeLessThan(0.12);
    for (const um of measured) if (!stuck.includes(um)) expect(um).toBeCloseTo(-4.3, 1);
  });
});
