import { expect, test } from 'vitest';
import { Replays } from '../../src/server/replays.ts';

const reply = (json: string) => async () => ({ status: 200 as const, json });

test('the last 1000 requests are known, the replies of the last 50 in full', async () => {
  const replays = new Replays();
  for (let i = 0; i < 1050; i++) await replays.act(`id${i}`, `what${i}`, reply(String(i)));
  expect(await replays.known('id1049', 'what1049')).toEqual({ status: 200, json: '1049' });
  expect(await replays.known('id1000', 'what1000')).toEqual({ status: 200, json: '1000' });
  expect(await replays.known('id999', 'what999')).toMatchObject({ status: 409 });
  expect(await replays.known('id50', 'what50')).toMatchObject({ status: 409 });
  expect(replays.known('id49', 'what49')).toBeNull();
});

test('an id that was used for something else is told apart', async () => {
  const replays = new Replays();
  await replays.act('id7', 'this', reply('7'));
  expect(replays.known('id7', 'that')).toBe('another');
});
