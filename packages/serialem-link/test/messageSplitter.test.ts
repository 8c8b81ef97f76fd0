import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { encodeReply, encodeRequest, MessageSplitter } from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const message = fc.oneof(
  fc.constant(encodeRequest({ kind: 'handshake' })),
  fc.string({ maxLength: 60 }).map((value) => encodeReply({ kind: 'command', scriptError: 0, values: [value, 5] })),
);

/** The bytes cut at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

test('messages come out whole however their bytes arrive', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(2000), { maxLength: 40 }), (messages, places) => {
      const splitter = new MessageSplitter(1024);
      const found: Uint8Array[] = [];
      for (const chunk of cut(joined(messages), places)) {
        splitter.add(chunk);
        for (let split = splitter.message(); split.kind === 'message'; split = splitter.message())
          found.push(split.bytes);
      }
      expect(found).toEqual(messages);
      expect(splitter.waitingBytes).toBe(0);
    }),
  );
});

test('pixels between two messages come out whole however their bytes arrive', () => {
  fc.assert(
    fc.property(message, fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(900)), (either, pixels, places) => {
      const splitter = new MessageSplitter(1024);
      const found: Uint8Array[] = [];
      for (const chunk of cut(joined([either, pixels, either]), places)) {
        splitter.add(chunk);
        for (;;) {
          const split = found.length === 1 ? splitter.pixels(pixels.length) : splitter.message();
          const bytes =
            split instanceof Uint8Array || split === undefined ? split : 'bytes' in split ? split.bytes : undefined;
          if (bytes === undefined) break;
          found.push(bytes);
        }
      }
      expect(found).toEqual([either, pixels, either]);
    }),
  );
});

test.each([
  ['the length of a browser’s GET request', 542_393_671],
  ['the length of a browser’s POST request', 1_414_745_936],
  ['two gigabytes', 2_147_483_647],
  ['a negative length', -17],
  ['a length shorter than a message', 7],
  ['one byte more than allowed', 1025],
])('%s is not believed', (_what, announcedBytes) => {
  const splitter = new MessageSplitter(1024);
  const word = new Uint8Array(4);
  new DataView(word.buffer).setInt32(0, announcedBytes, true);
  splitter.add(word);
  expect(splitter.message()).toEqual({ kind: 'absurd', announcedBytes });
});

test('pixels have a memory of their own, aligned for numbers of any size', () => {
  const splitter = new MessageSplitter(1024);
  splitter.add(Uint8Array.of(9, 1, 2, 3, 4, 5, 6, 7, 8));
  splitter.pixels(1);
  expect(splitter.pixels(8)?.buffer.byteLength).toBe(8);
});

test('a message that comes byte by byte costs little more than its bytes', () => {
  const splitter = new MessageSplitter(1_048_576);
  const bytes = new Uint8Array(400_000).fill(7);
  new DataView(bytes.buffer).setInt32(0, bytes.length, true);
  const before = memoryMb();
  for (const byte of bytes) splitter.add(Uint8Array.of(byte));
  expect(splitter.waitingBytes).toBe(400_000);
  expect(memoryMb() - before).toBeLessThan(4); // one array for each byte would be 40
  expect(splitter.message()).toEqual({ kind: 'message', bytes });
});

test('small pieces are not lost between large ones', () => {
  const splitter = new MessageSplitter(100_000);
  const bytes = Uint8Array.from({ length: 90_000 }, (_, index) => index % 251);
  let at = 0;
  for (const size of [3000, ...new Array<number>(300).fill(5), 40_000, ...new Array<number>(700).fill(11), 37_800]) {
    splitter.add(bytes.slice(at, at + size));
    at += size;
    if (at === 44_500) expect(splitter.pixels(4001)).toEqual(bytes.slice(0, 4001));
  }
  expect(at).toBe(90_000);
  expect(splitter.pixels(85_999)).toEqual(bytes.slice(4001));
});

function memoryMb(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
