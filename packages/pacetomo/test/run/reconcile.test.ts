import { expect, test } from 'vitest';
import type { ExposureIntent } from '../../src/run/exposureEvents.ts';
import { type Evidence, reconcile } from '../../src/run/reconcile.ts';

const intent: ExposureIntent = {
  purpose: 'record',
  target: '003',
  step: 7,
  file: 'area_ts_003.mrc',
  sectionsBefore: 4,
  expectedDoseEPerA2: 3.2,
  tickBeforeS: 1200,
  tiltDeg: -9,
  imageShift: { x: 1, y: 2 },
  defocusUm: -4,
};
const nothing: Evidence = {
  brokenOff: null,
  hasReturned: false,
  focusFound: false,
  bufferIsRecord: true,
  bufferIsLook: false,
  sameSession: true,
  sections: 4,
  lastSectionTiltDeg: 6,
  bufferTickS: 1200,
  bufferTiltDeg: 6,
};

test.each<[string, Partial<Evidence>, object]>([
  ['the image is in the stack', { sections: 5, lastSectionTiltDeg: -9.02 }, { kind: 'commit-from-stack' }],
  [
    'the image is in the stack, its tilt unknown',
    { sections: 5, lastSectionTiltDeg: null },
    { kind: 'commit-from-stack' },
  ],
  [
    'the image is in the stack of a SerialEM that was restarted',
    { sameSession: false, sections: 5, lastSectionTiltDeg: -9 },
    { kind: 'commit-from-stack' },
  ],
  ['the image is only in buffer A', { bufferTickS: 1237, bufferTiltDeg: -8.98 }, { kind: 'save-from-buffer' }],
  [
    'somebody has taken a View since',
    { bufferTickS: 1237, bufferTiltDeg: -9, bufferIsRecord: false },
    { kind: 'ask-person' },
  ],
  ['nothing new anywhere', {}, { kind: 'void' }],
  ['buffer A is empty, which it was not before', { bufferTickS: null, bufferTiltDeg: null }, { kind: 'ask-person' }],
  ['the image was taken and saved nowhere, and another lies in its place', { hasReturned: true }, { kind: 'lost' }],
  ['the stack has vanished', { sections: null, bufferTickS: 1237, bufferTiltDeg: -9 }, { kind: 'ask-person' }],
  [
    'SerialEM was restarted and the stack has nothing new',
    { sameSession: false, bufferTickS: null },
    { kind: 'lost', lost: 'unknown-assumed-exposed' },
  ],
  [
    'a restarted SerialEM has a later image in its buffer',
    { sameSession: false, bufferTickS: 5000, bufferTiltDeg: -9 },
    { kind: 'lost' },
  ],
  ['two sections more than before', { sections: 6, lastSectionTiltDeg: -9 }, { kind: 'ask-person' }],
  ['a section fewer than before', { sections: 3 }, { kind: 'ask-person' }],
  ['the new section has another tilt', { sections: 5, lastSectionTiltDeg: 12 }, { kind: 'ask-person' }],
  ['the new image in buffer A has another tilt', { bufferTickS: 1237, bufferTiltDeg: 12 }, { kind: 'ask-person' }],
])('%s', (_what, changes, verdict) => {
  expect(reconcile(intent, { ...nothing, ...changes }, 'assume-exposed')).toMatchObject(verdict);
});

test('whoever prefers double dose to a missing tilt may have an untraceable exposure retaken', () => {
  const evidence = { ...nothing, sameSession: false };
  expect(reconcile(intent, evidence, 'retake')).toMatchObject({ kind: 'void' });
});

test('before the first image of a session an empty buffer A proves that nothing was exposed, unless SerialEM has said so', () => {
  const first = { ...intent, tickBeforeS: 0 };
  const empty = { ...nothing, bufferTickS: null, bufferTiltDeg: null };
  expect(reconcile(first, empty, 'assume-exposed')).toMatchObject({ kind: 'void' });
  expect(reconcile(first, { ...empty, hasReturned: true }, 'assume-exposed')).toMatchObject({ kind: 'ask-person' });
});

test('an exposure that SerialEM broke off without an image is counted and not repeated', () => {
  const verdict = reconcile(intent, { ...nothing, brokenOff: 'the camera failed' }, 'retake');
  expect(verdict).toEqual({ kind: 'lost', lost: 'dose-no-image', evidence: 'the camera failed' });
});

test('a look whose image lies in buffer A is not made again; any other newer image there does not count for it', () => {
  const view: ExposureIntent = {
    purpose: 'look',
    look: 'view',
    target: '003',
    imageShift: { x: 1, y: 2 },
    tickBeforeS: 310,
  };
  const newer = { ...nothing, bufferTickS: 325 };
  expect(reconcile(view, { ...newer, bufferIsLook: true }, 'assume-exposed')).toEqual({
    kind: 'look-done',
    tickS: 325,
  });
  expect(reconcile(view, newer, 'assume-exposed')).toMatchObject({ kind: 'lost', lost: 'dose-no-image' });
  expect(reconcile(view, { ...nothing, bufferTickS: 310 }, 'assume-exposed')).toMatchObject({ kind: 'void' });
  expect(reconcile({ ...view, look: 'focus' }, { ...newer, bufferIsLook: true }, 'assume-exposed').kind).toBe('lost');
});

test('an autofocus that was finished is not repeated; one that found nothing is', () => {
  const focus: ExposureIntent = { purpose: 'autofocus', tickBeforeS: 310 };
  expect(reconcile(focus, { ...nothing, bufferTickS: 325, focusFound: true }, 'assume-exposed')).toEqual({
    kind: 'focus-done',
  });
  const found = { ...nothing, bufferTickS: 325, focusFound: true };
  expect(reconcile(focus, { ...found, focusFound: false }, 'assume-exposed')).toMatchObject({ kind: 'lost' });
  expect(reconcile(focus, { ...found, brokenOff: 'STOP' }, 'assume-exposed')).toMatchObject({
    kind: 'lost',
    evidence: 'STOP',
  });
  expect(reconcile(focus, { ...nothing, bufferTickS: 310, focusFound: true }, 'assume-exposed')).toMatchObject({
    kind: 'void',
  });
});
