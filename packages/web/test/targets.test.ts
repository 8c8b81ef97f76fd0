import { describe, expect, test } from 'vitest';
import { freeName } from '../src/pages/targets/dialogs/freeName.ts';
import { draftOf, readShifts, wishOf } from '../src/pages/targets/dialogs/ways.ts';
import { askedBefore } from '../src/pages/targets/jobs/wishWords.ts';
import { deedOf, type Key } from '../src/pages/targets/keyDeeds.ts';
import { ownText, readTyped } from '../src/pages/targets/panel/tiltFields.ts';

describe('fields of the tilt range', () => {
  test.each([
    ['', null, null],
    ['', '9', { kind: 'unset' }],
    ['9', '9.0', null],
    ['−12,5°', null, { kind: 'set', text: '-12.5' }],
    [' 7 ', '9', { kind: 'set', text: '7' }],
  ] as const)('“%s” over %j', (typed, own, read) => {
    expect(readTyped('startTiltDeg', typed, own)).toEqual(read);
  });

  test('what is no number, or beyond what a stage can do, is said to be wrong', () => {
    expect(readTyped('minTiltDeg', 'steep', null)).toEqual({ kind: 'wrong', why: '“steep” is not a number.' });
    expect(readTyped('tiltStepDeg', '45', null)?.kind).toBe('wrong');
  });

  test('a setting is found under the name that PACEtomo.py gives it', () => {
    const settings = [{ kind: 'number', name: 'pretilt', text: '-10' }] as const;
    expect(ownText({ settings }, 'pretiltDeg')).toBe('-10');
    expect(ownText({ settings }, 'rotationDeg')).toBeNull();
  });
});

describe('ways of choosing', () => {
  test('shifts are read one a line, with commas or blanks', () => {
    expect(readShifts('1.5, 0\n\n-1.5 2.25\n')).toEqual([
      { x: 1.5, y: 0 },
      { x: -1.5, y: 2.25 },
    ]);
    expect(readShifts('1.5')).toBeNull();
    expect(readShifts('1, 2, 3')).toBeNull();
  });

  test('a polygon is filled once it has three corners', () => {
    const corners = [
      { x: 1, y: 2 },
      { x: 5, y: 2 },
      { x: 5, y: 9 },
    ];
    expect(wishOf(draftOf('polygon'), 'grid3', true, corners.slice(0, 2)).kind).toBe('wrong');
    expect(wishOf(draftOf('polygon'), 'grid3', true, corners)).toEqual({
      kind: 'select-polygon',
      area: 'grid3',
      corners,
      hexagonal: false,
      rotationDeg: 0,
      vectors: null,
      start: 'middle',
    });
  });

  test('a new area gets a name that none has', () => {
    expect(freeName([])).toBe('area1');
    expect(freeName(['Area1', 'area3'])).toBe('area2');
  });
});

describe('what is asked before a job', () => {
  test('what exposes says how much, in words and numbers', () => {
    const asked = askedBefore({ kind: 'montage', columns: 4, rows: 3 }, null);
    expect(asked?.exposes).toContain('12 Views');
    const stage = [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ];
    const places = askedBefore({ kind: 'select-at', area: 'a', isNew: true, preview: true, stage }, null);
    expect(places?.exposes).toContain('A View and a Preview at each of 2 places');
  });

  test('images that are cut out of a map are not asked about, and a stage move exposes nothing', () => {
    expect(askedBefore({ kind: 'select-map', area: 'a', map: 'm', stage: [{ x: 1, y: 2 }] }, null)).toBeNull();
    expect(askedBefore({ kind: 'go-to', stage: { x: 1, y: 2 } }, null)?.exposes).toBeUndefined();
  });
});

describe('keys', () => {
  const press = (key: string, held: Partial<Key> = {}) =>
    deedOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

  test.each([
    ['a', {}, { deed: 'mode', mode: 'add' }],
    ['A', { shiftKey: true }, { deed: 'mode', mode: 'add' }],
    ['z', { ctrlKey: true }, { deed: 'undo' }],
    ['Z', { ctrlKey: true, shiftKey: true }, { deed: 'redo' }],
    ['s', { ctrlKey: true }, { deed: 'save' }],
    ['s', {}, { deed: 'skip' }],
    ['ArrowDown', {}, { deed: 'next', by: 1 }],
    ['ArrowLeft', { altKey: true }, { deed: 'nudge', right: -1, down: 0 }],
    ['F', { shiftKey: true }, { deed: 'fit-map' }],
    ['c', { ctrlKey: true }, null],
    ['q', {}, null],
  ] as const)('%s %j', (key, held, deed) => {
    expect(press(key, held)).toEqual(deed);
  });
});
