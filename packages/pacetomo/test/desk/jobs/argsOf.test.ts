import { expect, test } from 'vitest';
import type { JobWish } from '../../../src/api/jobs.ts';
import { areaOf, isNewArea, titleOf } from '../../../src/desk/jobs/aboutWish.ts';
import { argsOf } from '../../../src/desk/jobs/argsOf.ts';

const surroundings = {
  address: '10.0.0.7:48888',
  folderMaps: [{ there: 'X:\\data', here: '/mnt/data' }],
  targetsFile: '/mnt/data/lamella_tgts.txt',
  mapLabel: '-12',
};
const stage = [
  { x: -12.5, y: 3.00049 },
  { x: 0, y: -0.0001 },
];
const serialem = '--serialem 10.0.0.7:48888';
const choosing = `${serialem} --map X:\\data=/mnt/data`;
const file = '/mnt/data/lamella_tgts.txt';
const vectors = { a: { x: 2.4, y: 0.3 }, b: { x: -0.3, y: 2.4 } };

/** Wishes and what is said to the command line for them. */
const cases: readonly (readonly [JobWish, string])[] = [
  [{ kind: 'look', look: 'search' }, `look search ${serialem}`],
  [{ kind: 'montage', columns: 3, rows: 2 }, `look montage --columns 3 --rows 2 ${serialem}`],
  [{ kind: 'go-to', stage: { x: -4, y: 1e-7 } }, `go-to ${serialem} -- -4,0`],
  [{ kind: 'select-at', area: 'new', isNew: true, stage, preview: true }, `select at ${choosing} -- new -12.5,3 0,0`],
  [
    { kind: 'select-at', area: 'lamella', isNew: false, stage, preview: false },
    `select at ${choosing} --no-preview -- ${file} -12.5,3 0,0`,
  ],
  [
    { kind: 'select-map', area: 'new', map: 'a1b2', stage },
    `select map ${choosing} --map-label=-12 --at=-12.5,3 --at=0,0 -- new`,
  ],
  [{ kind: 'select-drag', area: 'lamella', isNew: false }, `select drag ${choosing} -- ${file}`],
  [{ kind: 'select-group', area: 'new' }, `select group ${choosing} --unattended -- new`],
  [
    { kind: 'select-shift', area: 'lamella', from: 'last', shifts: stage },
    `select shift ${choosing} --from last --unattended -- ${file} -12.5,3 0,0`,
  ],
  [
    { kind: 'select-pattern', area: 'new', rings: 2, hexagonal: true, vectors, refine: 'holes' },
    `select pattern ${choosing} --size 2 --hexagonal --vectors=2.4,0.3; -0.3,2.4 --refine --unattended -- new`,
  ],
  [
    {
      kind: 'select-polygon',
      area: 'new',
      corners: [...stage, { x: 1, y: 1 }],
      hexagonal: true,
      rotationDeg: -30,
      vectors: null,
      start: 'best',
    },
    `select polygon ${choosing} --corners=-12.5,3; 0,0; 1,1 --hexagonal --rotation=-30 --start best --unattended -- new`,
  ],
  [{ kind: 'refine', area: 'lamella', by: 'both' }, `refine ${serialem} --by both -- ${file}`],
  [{ kind: 'save-views', area: 'lamella', notSkipped: true }, `select views ${choosing} --not-skipped -- ${file}`],
  [{ kind: 'make-track', area: 'lamella', index: 6 }, `targets track ${serialem} -- ${file} 007`],
  [{ kind: 'copy-to-acquire', area: 'lamella', keepSkips: true }, `targets copy ${serialem} --keep-skips -- ${file}`],
  [{ kind: 'measure-geometry', area: 'lamella' }, `measure geometry ${serialem} --targets ${file} --from-tracking`],
  [{ kind: 'tilt-axis-offset', apply: true }, `measure tilt-axis-offset ${serialem} --set`],
];

test.each(cases)('%j is one line of the command line', (wish, line) => {
  expect(argsOf(wish, surroundings).join(' ')).toBe(line);
});

test('vectors of a polygon stand in place of its shape and rotation, which would contradict them', () => {
  const wish = { kind: 'select-polygon', area: 'new', hexagonal: true, rotationDeg: 5, start: 'here' } as const;
  const args = argsOf({ ...wish, corners: stage, vectors }, surroundings);
  expect(args).not.toContain('--hexagonal');
  expect(args.some((arg) => arg.startsWith('--rotation'))).toBe(false);
});

test('what works on an area that exists never makes up its file', () => {
  const wish = { kind: 'refine', area: 'lamella', by: 'view' } as const;
  expect(isNewArea(wish)).toBe(false);
  expect(() => argsOf(wish, { ...surroundings, targetsFile: null })).toThrow(/its file was not given/);
});

test('every wish has a title, and names its area if it has one', () => {
  for (const [wish] of cases) {
    const area = areaOf(wish);
    if (area !== null) expect(titleOf(wish)).toContain(area);
    expect(titleOf(wish).length).toBeGreaterThan(5);
  }
});
