import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JournalReader } from '../../../src/desk/runs/journalReader.ts';
import { formatLine } from '../../../src/session/journalLines.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-reader-'));
  path = join(folder, 'journal.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (seq: number, text = `remark ${seq} in µm`): string =>
  formatLine({ v: 1, seq, t: '2026-11-28T00:00:00.000Z', mono: seq, boot: 'b' }, { type: 'remark', text });

/** The numbers of all lines that are new. */
async function seqs(reader: JournalReader): Promise<readonly number[]> {
  const found: number[] = [];
  for (let lines = await reader.next(); lines.length > 0; lines = await reader.next())
    found.push(...lines.map(({ seq }) => seq));
  return found;
}

test('each line is read once, as soon as it is whole', async () => {
  const reader = new JournalReader(path);
  expect(await seqs(reader)).toEqual([]);
  writeFileSync(path, line(1) + line(2));
  expect(await seqs(reader)).toEqual([1, 2]);
  const third = Buffer.from(line(3));
  appendFileSync(path, third.subarray(0, 50));
  expect(await seqs(reader)).toEqual([]);
  appendFileSync(path, third.subarray(50));
  expect(await seqs(reader)).toEqual([3]);
  expect(reader.seq).toBe(3);
});

test('the torn tail of a write that never ended is passed over, and what is written in its place is read', async () => {
  writeFileSync(path, line(1));
  appendFileSync(path, 'torn away\n');
  const reader = new JournalReader(path);
  expect(await seqs(reader)).toEqual([1]);
  truncateSync(path, Buffer.byteLength(line(1)));
  appendFileSync(path, line(2));
  expect(await seqs(reader)).toEqual([2]);
});

test('a line that was changed, with more after it, is damage', async () => {
  writeFileSync(path, line(1) + line(2).replace('remark', 'reMark') + line(3));
  const reader = new JournalReader(path);
  await expect(seqs(reader)).rejects.toMatchObject({
    code: 'damaged-journal',
    message: expect.stringContaining('Line 2'),
  });
});

test('journals longer than a piece, and lines longer than a piece, are read whole', async () => {
  const long = line(3, 'x'.repeat(700_000));
  const many = Array.from({ length: 4000 }, (_, i) => line(i + 4));
  writeFileSync(path, line(1) + line(2) + long + many.join(''));
  expect(await seqs(new JournalReader(path))).toEqual(Array.from({ length: 4003 }, (_, i) => i + 1));
});
