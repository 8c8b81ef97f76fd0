import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OutputFile } from '../../../src/desk/jobs/outputFile.ts';

async function withFile(work: (path: string, output: OutputFile) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-output-'));
  const path = join(folder, 'job.log');
  writeFileSync(path, '');
  await work(path, new OutputFile(path)).finally(() => rmSync(folder, { recursive: true }));
}

test('lines are read as they come, also when they and their letters come in pieces', async () => {
  await withFile(async (path, output) => {
    expect(await output.readOn()).toBe(false);
    const bytes = Buffer.from('one\r\n3 µm\nthr');
    appendFileSync(path, bytes.subarray(0, 8));
    expect(await output.readOn()).toBe(true);
    appendFileSync(path, bytes.subarray(8));
    await output.readOn();
    expect(output.lines).toEqual(['one', '3 µm', 'thr']);
    appendFileSync(path, 'ee\n');
    await output.readOn();
    expect(output.lines).toEqual(['one', '3 µm', 'three']);
  });
});

test('of many lines the newest are kept', async () => {
  await withFile(async (path, output) => {
    writeFileSync(path, Array.from({ length: 700 }, (_, i) => `${i}\n`).join(''));
    await output.readOn();
    expect(output.lines).toHaveLength(500);
    expect(output.lines.at(-1)).toBe('699');
  });
});
