import { expect, test } from 'vitest';
import { VersionedMap } from '../../src/run/versionedMap.ts';

const empty = (): VersionedMap<string, number> => VersionedMap.of(new Map<string, number>());

test('each version says what it said, whichever is asked first', () => {
  const none = empty();
  const one = none.with('a', 1);
  const two = one.with('b', 2);
  const again = two.with('a', 3);
  const other = one.with('c', 4);
  const said = [none, one, two, again, other].map((map) => [...map]);
  expect(said).toEqual([
    [],
    [['a', 1]],
    [
      ['a', 1],
      ['b', 2],
    ],
    [
      ['a', 3],
      ['b', 2],
    ],
    [
      ['a', 1],
      ['c', 4],
    ],
  ]);
  expect([other, again, none, two, one].map(({ size }) => size)).toEqual([2, 2, 0, 2, 1]);
  expect(two.get('a')).toBe(1);
  expect(none.has('a')).toBe(false);
});

test('it does what copies of a map do, whatever is done to it', () => {
  let seed = 7;
  const chance = (below: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const versions: { readonly own: VersionedMap<string, number>; readonly copy: ReadonlyMap<string, number> }[] = [
    { own: empty(), copy: new Map() },
  ];
  for (let i = 0; i < 2000; i++) {
    const { own, copy } = versions[chance(3) === 0 ? chance(versions.length) : versions.length - 1]!;
    const key = `k${chance(40)}`;
    versions.push({ own: own.with(key, i), copy: new Map(copy).set(key, i) });
    const { own: asked, copy: wanted } = versions[chance(versions.length)]!;
    expect(asked.get(key)).toBe(wanted.get(key));
    if (i % 50 === 0) expect([...asked]).toEqual([...wanted]);
  }
});

// If it were copied for each, that would take minutes, which no test may.
test('a map of thousands of entries grows without being copied', () => {
  let map = empty();
  for (let i = 0; i < 100_000; i++) map = map.with(`${i}`, i);
  expect(map.size).toBe(100_000);
});
