import { expect, test } from 'vitest';
import { SerialEmLog } from '../../src/script/serialEmLog.ts';

test('a text of a million lines is added, and the oldest lines are forgotten', () => {
  const log = new SerialEmLog();
  log.add('the first');
  log.add('\n'.repeat(1_000_000));
  log.add('the last');
  expect(log.lines.length).toBeLessThanOrEqual(200_000);
  expect(log.lines).not.toContain('the first');
  expect(log.lines.at(-1)).toBe('the last');
});

test('a line that grows without end loses its beginning', () => {
  const log = new SerialEmLog();
  for (let i = 0; i < 60; i += 1) log.append('x'.repeat(900_000));
  log.append('end');
  expect(log.lines.join('').length).toBeLessThanOrEqual(40_000_000);
  expect(log.lines.at(-1)).toMatch(/xend$/);
});

test('replacing and appending change the last line only', () => {
  const log = new SerialEmLog();
  log.add('one\ntwo');
  log.replaceLast('three');
  log.append(' and four');
  expect(log.lines).toEqual(['one', 'three and four']);
});
