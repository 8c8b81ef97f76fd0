import { describe, expect, test } from 'vitest';
import type { Area } from '../../../src/area/area.ts';
import { newArea } from '../../../src/area/newArea.ts';
import { objectionToVectors } from '../../../src/layout/lattice.ts';
import type { ItemWords, Person } from '../../../src/microscope/choosing.ts';
import { refuseOtherTilt } from '../../../src/procedures/choosing/areaTilt.ts';
import { knownPoints } from '../../../src/procedures/choosing/atPoint.ts';
import { freeName } from '../../../src/procedures/choosing/begin.ts';
import type { Choosing } from '../../../src/procedures/choosing/choosing.ts';
import { pressedSoon, waitForDrag } from '../../../src/procedures/choosing/dragging.ts';
import { keepTarget } from '../../../src/procedures/choosing/keeping.ts';
import { errorAtRimUm, isWellKnown } from '../../../src/procedures/choosing/patternVectors.ts';
import { placeOfTarget } from '../../../src/procedures/choosing/placeOfTarget.ts';
import { OperatorControl, StopRequested } from '../../../src/run/control.ts';

const person: Person = {
  askYesNo: async () => true,
  askNumber: async () => null,
  askText: async () => null,
  say: async () => {},
};

function choosingOf(start: Area, control = new OperatorControl()) {
  let area = start;
  const order: string[] = [];
  const choosing: Choosing = {
    control,
    person,
    get area() {
      return area;
    },
    keep: async (next) => {
      order.push('targets file');
      area = next;
    },
    note: async ({ type }) => void order.push(type),
    intend: async () => {
      throw new Error('nothing is exposed here');
    },
  };
  return { choosing, order };
}

/** A directory of SerialEM, and the Navigator. */
function directory(files: readonly string[], order: string[] = []) {
  const items: (ItemWords & { file?: string })[] = [];
  return {
    items,
    fileExists: async (file: string) => files.includes(file),
    saveAsMap: async (file: string, words: ItemWords) => {
      order.push(file);
      return items.push({ ...words, file });
    },
    addPoint: async (_: unknown, words: ItemWords) => items.push(words),
  };
}

const here = (x: number, y: number) => ({ place: { x, y }, stage: { x: 100 - x, y: -50 - y }, zUm: 12.5 });

describe('a target that is kept', () => {
  test('has its map before its section, and the first one leads to the targets file', async () => {
    const { choosing, order } = choosingOf(newArea('lam', 0));
    const scope = directory([], order);
    await keepTarget(scope, choosing, { by: 'drag', here: here(0.25, -0.125), origin: null, image: 'preview' });
    await keepTarget(scope, choosing, {
      by: 'drag',
      here: here(3.5, 2),
      origin: { x: 0.25, y: -0.125 },
      image: 'preview',
    });
    expect(order).toEqual([
      'lam_tgt_001.mrc',
      'targets file',
      'choose.target',
      'lam_tgt_002.mrc',
      'targets file',
      'choose.target',
    ]);
    expect(scope.items).toEqual([
      { label: '001', note: 'lam_tgts.txt', acquire: true, file: 'lam_tgt_001.mrc' },
      { label: '002', note: 'lam_tgt_002.mrc', acquire: false, file: 'lam_tgt_002.mrc' },
    ]);
    expect(choosing.area.targets.map(({ position }) => position)).toEqual([
      { x: 0, y: 0 },
      { x: 3.25, y: 2.125 },
    ]);
  });

  test('never takes the files of one that a crash has left without its section', async () => {
    const { choosing } = choosingOf(newArea('lam', 0));
    const scope = directory(['lam_tgt_001.mrc', 'lam_tgt_002_view.mrc']);
    await keepTarget(scope, choosing, { by: 'point', here: here(0, 0), origin: null, image: 'view' });
    expect(choosing.area.targets[0]).toMatchObject({
      viewMap: 'lam_tgt_003_view.mrc',
      stack: 'lam_ts_003.mrc',
      previewMap: null,
    });
  });

  test('is a point of the Navigator where no image was taken, without a Note but for the first', async () => {
    const { choosing } = choosingOf(newArea('film', 12.3));
    const scope = directory([]);
    for (const x of [0, 2.5]) {
      const origin = x === 0 ? null : { x: 0, y: 0 };
      await keepTarget(scope, choosing, { by: 'pattern', here: here(x, 0), origin, image: 'none' });
    }
    expect(scope.items).toEqual([
      { label: '001', note: 'film_tgts.txt', acquire: true },
      { label: '002', note: '', acquire: false },
    ]);
  });
});

