import { expect, test } from 'vitest';
import { RecentlyUsed } from '../../src/specimen/recentlyUsed.ts';

test('what was used last is kept, what was not used for longest is forgotten first', () => {
  const made: string[] = [];
  const kept = new RecentlyUsed<string>(10);
  const get = (key: string, weight = 3) =>
    kept.get(
      key,
      () => {
        made.push(key);
        return key.toUpperCase();
      },
      () => weight,
    );
  expect(['a', 'b', 'c'].map((key) => get(key))).toEqual(['A', 'B', 'C']);
  get('a');
  get('d'); // 12: b goes
  expect(made).toEqual(['a', 'b', 'c', 'd']);
  for (const key of ['a', 'c', 'd']) get(key);
  expect(made).toEqual(['a', 'b', 'c', 'd']);
  get('b');
  expect(made.at(-1)).toBe('b');
  get('a');
  expect(made.at(-1)).toBe('a');
});

test('a value heavier than the capacity is kept alone', () => {
  const kept = new RecentlyUsed<number>(5);
  let made = 0;
  const get = () =>
    kept.get(
      'large',
      () => ++made,
      () => 50,
    );
  expect([get(), get(), get()]).toEqual([1, 1, 1]);
});
