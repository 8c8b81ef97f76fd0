import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleRun } from '../../src/session/bundle.ts';

let folder: string;
let run: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-bundle-'));
  run = join(folder, 'lamella_run01');
  mkdirSync(run);
  writeFileSync(join(run, 'plan.json'), '{}\n');
  writeFileSync(join(run, 'journal.jsonl'), 'line\n'.repeat(300));
  writeFileSync(join(run, 'commands.log'), 'newest');
  writeFileSync(join(run, 'commands.log.1'), 'older, and 512 bytes '.padEnd(512, '.'));
  writeFileSync(join(run, 'reserve'), 'not for sending');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Reads a tar archive as the standard says, without our own code. */
function unpacked(archive: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (let at = 0; archive[at] !== 0; ) {
    const header = Buffer.from(archive.subarray(at, at + 512));
    const text = (from: number, length: number): string =>
      header
        .subarray(from, from + length)
        .toString()
        .replace(/\0.*$/s, '');
    const sum = Number.parseInt(text(148, 8), 8);
    expect(header.fill(' ', 148, 156).reduce((total, byte) => total + byte, 0)).toBe(sum);
    const size = Number.parseInt(text(124, 12), 8);
    files.set(text(0, 100), archive.subarray(at + 512, at + 512 + size).toString());
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return files;
}

test('what tells about a run goes into one file that any computer opens, and nothing else', async () => {
  const out = join(folder, 'lamella_run01.tar.gz');
  expect(await bundleRun(run, out)).toEqual(['plan.json', 'journal.jsonl', 'commands.log', 'commands.log.1']);
  const archive = gunzipSync(readFileSync(out));
  expect(archive.length % 512).toBe(0);
  const files = unpacked(archive);
  expect([...files.keys()]).toEqual([
    'lamella_run01/plan.json',
    'lamella_run01/journal.jsonl',
    'lamella_run01/commands.log',
    'lamella_run01/commands.log.1',
  ]);
  expect(files.get('lamella_run01/journal.jsonl')).toBe('line\n'.repeat(300));
  expect(files.get('lamella_run01/commands.log.1')).toHaveLength(512);
});

test('a bundle overwrites nothing', async () => {
  const out = join(folder, 'mine.tar.gz');
  writeFileSync(out, 'precious');
  await expect(bundleRun(run, out)).rejects.toMatchObject({ code: 'would-overwrite' });
  expect(readFileSync(out, 'utf8')).toBe('precious');
});
