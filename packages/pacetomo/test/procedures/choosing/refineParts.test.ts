import { describe, expect, test } from 'vitest';
import { areaNameOf, targetsFileName, targetsFileOf } from '../../../src/area/areaNames.ts';
import type { HoleLattice } from '../../../src/holes/foundHoles.ts';
import { itemOfMap } from '../../../src/procedures/choosing/keeping.ts';
import { letPersonCentre } from '../../../src/procedures/choosing/refinePerson.ts';
import { centresBy } from '../../../src/procedures/choosing/seenLattice.ts';
import { OperatorControl } from '../../../src/run/control.ts';

describe('the image that stands for an area', () => {
  test.each([null, 3, 117])('has the name of the targets file as its Note, also that of a copy (%j)', (copy) => {
    expect(targetsFileOf(areaNameOf({ root: 'lam', copy }))).toBe(targetsFileName({ root: 'lam', copy }));
  });

  test('is its View where there is no Preview; of other targets none is', async () => {
    const scope = { itemWithNote: async (note: string) => (note === 'lam_tgts_p03.txt' ? 17 : null) };
    const target = { previewMap: null, viewMap: 'lam_p03_tgt_001_view.mrc' };
    const of = { index: 0, target, which: 'viewMap' } as const;
    expect(await itemOfMap(scope, 'lam_p03', of)).toBe(17);
    expect(await itemOfMap(scope, 'lam_p03', { ...of, index: 1 })).toBeNull();
    const both = { ...target, previewMap: 'lam_p03_tgt_001.mrc' };
    expect(await itemOfMap(scope, 'lam_p03', { ...of, target: both })).toBeNull();
    expect(await itemOfMap(scope, 'lam_p03', { index: 0, target: both, which: 'previewMap' })).toBe(17);
  });
});

test.each([
  [true, 'centred'],
  [false, 'leave'],
] as const)('a person who centres is looked for by one key alone, then asked: %j means %s', async (answer, word) => {
  const asked: string[] = [];
  const keyPressed = async (key: string): Promise<boolean> => asked.push(key) === 4;
  const person = {
    askYesNo: async () => answer,
    askNumber: async () => null,
    askText: async () => null,
    say: async () => {},
  };
  expect(await letPersonCentre({ keyPressed }, { person, control: new OperatorControl() }, '002')).toBe(word);
  expect(asked).toEqual(['B', 'B', 'B', 'B']);
});

test('the centre of a pixel lies half a pixel from the corner that positions in a picture count from', () => {
  const measured = (x: number, y: number) => ({ vector: { x, y }, covariance: { xx: 0, xy: 0, yy: 0 } });
  const seen = { index: { i: 0, j: 0 }, centre: { x: 12, y: 31.25 } };
  const lattice = {
    kind: 'lattice',
    a: measured(20, 0),
    b: measured(0, 20),
    origin: measured(12, 31.25),
    holes: [seen],
  } as unknown as HoleLattice;
  const image = { widthPx: 64, heightPx: 48, data: new Float32Array(64 * 48) };
  expect(centresBy(() => lattice)(image, 20)).toEqual({ centres: [{ x: 12.5, y: 31.75 }] });
});
