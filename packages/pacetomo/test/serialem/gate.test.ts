import { allCommands, type Command } from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StopRequested } from '../../src/run/control.ts';
import type { ExposingCommand } from '../../src/serialem/exposingCommand.ts';
import { CommandGate, type CommandObserver, type GateKeeping } from '../../src/serialem/gate.ts';
import { freshPermit, refused, scriptedSerialEm } from './scriptedSerialEm.ts';

const limits = { tiltDeg: 60, imageShiftUm: 12, defocusUm: 30, stageUm: 900 };

/** A gate in front of an engine that remembers every command that reached it. */
function gateBefore(keeping: GateKeeping = {}): { readonly gate: CommandGate; readonly arrived: string[] } {
  const { client, arrived } = scriptedSerialEm();
  return { gate: new CommandGate(client, limits, keeping), arrived };
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

test.each([
  ['SetExposure', ['R', 100.1], 'the limit of this run is 100 s'],
  ['SetExposure', ['R', 0], 'which cannot be'],
  ['SetExposure', ['V', -0.3], 'which cannot be'],
  ['SetExposure', ['V', Number.NaN], 'one of its values is NaN'],
  ['SetMag', [0], 'which cannot be'],
  ['SetMag', [-42000], 'which cannot be'],
  ['LimitNextAutoAlign', [0], 'which cannot be'],
  ['MoveToNavItem', [0], 'no item'],
  ['UpdateItemZ', [-1], 'no item'],
  ['SetItemAcquire', [2.5, 1], 'no item'],
  ['LoadOtherMap', [-3, 'O'], 'no item'],
  ['DeleteNavigatorItem', [0], 'no item'],
  ['ChangeItemNote', [-1, 'lamella_tgts.txt'], 'no item'],
] as const)('%s(%s) is not sent', async (name, args, why) => {
  const { gate, arrived } = gateBefore();
  await expect(Reflect.apply(gate.send, gate, [name, ...args])).rejects.toThrow(why);
  expect(arrived).toEqual([]);
});

const exposing: readonly (readonly [ExposingCommand, readonly (number | string)[], string])[] = [
  ['R', [], 'broke an exposure off'],
  ['G', [-1], 'broke the autofocus off'],
  ['V', [], 'broke a View off'],
  ['L', [], 'broke a Preview off'],
  ['AcquireToMatchBuffer', ['O'], 'broke an image like the reference off'],
  ['Eucentricity', [1], 'broke the search for eucentric height off'],
  ['RealignToOtherItem', [7, 1], 'broke finding an item of the Navigator again off'],
  ['RefineZLP', [], 'broke the search for the zero-loss peak off'],
];

test.each(exposing)('a permit is good for one %s', async (name, args) => {
  const { gate, arrived } = gateBefore();
  const permit = freshPermit();
  const expose = (): Promise<unknown> => Reflect.apply(gate.expose, gate, [permit, name, ...args]);
  await expose();
  await expect(expose()).rejects.toThrow('twice on one intent');
  expect(arrived).toEqual([`${name}(${args.join(', ')})`]);
});

test.each(exposing)('a %s that SerialEM breaks off is told in its own words', async (name, args, words) => {
  const { client } = scriptedSerialEm({ [name]: refused });
  const gate = new CommandGate(client, limits);
  const exposed: Promise<unknown> = Reflect.apply(gate.expose, gate, [freshPermit(), name, ...args]);
  await expect(exposed).rejects.toMatchObject({ code: 'exposure-failed', message: expect.stringContaining(words) });
});

test('a permit outlives what is refused before it is used', async () => {
  const control = { stopping: true };
  const { gate, arrived } = gateBefore({ control });
  const permit = freshPermit();
  await expect(gate.expose(permit, 'RealignToOtherItem', 0, 1)).rejects.toThrow('no item');
  await expect(gate.expose(permit, 'R')).rejects.toThrow(StopRequested);
  control.stopping = false;
  await gate.expose(permit, 'R');
  expect(arrived).toEqual(['R()']);
});

/** Arguments that the table of commands takes and the gate has nothing against. */
const harmless = ({ keys }: Command): readonly (number | string)[] =>
  [...keys].filter((key) => key === key.toUpperCase()).map((key) => (key === 'S' ? 'R' : 1));

const anyCommand = fc.constantFrom(...allCommands.filter(({ external }) => external));
const exposingNames = new Set<string>(exposing.map(([name]) => name));

/** Through whichever door of the gate the command goes. */
function pass(gate: CommandGate, command: Command): Promise<unknown> {
  const args = [command.name, ...harmless(command)];
  if (!exposingNames.has(command.name)) return Reflect.apply(gate.send, gate, args);
  return Reflect.apply(gate.expose, gate, [freshPermit(), ...args]);
}

test('after a stop no command leaves, whichever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyCommand, { maxLength: 6 }), fc.nat(6), async (commands, before) => {
      const control = { stopping: false };
      const { gate, arrived } = gateBefore({ control });
      gate.calibrateImageShift({ xx: 2, xy: 0, yx: 0, yy: 2 });
      for (const command of commands.slice(0, before)) await pass(gate, command).catch(() => {});
      const sofar = arrived.length;
      control.stopping = true;
      for (const command of commands) await expect(pass(gate, command)).rejects.toThrow();
      expect(arrived).toHaveLength(sofar);
    }),
    { numRuns: 300 },
  );
});

test('a stop during a command lets it end and stops the next one', async () => {
  const control = { stopping: false };
  const { gate, arrived } = gateBefore({ control });
  const tilting = gate.send('TiltTo', 3);
  control.stopping = true;
  await tilting;
  await expect(gate.send('ReportTiltAngle')).rejects.toThrow(StopRequested);
  expect(arrived).toEqual(['TiltTo(3)']);
});

test('whoever looks on hears of every command when it leaves and when it is answered', async () => {
  const heard: unknown[] = [];
  let now = 0;
  const observer: CommandObserver = {
    sent: (name, args) => heard.push(['sent', name, args]),
    answered: (name, outcome, tookMs) => heard.push(['answered', name, outcome, tookMs]),
  };
  const { client } = scriptedSerialEm({ ReportMag: [42000, 0, 1], SetMag: refused });
  const gate = new CommandGate(client, limits, { observer, nowMs: () => (now += 7) });
  await gate.send('ReportMag');
  await expect(gate.send('SetMag', 33000)).rejects.toMatchObject({ code: 'serialem-refused' });
  await expect(gate.send('TiltTo', 61)).rejects.toThrow(); // never left
  await gate.image('A'); // there is none
  expect(heard).toEqual([
    ['sent', 'ReportMag', []],
    ['answered', 'ReportMag', { reply: [42000, 0, 1] }, 7],
    ['sent', 'SetMag', [33000]],
    ['answered', 'SetMag', { error: expect.objectContaining({ code: 'command-failed' }) }, 7],
    ['sent', 'bufferImage', ['A']],
    ['answered', 'bufferImage', { reply: null }, 7],
  ]);
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
  'ResetImageShift',
  'MoveToMarker',
  'ShiftItemsByMicrons',
  'ReadNavFile',
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
  // @ts-expect-error so does a Preview
  void (() => gate.send('L'));
  // @ts-expect-error a permit is nothing that one can write down
  void (() => gate.expose({}, 'R'));
});
