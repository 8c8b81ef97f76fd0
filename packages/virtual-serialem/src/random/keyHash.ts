// The mixing steps are those of MurmurHash3_x86_128 (Austin Appleby, public domain), fed word by word.
const BLOCK = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;
const TURNS = [19, 17, 15, 13] as const;
const INCREMENTS = [0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17] as const;

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

/** Four 32-bit words: the state of a random generator. */
export type HashedKey = readonly [number, number, number, number];

/**
 * A 128-bit hash of a seed, a stream name and any number of counters. Neighbouring keys give unrelated words.
 * Numbers are taken by value: 3 and 3.0 are one key, 0 and −0 are one key; NaN is refused, for it equals nothing.
 */
export function hashKey(seed: number, stream: string, counters: readonly number[]): HashedKey {
  const lanes = new Int32Array(4);
  let taken = absorbNumber(lanes, 0, seed);
  for (let i = 0; i < stream.length; i++) taken = absorb(lanes, taken, stream.charCodeAt(i));
  taken = absorb(lanes, taken, -1 - stream.length);
  for (const counter of counters) taken = absorbNumber(lanes, taken, counter);
  return finish(lanes, taken);
}

function absorbNumber(lanes: Int32Array, taken: number, value: number): number {
  if (Number.isNaN(value)) throw new Error('A random key holds NaN: the same numbers could never be drawn again.');
  float[0] = value + 0; // +0 turns −0 into 0
  return absorb(lanes, absorb(lanes, taken, words[0] ?? 0), words[1] ?? 0);
}

function absorb(lanes: Int32Array, taken: number, word: number): number {
  const lane = taken & 3;
  const next = (taken + 1) & 3;
  const mixed = Math.imul(turn(Math.imul(word, BLOCK[lane] ?? 0), 15 + lane), BLOCK[next] ?? 0);
  const turned = turn((lanes[lane] ?? 0) ^ mixed, TURNS[lane] ?? 0);
  lanes[lane] = Math.imul(turned + (lanes[next] ?? 0), 5) + (INCREMENTS[lane] ?? 0);
  return taken + 1;
}

function finish(lanes: Int32Array, taken: number): HashedKey {
  let [a = 0, b = 0, c = 0, d = 0] = lanes.map((lane) => lane ^ taken);
  a = (a + b + c + d) | 0;
  b = avalanche(a + b);
  c = avalanche(a + c);
  d = avalanche(a + d);
  a = avalanche(a);
  a = (a + b + c + d) | 0;
  return [a, (a + b) | 0, (a + c) | 0, (a + d) | 0];
}

function avalanche(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function turn(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
