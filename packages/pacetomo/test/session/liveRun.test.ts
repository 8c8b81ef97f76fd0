import { expect, test } from 'vitest';
import { CommandWatch } from '../../src/session/commandWatch.ts';
import { LiveRun } from '../../src/session/liveRun.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

const plan = examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, 3.1, -2.4)]);
const [tracking, other] = plan.targets.map(({ id }) => id);
const who = 'ann@krios';

function liveRun(): { readonly live: LiveRun; readonly heard: string[]; readonly ask: (request: unknown) => unknown } {
  const heard: string[] = [];
  const live = new LiveRun(plan, (sentence) => heard.push(sentence), new CommandWatch(() => 0));
  const ask = (request: unknown): unknown => JSON.parse(live.answer(JSON.stringify(request)));
  return { live, heard, ask };
}

test('a stop is accepted at any time, told to the terminal once, and said with what SerialEM is busy with', () => {
  const { live, heard, ask } = liveRun();
  live.watch.sent('Eucentricity');
  const stop = { type: 'action', who, what: 'stop' };
  expect(ask(stop)).toMatchObject({ ok: true, said: expect.stringContaining('busy with Eucentricity') });
  expect(live.control).toMatchObject({ stopping: true, stoppedBy: who });
  expect(ask({ ...stop, who: 'bob@krios' })).toMatchObject({ ok: true });
  expect(live.control.stoppedBy).toBe(who);
  expect(heard).toEqual([expect.stringContaining(`Stop asked for by ${who}.`)]);
});

test('a pause lasts until somebody says go on', () => {
  const { live, ask } = liveRun();
  expect(ask({ type: 'action', who, what: 'pause' })).toMatchObject({ ok: true });
  expect(ask({ type: 'status' })).toMatchObject({
    said: expect.stringContaining(`Paused by ${who}`),
    status: { pausedBy: who },
  });
  expect(ask({ type: 'action', who: 'bob', what: 'go-on' })).toMatchObject({ ok: true });
  expect(live.control.pausedBy).toBeNull();
});

test.each([
  ['a target', { kind: 'skip-target', target: other }, `target ${other} takes no more images`],
  ['the tracking target', { kind: 'skip-target', target: tracking }, 'as long as any other target is'],
  ['a branch', { kind: 'end-branch', target: other, branch: 'minus' }, 'on its minus branch'],
  ['the range', { kind: 'range', minDeg: -3, maxDeg: 6 }, 'only tilts from -3° to 6°'],
])('a change of %s is handed to the run', (_what, change, words) => {
  const { live, ask } = liveRun();
  expect(ask({ type: 'plan.change', who, change })).toMatchObject({ ok: true, said: expect.stringContaining(words) });
  expect(live.control.takeWishes()).toEqual([{ who, change }]);
});

test.each([
  ['a target that the run has not', { kind: 'skip-target', target: '042' }, 'has no target 042'],
  ['a range wider than the plan', { kind: 'range', minDeg: -89, maxDeg: 6 }, 'not wider'],
  ['a range the wrong way round', { kind: 'range', minDeg: 6, maxDeg: -3 }, 'wrong way round'],
])('%s is refused in a sentence', (_what, change, words) => {
  const { live, ask } = liveRun();
  expect(ask({ type: 'plan.change', who, change })).toMatchObject({ ok: false, said: expect.stringContaining(words) });
  expect(live.control.takeWishes()).toEqual([]);
});

test.each([
  ['no JSON', 'stop'],
  ['another event of a journal', { type: 'expose.void', proof: 'trust me' }],
  ['an action that only the run itself notes', { type: 'action', who, what: 'resume' }],
  ['a name that would forge a line of the log', { type: 'action', who: 'ann\nbob', what: 'stop' }],
  ['a nameless wish', { type: 'action', who: '', what: 'stop' }],
  ['a number that is none', { type: 'plan.change', who, change: { kind: 'range', minDeg: null, maxDeg: 6 } }],
  ['null', null],
])('%s is no request', (_what, request) => {
  const { live, ask } = liveRun();
  expect(ask(request)).toMatchObject({ ok: false, said: expect.stringContaining('not a request') });
  expect(live.control.stopping).toBe(false);
});

test('how things stand is told in words and numbers', () => {
  const { live, ask } = liveRun();
  live.follow({ type: 'guard.wait', guard: 'dewars', reason: 'the dewars are being filled' });
  live.watch.sent('LongOperation');
  expect(ask({ type: 'status' })).toMatchObject({
    ok: true,
    said: expect.stringContaining('It waits: the dewars are being filled'),
    status: { command: { name: 'LongOperation', forS: 0, usualS: null }, waiting: { guard: 'dewars' }, taken: 0 },
  });
});
