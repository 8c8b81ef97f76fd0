import { expect, test } from 'vitest';
import { createClock } from '../src/clock.ts';

test('adds up costs and waits for what is to settle only until it has', async () => {
  const clock = createClock(0, () => Promise.reject(new Error('speed 0 never waits')));
  await clock.spend(3);
  clock.settle(2);
  await clock.spend(0.5);
  await clock.spendSettling();
  expect(clock.nowS).toBe(5);
  await clock.spendSettling();
  expect(clock.nowS).toBe(5);
});

test('waits the cost divided by the speed, small amounts together', async () => {
  const waitedMs: number[] = [];
  const clock = createClock(20, async (ms) => {
    waitedMs.push(ms);
  });
  await clock.spend(0.05);
  await clock.spend(0.04);
  await clock.spend(10);
  expect(waitedMs).toEqual([4.5, 500]);
  expect(clock.nowS).toBeCloseTo(10.09, 9);
});

test('stops waiting when the program closes', async () => {
  const clock = createClock(1, () => new Promise(() => {}));
  const waiting = clock.spend(600);
  clock.stopWaiting();
  await waiting;
  await clock.spend(900);
  expect(clock.nowS).toBe(1500);
});

test('an action without sense takes no time, and none takes longer than a day', async () => {
  const clock = createClock(0);
  await clock.spend(-17);
  await clock.spend(Number.NaN);
  expect(clock.nowS).toBe(0);
  await clock.spend(1e300);
  expect(clock.nowS).toBe(86_400);
});
