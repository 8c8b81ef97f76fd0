import { once } from 'node:events';
import { duplexPair } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';

test('what goes in at one end comes out of the other, in both directions and in the same pieces', async () => {
  const [one, other] = duplexPair();
  const heard: string[] = [];
  one.on('data', (chunk: Uint8Array) => heard.push(`one heard ${String(chunk)}`));
  other.on('data', (chunk: Uint8Array) => heard.push(`other heard ${String(chunk)}`));
  one.write('tilt');
  one.write('record');
  other.end('done');
  await once(one, 'end');
  expect(heard.sort()).toEqual(['one heard done', 'other heard record', 'other heard tilt']);
});

test('a reader that does not read holds the writer back', async () => {
  const [one, other] = duplexPair();
  const chunk = new Uint8Array(20_000);
  const hadRoom = Array.from({ length: 8 }, () => one.write(chunk));
  expect(hadRoom.at(-1)).toBe(false);
  let read = 0;
  other.on('data', (bytes: Uint8Array) => {
    read += bytes.length;
  });
  await once(one, 'drain');
  one.end();
  await once(other, 'end');
  expect(read).toBe(160_000);
});

test('destroying one end ends the other, and writing to it then fails', async () => {
  const [one, other] = duplexPair();
  const ended = once(other.resume(), 'end');
  one.destroy();
  await ended;
  const [third, fourth] = duplexPair();
  fourth.destroy();
  third.on('error', () => {});
  const failure = await new Promise((done) => third.write('x', done));
  expect(failure).toBeInstanceOf(Error);
});

test('destroying one end releases a writer that was held back', async () => {
  const [one, other] = duplexPair();
  one.on('error', () => {});
  const written = new Promise((done) => one.write(new Uint8Array(100_000), done));
  other.destroy();
  one.destroy();
  await written;
  expect(one.destroyed).toBe(true);
});
