import { expect, test } from 'vitest';
import { changeTracking } from '../../../src/area/changeTracking.ts';
import { copiesOf } from '../../../src/area/copyArea.ts';
import type { NavigatorChange } from '../../../src/area/navigatorChanges.ts';
import type { ItemWords, NavigatorPlace } from '../../../src/microscope/choosing.ts';
import { Trouble } from '../../../src/run/errors.ts';
import { type AreaNavigator, changeNavigator, findItems } from '../../../src/session/areaFiles/navigatorWork.ts';
import { exampleArea } from '../../area/exampleArea.ts';

/** A Navigator that is a list, and may fail at a change. */
class ListNavigator implements AreaNavigator {
  readonly list: NavigatorPlace[];
  readonly #failsAt: number;
  #changes = 0;

  constructor(list: readonly NavigatorPlace[], failsAt = 0) {
    this.list = [...list];
    this.#failsAt = failsAt;
  }

  items = async () => this.list;
  newGroup = async () => 417;

  changeWords = async (item: number, words: ItemWords): Promise<void> => {
    this.#count();
    this.list[item - 1] = { ...this.list[item - 1]!, ...words };
  };

  addPoint: AreaNavigator['addPoint'] = async ({ stage, zUm }, words) => {
    this.#count();
    return this.list.push({ item: this.list.length + 1, kind: 'point', stage, zUm, outline: [stage], ...words });
  };

  #count(): void {
    this.#changes++;
    if (this.#changes === this.#failsAt) throw new Trouble('serialem-refused', 'SerialEM would not.');
  }
}

const area = exampleArea();
const tracking = area.targets[0]!.stage!;

function place(item: number, kind: NavigatorPlace['kind'], note: string, stage = tracking): NavigatorPlace {
  return { item, kind, note, stage, label: `item ${item}`, acquire: item === 1, zUm: 10.5 * item, outline: [] };
}

const words = ({ label, note, acquire }: ItemWords) => [label, note, acquire];

async function changed(items: readonly NavigatorPlace[], changes: readonly NavigatorChange[], failsAt = 0) {
  const navigator = new ListNavigator(items, failsAt);
  await changeNavigator(navigator, findItems(await navigator.items(), changes));
  return navigator.list;
}

const toTrack = (index: number, of = area) => {
  const outcome = changeTracking(of, index, 'lamella_tgts.txt');
  if (outcome.kind === 'refused') throw new Error(outcome.why);
  return outcome.navigator;
};

test('maps exchange their Notes, whatever the case of letters', async () => {
  const items = [place(1, 'map', 'Lamella_Tgts.txt'), place(2, 'map', 'lamella_tgt_002.mrc', area.targets[1]!.stage!)];
  expect((await changed(items, toTrack(1))).map(words)).toEqual([
    ['item 1', 'lamella_tgt_001.mrc', false],
    ['item 2', 'lamella_tgts.txt', true],
  ]);
});

test('a View by which an area was found gets its own Note back; a point beside it gets none', async () => {
  const viewed = exampleArea({ targets: area.targets.map((target) => ({ ...target, previewMap: null })) });
  const there = viewed.targets[2]!.stage!;
  const others = [place(2, 'polygon', '', there), place(3, 'point', '', there)];
  const maps = await changed([place(1, 'map', 'lamella_tgts.txt'), ...others], toTrack(2, viewed));
  expect(maps.map(words)).toEqual([
    ['item 1', 'lamella_tgt_001_view.mrc', false],
    ['item 2', '', false],
    ['item 3', 'lamella_tgts.txt', true],
  ]);
  const points = await changed([place(1, 'point', 'lamella_tgts.txt'), ...others], toTrack(2, viewed));
  expect(points.map(words)[0]).toEqual(['item 1', '', false]);
});

test('a tracking target without an item gets a point, at the height of the old one', async () => {
  const [, added] = await changed([place(1, 'map', 'lamella_tgts.txt')], toTrack(3));
  expect(added).toMatchObject({
    label: '004',
    note: 'lamella_tgts.txt',
    acquire: true,
    stage: area.targets[3]!.stage,
    zUm: 10.5,
  });
});

test('without the item of the area nothing is changed', () => {
  expect(() => findItems([place(1, 'map', 'other_tgts.txt')], toTrack(1))).toThrow(
    'no such item: The item with the Note lamella_tgts.txt. Nothing was changed.',
  );
});

test('points of a copy lie at the height of the item that it was made for', async () => {
  const items = [place(1, 'map', 'lamella_tgts.txt'), place(2, 'point', '', { x: -31, y: 17.5 })];
  const [copy] = copiesOf({ area, root: 'lamella', taken: [], keepSkips: false }, [
    { item: 2, stage: { x: -31, y: 17.5 } },
  ]);
  const list = await changed(items, copy!.navigator);
  expect(list.map(words).slice(1, 3)).toEqual([
    ['001', 'lamella_tgts_p01.txt', true],
    ['002', '', false],
  ]);
  expect(list.slice(2).map(({ zUm }) => zUm)).toEqual([21, 21, 21, 21]);
});

test('when SerialEM fails in the middle, what is left is said', async () => {
  const items = [place(1, 'map', 'lamella_tgts.txt'), place(2, 'map', 'lamella_tgt_002.mrc')];
  await expect(changed(items, toTrack(1), 2)).rejects.toMatchObject({
    code: 'serialem-refused',
    message:
      'SerialEM would not. Left to be done in the Navigator: The item of what was target 002 (Note lamella_tgt_002.mrc): Note lamella_tgts.txt, Acquire on.',
  });
});
