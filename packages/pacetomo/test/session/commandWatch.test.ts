import { expect, test } from 'vitest';
import { CommandWatch, observedBy, progressWords } from '../../src/session/commandWatch.ts';

test('a command in progress is known with its age and with what it usually takes', () => {
  let nowMs = 0;
  const watch = new CommandWatch(() => nowMs);
  expect(watch.inProgress()).toBeNull();
  for (const tookMs of [300, 100, 200]) {
    watch.sent('R');
    watch.answered('R', { reply: null }, tookMs);
  }
  expect(watch.inProgress()).toBeNull();
  watch.sent('R');
  nowMs = 2100;
  expect(watch.inProgress()).toEqual({ name: 'R', forMs: 2100, usualMs: 200 });
  expect(progressWords(watch.inProgress()!)).toBe('R, for 2.1 s so far; it usually takes 0.2 s');
});

test('nobody knows what the first command of its kind takes', () => {
  const watch = new CommandWatch(() => 5);
  watch.sent('Eucentricity');
  expect(progressWords(watch.inProgress()!)).toMatch(/^Eucentricity, .* the first of its kind/);
});

test('what a command took long ago is forgotten', () => {
  const watch = new CommandWatch(() => 0);
  for (let i = 0; i < 60; i++) watch.answered('TiltTo', {}, 9000);
  for (let i = 0; i < 51; i++) watch.answered('TiltTo', {}, 4000);
  watch.sent('TiltTo');
  expect(watch.inProgress()?.usualMs).toBe(4000);
});

test('all observers hear of every command', () => {
  const heard: string[] = [];
  const observer = (name: string) => ({
    sent: (command: string) => void heard.push(`${name} sent ${command}`),
    answered: (command: string, _outcome: object, tookMs: number) => void heard.push(`${name} ${command} ${tookMs}`),
  });
  const both = observedBy(observer('a'), observer('b'));
  both.sent('S', []);
  both.answered('S', { reply: 0 }, 7);
  expect(heard).toEqual(['a sent S', 'b sent S', 'a S 7', 'b S 7']);
});