test('a name is free when neither SerialEM nor the folder of targets files has files of it', async () => {
  const scope = directory(['lam_tgts.txt', 'lam2_tgt_001.mrc']);
  expect(await freeName(scope, 'lam', (root) => root === 'lam3')).toBe('lam4');
  expect(await freeName(scope, 'other')).toBe('other');
});

describe('a person at SerialEM', () => {
  test('is waited for until B is pressed, and a stop ends that', async () => {
    const control = new OperatorControl();
    const { choosing } = choosingOf(newArea('lam', 0), control);
    let polls = 0;
    await waitForDrag({ keyPressed: async () => ++polls === 7 }, choosing, 'target 002');
    expect(polls).toBe(7);
    const never = async (): Promise<boolean> => {
      polls += 1;
      if (polls === 12) control.stop('the operator');
      return false;
    };
    await expect(waitForDrag({ keyPressed: never }, choosing, 'target 002')).rejects.toThrow(StopRequested);
    expect(polls).toBe(12);
  });

  test('has a second for a key', async () => {
    const { choosing } = choosingOf(newArea('lam', 0));
    let polls = 0;
    expect(await pressedSoon({ keyPressed: async () => ++polls === 10 }, choosing, 'V')).toBe(true);
    polls = 0;
    expect(await pressedSoon({ keyPressed: async () => ++polls === 11 }, choosing, 'V')).toBe(false);
  });
});

test('vectors are believed while the outermost hole cannot be taken for its neighbour', () => {
  const vector = (x: number, y: number, sdUm: number) => ({
    vector: { x, y },
    covariance: { xx: sdUm ** 2, xy: 0, yy: 0 },
  });
  const seen = { a: vector(2.4, 0.3, 0.03), b: vector(-0.3, 2.4, 0.04) };
  expect(errorAtRimUm(seen, 3)).toBeCloseTo(0.3, 6); // 2 · 3 · √(0.03² + 0.04²)
  expect([1, 2, 3, 4, 5].map((rings) => isWellKnown(seen, rings))).toEqual([true, true, true, true, false]);
});

test('points in an image are places of the stage before another image can take its place', async () => {
  const fromStage = { matrix: { xx: 20, xy: 0, yx: 0, yy: -40 }, offset: { x: 512, y: 256 } };
  const place = { pixelSizeNm: 50, binning: 4, tiltDeg: 0, fromStage };
  const picture = async () => ({ image: { widthPx: 1, heightPx: 1, data: new Float32Array(1) }, place });
  const points = [
    { in: 'image', at: { x: 532, y: 176 } },
    { in: 'specimen', at: { x: 3, y: 4 } },
    { in: 'image', at: { x: 472, y: 276 } },
  ] as const;
  expect(await knownPoints({ picture }, points)).toEqual([
    { in: 'stage', at: { x: 1, y: 2 } },
    { in: 'specimen', at: { x: 3, y: 4 } },
    { in: 'stage', at: { x: -2, y: -0.5 } },
  ]);
  await expect(knownPoints({ picture: async () => null }, points)).rejects.toThrow('buffer A');
});

test('an area goes on at its own tilt only', () => {
  const area = newArea('lam', 12.3);
  expect(() => refuseOtherTilt(area, 11.1)).toThrow('were chosen at a tilt of 12.3°');
  expect(() => refuseOtherTilt(area, 12.6)).not.toThrow();
});

test('vectors in a line, or shorter than any film has them, are none of a pattern', () => {
  expect(objectionToVectors({ a: { x: 1, y: 2 }, b: { x: 2, y: 4 } })).toContain('in a line');
  expect(objectionToVectors({ a: { x: 0.2, y: 0 }, b: { x: 0.1, y: 3 } })).toContain('200 nm apart');
  expect(objectionToVectors({ a: { x: 2.4, y: 0.3 }, b: { x: -0.3, y: 2.5 } })).toBeNull();
});

test('a target without a position on the specimen is found by its stage position', () => {
  const bearings = { tiltDeg: 60, stageToSpecimen: { xx: 2, xy: 0, yx: 0, yy: 4 } };
  const targets = [{ position: null, stage: { x: 10, y: 20 } }].map((known) => ({
    ...{ stack: 'lam_ts_001.mrc', previewMap: null, viewMap: null, skip: false, score: null, otherKeys: new Map() },
    ...known,
  }));
  const placed = (stage: { x: number; y: number } | null) =>
    placeOfTarget(bearings, { targets }, { x: 0.25, y: 0.5 }, { position: null, stage });
  expect(placed({ x: 11, y: 23 })).toEqual({ x: 2.25, y: expect.closeTo(6.5, 9) });
  expect(placed(null)).toBeNull();
});
