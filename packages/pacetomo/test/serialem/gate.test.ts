import { duplexPair, SerialEmClient, serve } from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExposurePermit } from '../../src/microscope/microscope.ts';
import { CommandGate } from '../../src/serialem/gate.ts';

/** A gate in front of an engine that remembers every command that reached it. */
function gateBefore(): { readonly gate: CommandGate; readonly arrived: string[] } {
  const [here, there] = duplexPair();
  const arrived: string[] = [];
  serve(there, {
    askForControl: () => true,
    run: async ({ name, args }) => {
      arrived.push(`${name}(${args.map(({ text }) => text).join(', ')})`);
      return { values: [0] };
    },
    image: async () => null,
    putImage: async () => {},
    disconnected: () => {},
  });
  const gate = new CommandGate(new SerialEmClient(here), {
    tiltDeg: 60,
    imageShiftUm: 12,
    defocusUm: 30,
    stageUm: 900,
  });
  return { gate, arrived };
}

const hostile = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1e300, 60.0001, -61, 12.1, 901),
);

test('no command beyond the limits or with a number that is none ever leaves; it is refused, not clamped', async () => {
  const { gate, arrived } = gateBefore();
  gate.calibrateImageShift({ xx: 2, xy: 0, yx: 0, yy: 2 }); // one unit is two micrometres
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (x, y) => {
      arrived.length = 0;
      const sent = async (promise: Promise<unknown>): Promise<boolean> =>
        promise.then(
          () => true,
          () => false,
        );
      const finite = Number.isFinite(x) && Number.isFinite(y);
      expect(await sent(gate.send('TiltTo', x))).toBe(Math.abs(x) <= 60);
      expect(await sent(gate.send('SetDefocus', x))).toBe(Math.abs(x) <= 30);
      expect(await sent(gate.send('MoveStageTo', x, y))).toBe(finite && Math.max(Math.abs(x), Math.abs(y)) <= 900);
      expect(await sent(gate.send('SetImageShift', x, y))).toBe(finite && Math.hypot(2 * x, 2 * y) <= 12);
      for (const command of arrived) expect(command).not.toMatch(/nan|inf|e\+/i);
    }),
    { numRuns: 500 },
  );
});

test('a stage that tilts less far than the plan narrows the limit', async () => {
  const { gate, arrived } = gateBefore();
  gate.limitTilt(45);
  await expect(gate.send('TiltTo', 48)).rejects.toThrow(
    'A tilt of 48° was asked for, but the limit of this run is 45°',
  );
  expect(arrived).toEqual([]);
});

test('image shift is not let through before its calibration is known', async () => {
  const { gate, arrived } = gateBefore();
  await expect(gate.send('SetImageShift', 0.1, 0.2)).rejects.toThrow('before its calibration was read');
  expect(arrived).toEqual([]);
});

test('image shift is let through as far as SerialEM allows, if that is less', async () => {
  const { gate, arrived } = gateBefore();
  gate.calibrateImageShift({ xx: 2, xy: 0, yx: 0, yy: 2 });
  gate.limitImageShift(7);
  await gate.send('SetImageShift', 0, 3.4);
  await expect(gate.send('SetImageShift', 0, 3.6)).rejects.toMatchObject({ code: 'limit' });
  gate.limitImageShift(50); // a limit is narrowed, never widened
  await expect(gate.send('SetImageShift', 0, 3.6)).rejects.toMatchObject({ code: 'limit' });
  expect(arrived).toHaveLength(1);
});

test('a permit is good for one exposure', async () => {
  const { gate, arrived } = gateBefore();
  const permit = Object.freeze({}) as ExposurePermit;
  await gate.expose(permit, 'R');
  await expect(gate.expose(permit, 'R')).rejects.toThrow('twice on one intent');
  expect(arrived).toEqual(['R()']);
});

test.each([
  'V',
  'L',
  'Record',
  'AutoFocus',
  'Montage',
  'Eucentricity',
  'AcquireToMatchBuffer',
  'RealignToOtherItem',
  'CallScript',
  'TiltBy',
  'ImageShiftByMicrons',
  'AllowFileOverwrite',
] as const)('%s, which exposes, moves relatively or overwrites, is not sent without its procedure', async (name) => {
  const { gate, arrived } = gateBefore();
  await expect(Reflect.apply(gate.send, gate, [name])).rejects.toThrow('a run does not send it');
  expect(arrived).toEqual([]);
});

test('an exposing command does not compile without a permit', () => {
  const { gate } = gateBefore();
  // @ts-expect-error R needs a permit
  void (() => gate.send('R'));
  // @ts-expect-error a permit is nothing that one can write down
  void (() => gate.expose({}, 'R'));
});
