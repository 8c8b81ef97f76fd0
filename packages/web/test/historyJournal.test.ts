import fc from 'fast-check';
import { apply, type RunEvent, type StampedEvent } from 'pacetomo/page';
import { expect, test } from 'vitest';
import { exposureAt, exposuresOf } from '../src/pages/history/exposures.ts';
import { boxOf, type FilmPlace, nextPlace, shiftOf } from '../src/pages/history/film.ts';
import { onAngles } from '../src/pages/history/onAngles.ts';
import { nameIn } from '../src/pages/history/saveFile.ts';

const record = (target: string, step: number): RunEvent => ({
  type: 'expose.intent',
  purpose: 'record',
  target,
  step,
  file: `${target}.mrc`,
  sectionsBefore: step,
  expectedDoseEPerA2: 3,
  tiltDeg: 3 * step,
  imageShift: { x: 0, y: 0 },
  defocusUm: -4,
  tickBeforeS: 0,
});
const saved = (section: number): RunEvent => ({
  type: 'expose.commit',
  purpose: 'record',
  section,
  how: 'normal',
  doseEPerA2: 3,
  meanCounts: 100,
});
const stamped = (events: readonly RunEvent[]): readonly StampedEvent[] =>
  events.map((event, i) => ({
    v: 1,
    seq: i + 1,
    t: `2026-01-01T00:00:${String(i % 60).padStart(2, '0')}.000Z`,
    mono: i,
    boot: 'b',
    ...event,
  }));

const journal = stamped([
  { type: 'remark', text: 'begins' },
  {
    type: 'expose.intent',
    purpose: 'look',
    look: 'view',
    target: '001',
    imageShift: { x: 0, y: 0 },
    tickBeforeS: 0,
  },
  { type: 'expose.commit', purpose: 'look', doseEPerA2: 0.1 },
  { type: 'move.intent', step: 0, tiltDeg: 0 },
  { type: 'move.done', step: 0, readTiltDeg: 0 },
  record('001', 0),
  { type: 'expose.returned', doseEPerA2: 3, meanCounts: 100 },
  saved(0),
  { type: 'track.measured', target: '001', step: 0, correction: null },
  record('002', 0),
  { type: 'expose.lost', lost: 'dose-no-image', evidence: 'no image' },
  record('003', 0),
]);

test('a journal is cut into its exposures: what was measured belongs to the image, a turn to the next one', () => {
  const exposures = exposuresOf(journal);
  expect(exposures.map(({ kind, target, from, until }) => [kind, target, from, until])).toEqual([
    ['look', '001', 0, 3],
    ['image', '001', 3, 9],
    ['lost', '002', 9, 11],
    ['open', '003', 11, 12],
  ]);
});

test('every line of a journal belongs to one exposure', () => {
  const exposures = exposuresOf(journal);
  expect(exposures[0]?.from).toBe(0);
  expect(exposures.at(-1)?.until).toBe(journal.length);
  for (const [i, exposure] of exposures.entries()) expect(exposure.from).toBe(exposures[i - 1]?.until ?? 0);
});

test('the exposure of a slot is found, not the looks at its target', () => {
  expect(exposureAt(exposuresOf(journal), '001', 0)).toBe(1);
  expect(exposureAt(exposuresOf(journal), '001', 7)).toBe(-1);
});

test('a film goes to its end and back again, or begins anew', () => {
  const from = (place: FilmPlace, isBackAndForth: boolean): FilmPlace => nextPlace(place, 3, isBackAndForth);
  expect(from({ at: 2, by: 1 }, true)).toEqual({ at: 1, by: -1 });
  expect(from({ at: 0, by: -1 }, true)).toEqual({ at: 1, by: 1 });
  expect(from({ at: 2, by: 1 }, false)).toEqual({ at: 0, by: 1 });
  expect(nextPlace({ at: 0, by: 1 }, 1, true)).toEqual({ at: 0, by: 1 });
});

test('a picture is moved back by what was found off, however the camera is turned', () => {
  const part = fc.double({ min: -0.4, max: 0.4, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 0, max: 6.2, noNaN: true }), part, part, (angle, alongRight, alongUp) => {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const frame = { right: { x: 0.8 * c, y: 0.8 * s }, up: { x: -0.5 * s, y: 0.5 * c } } as const;
      const sides = { xx: frame.right.x, xy: frame.up.x, yx: frame.right.y, yy: frame.up.y };
      const off = apply<'specimen', 'specimen'>(sides, { x: alongRight, y: alongUp });
      const shift = shiftOf(off, frame);
      expect(shift?.x).toBeCloseTo(-alongRight * 50, 6);
      expect(shift?.y).toBeCloseTo(alongUp * 50, 6);
    }),
  );
});

test('a picture fits into its room with its shape kept', () => {
  expect(boxOf({ width: 480, height: 341 }, { width: 960, height: 600 })).toEqual({ width: 844, height: 600 });
});

test('values are laid onto the angles of both runs', () => {
  expect(onAngles([-3, 0, 3], [0, -3], [1, 2])).toEqual([2, 1, null]);
});

test('a file is saved under the name that comes with it', () => {
  expect(nameIn('attachment; filename="a_run01.tar.gz"', 'x')).toBe('a_run01.tar.gz');
  expect(nameIn(null, 'x')).toBe('x');
});
