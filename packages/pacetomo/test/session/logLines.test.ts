import { expect, test } from 'vitest';
import { replay } from '../../src/run/after.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { logLine } from '../../src/session/logLines.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

const plan = examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, 3.1, -2.4)], {
  startTiltDeg: 0,
  minTiltDeg: -6,
  maxTiltDeg: 6,
  tiltStepDeg: 3,
  maxDefocusUm: -4,
});

/** 2 µm of specimen for one unit of image shift. */
const toSpecimen = { xx: 2, xy: 0, yx: 0, yy: 2 };
const area: RunEvent = {
  type: 'area.ready',
  imageShift: { x: 0, y: 0 },
  defocusUm: -4.25,
  stage: { x: 10, y: 20 },
  exposureS: 1.5,
  toSpecimen,
  toImageShift: { xx: 0.5, xy: 0, yx: 0, yy: 0.5 },
  stageToSpecimen: { xx: 1, xy: 0, yx: 0, yy: 1 },
  withReferenceMap: [],
};
const facts = { doseEPerA2: 2.9, meanCounts: 810 };
const image: readonly RunEvent[] = [
  area,
  {
    type: 'expose.intent',
    purpose: 'record',
    target: '002',
    step: 0,
    file: 'area_ts_002.mrc',
    sectionsBefore: 0,
    expectedDoseEPerA2: 0,
    tiltDeg: 0,
    imageShift: { x: 1.5525, y: -1.2065 },
    defocusUm: -4.31,
    tickBeforeS: 17,
  },
  { type: 'expose.commit', purpose: 'record', section: 0, how: 'normal', ...facts },
];
const look: readonly RunEvent[] = [
  area,
  {
    type: 'expose.intent',
    purpose: 'look',
    look: 'preview',
    target: '002',
    imageShift: { x: 1.5, y: -1.2 },
    tickBeforeS: 17,
  },
];

/** The line of the last event of a journal. */
function lineOf(...events: readonly RunEvent[]): string | null {
  return logLine(plan, replay(plan, events), events.at(-1)!);
}

test('an image is told with target, tilt, where it was predicted and found, and in which focus', () => {
  const measured: RunEvent = { type: 'track.measured', target: '002', step: 0, correction: { x: 0.006, y: -0.0045 } };
  expect(lineOf(...image, measured)).toMatch(
    /^Target 002 at 0\.0°: predicted at 3\.105, -2\.413 µm, defocus -4\.31 µm; found 12, -9 nm from where it was predicted; lies level at -?\d+\.\d{3}, -?\d+\.\d{3} µm, height -?\d+\.\d\d µm\.$/,
  );
});

test.each<[string, readonly RunEvent[], RegExp]>([
  ['a remark', [{ type: 'remark', text: 'No dewars are known.' }], /^No dewars are known\.$/],
  [
    'a step of set-up',
    [{ type: 'setup.done', step: 'centred', pose: { imageShift: { x: 0.5, y: -0.25 }, defocusUm: -4 } }],
    /^The tracking target is centred; image shift 0\.500, -0\.250 units, defocus -4\.00 µm\.$/,
  ],
  [
    'a measured slope',
    [{ type: 'slope.measured', pretiltDeg: -9.9, rotationDeg: 1.4 }],
    /^Pretilt -9\.9°, rotation 1\.4°\. Tilts from -6\.0° to \+6\.0°, beginning at 0\.0°\.$/,
  ],
  ['a target found', [{ type: 'target.placed', target: '002', imageShift: { x: 1, y: 2 } }], /^Target 002 was found/],
  ['a target not found', [{ type: 'target.placed', target: '002', imageShift: null }], /^Target 002 was not found/],
  [
    'a look',
    [...look, { type: 'expose.commit', purpose: 'look', doseEPerA2: 0.31 }],
    /^A Preview of target 002: 0\.31 e/,
  ],
  [
    'a loss',
    [...image.slice(0, 2), { type: 'expose.lost', lost: 'dose-no-image', evidence: 'the camera timed out' }],
    /the camera timed out.*is left out\.$/,
  ],
  [
    'a defocus in an image',
    [
      ...image,
      { type: 'ctf.measured', target: '002', step: 0, program: 'ctffind', fit: { defocusUm: -4.1, resolutionA: 6.24 } },
    ],
    /^Target 002 at 0\.0°: defocus -4\.10 µm by CtfFind \(fits to 6\.2 Å\)\.$/,
  ],
  [
    'a focus that was checked',
    [area, { type: 'focus.measured', step: 0, defocusUm: -4.6 }],
    /^Focus at 0\.0°: defocus -4\.60 µm where -4\.00 µm were wanted\.$/,
  ],
  [
    'a slot left out',
    [area, { type: 'slot.skip', target: '002', step: 2, reason: 'too far' }],
    /^Target 002 at \+6\.0°: left out, too far\.$/,
  ],
  [
    'a guard',
    [{ type: 'guard.wait', guard: 'dewars', reason: 'The dewars are being filled.' }],
    /^Waits \(dewars\): The/,
  ],
  ['the end of a guard', [{ type: 'guard.over', guard: 'dewars', seconds: 312.4 }], /^Waited 312 s \(dewars\)\.$/],
  ['care', [{ type: 'care.done', what: 'flash', clockS: 99 }], /^The gun was flashed\.$/],
  [
    'a change',
    [{ type: 'plan.change', who: 'ann@krios', change: { kind: 'end-branch', target: '002', branch: 'plus' } }],
    /^Changed by ann@krios: target 002 takes no more images on its plus branch\.$/,
  ],
  ['a stop', [{ type: 'action', who: 'ann@krios', what: 'stop' }], /^Stopped by ann@krios\.$/],
  ['a pause', [{ type: 'action', who: 'ann@krios', what: 'pause' }], /^Rests, as wished by ann@krios\.$/],
  ['a lost connection', [{ type: 'link', state: 'down', cause: '127.0.0.1:48888' }], /^Connection down: /],
  ['the end for now', [{ type: 'suspend', reason: 'stopped by ann' }], /^Ends here for now: stopped by ann$/],
])('%s has its line', (_what, events, line) => {
  expect(lineOf(...events)).toMatch(line);
});

test.each<[string, readonly RunEvent[]]>([
  ['an intent', image.slice(0, 2)],
  ['a saved image', image],
  ['a move that begins', [{ type: 'move.intent', step: 0, tiltDeg: 0 }]],
])('%s has none, because the next event says more', (_what, events) => {
  expect(lineOf(...events)).toBeNull();
});
