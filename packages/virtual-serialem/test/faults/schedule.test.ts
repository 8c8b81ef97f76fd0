import { FaultPlan } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';

/** The kinds of what is due, of which nobody minds the random numbers. */
const kinds = (due: readonly { readonly fault: { readonly kind: string } }[]) => due.map(({ fault }) => fault.kind);
const record = (at: string) => ({
  set: 'record' as const,
  isAt: (place: object) => 'file' in place && place.file === at,
});

test('a fault happens when the stage arrives at its tilt for the second time, and only then', () => {
  const plan = new FaultPlan([]);
  plan.add({ kind: 'stage-jump', at: { tiltDeg: -27, visit: 2 } });
  expect(kinds(plan.arrive(-27))).toEqual([]);
  expect(kinds(plan.arrive(-30))).toEqual([]);
  expect(kinds(plan.arrive(-27.01))).toEqual(['stage-jump']);
  expect(kinds(plan.arrive(-27))).toEqual([]);
});

test('a fault happens at the third Record of a place; Views and other places do not count', () => {
  const plan = new FaultPlan([]);
  plan.add({ kind: 'stale-image', at: { exposure: 3, set: 'record', place: { file: '_ts_004' } } });
  const met = ['_ts_004', '_ts_005', '_ts_004', '_ts_006', '_ts_004'].map((at) => kinds(plan.expose(record(at))));
  expect(kinds(plan.expose({ ...record('_ts_004'), set: 'view' }))).toEqual([]);
  expect(met).toEqual([[], [], [], [], ['stale-image']]);
});

test('a fault at a virtual time happens at the first thing that is done after it', () => {
  let nowS = 0;
  const plan = new FaultPlan([], { nowS: () => nowS });
  plan.add({ kind: 'beam-off', at: { timeS: 600 } });
  nowS = 599;
  expect(plan.meet('R')).toEqual([]);
  nowS = 640;
  expect(kinds(plan.arrive(3))).toEqual(['beam-off']);
  expect(plan.fired).toMatchObject([{ fault: { kind: 'beam-off' }, command: 1, name: 'R', timeS: 640 }]);
});

/** At which of 20 000 commands a fault with a probability of 1 in 200 happens. */
function moments(seed: number): number[] {
  const plan = new FaultPlan([], { seed });
  plan.add({ kind: 'command-fails', at: { name: '*', probability: 0.005 } });
  for (let command = 0; command < 20_000; command++) plan.meet(command % 2 === 0 ? 'R' : 'S');
  return plan.fired.map(({ command }) => command);
}

test('one command in 200 fails, at moments that belong to the seed', () => {
  const [here, again, elsewhere] = [moments(41), moments(41), moments(42)];
  // The standard deviation of the number is 10.
  expect(here.length).toBeGreaterThan(60);
  expect(here.length).toBeLessThan(140);
  expect(again).toEqual(here);
  expect(elsewhere).not.toEqual(here);
});

test('a fault with a probability can be limited in number, and to the calls of one command', () => {
  const plan = new FaultPlan([]);
  plan.add({ kind: 'reply-lost', at: { name: 'ReportClock', probability: 1, atMost: 2 } });
  const met = ['S', 'ReportClock', 'S', 'ReportClock', 'ReportClock'].map((name) => kinds(plan.meet(name)));
  expect(met).toEqual([[], ['reply-lost'], [], ['reply-lost'], []]);
});

test('a probability per exposure is drawn by the exposure, whatever commands come in between', () => {
  const spoiled = (commandsBetween: number): number[] => {
    const plan = new FaultPlan([], { seed: 6 });
    plan.add({ kind: 'dark-image', at: { exposureProbability: 0.2, set: 'record' } });
    return Array.from({ length: 60 }, (_, n) => n).filter(() => {
      for (let command = 0; command < commandsBetween; command++) plan.meet('ReportClock');
      return plan.expose(record('x')).length > 0;
    });
  };
  expect(spoiled(7)).toEqual(spoiled(1));
  expect(spoiled(1).length).toBeGreaterThan(4);
});

test('the n-th command of any name', () => {
  const plan = new FaultPlan([]);
  plan.add({ kind: 'dropped-before', at: { name: '*', occurrence: 2 } });
  expect([kinds(plan.meet('R')), kinds(plan.meet('S')), kinds(plan.meet('R'))]).toEqual([[], ['dropped-before'], []]);
});
