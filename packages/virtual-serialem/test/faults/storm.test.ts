import { expect, test } from 'vitest';
import storm from '../../scenarios/S7.json' with { type: 'json' };
import { inSession, quietWith } from '../session.ts';

/** The dose-symmetric order of a series from −60° to 60° in steps of 3°, in groups of two from −9° on. */
function tiltsDeg(): number[] {
  const [up, down] = [[-9], [] as number[]];
  for (let tilt = -6; tilt <= 60; tilt += 3) up!.push(tilt);
  for (let tilt = -12; tilt >= -60; tilt -= 3) down!.push(tilt);
  const order: number[] = [];
  while (up!.length + down!.length > 0) order.push(...up!.splice(0, 2), ...down!.splice(0, 2));
  return order;
}

test('the storm of S7 over a series of six targets: jumps at their tilts, images spoiled at their rates', () =>
  inSession({ seed: 23, scenario: quietWith({ faults: storm.faults }) }, async ({ client, virtual }) => {
    const places = [0, 2.5, 5, -2.5, -5, 7.5];
    for (const tilt of tiltsDeg()) {
      await client.call('TiltTo', tilt);
      let at = 0;
      for (const place of places) {
        await client.call('ImageShiftByMicrons', place - at, 0);
        at = place;
        await client.call('R').catch(() => {});
      }
      await client.call('ImageShiftByMicrons', -at, 0);
    }
    const fired = virtual.faults.fired;
    const times = (kind: string) => fired.filter(({ fault }) => fault.kind === kind).length;
    const planned = storm.faults.filter(({ kind }) => kind === 'stage-jump');
    expect(times('stage-jump')).toBe(planned.length);
    expect(virtual.exposures).toHaveLength(41 * places.length);
    // 4 % of 246 Records, and whatever the storm darkens by schedule.
    expect(times('dark-image')).toBeGreaterThan(3);
    expect(times('dark-image')).toBeLessThan(25);
    const [first] = virtual.exposures;
    const last = virtual.exposures.at(-places.length)!;
    const gone = Math.abs(last.specimenPointUm.x - first!.specimenPointUm.x);
    expect(gone).toBeGreaterThan(0.05);
    expect(gone).toBeLessThan(1);
  }));
