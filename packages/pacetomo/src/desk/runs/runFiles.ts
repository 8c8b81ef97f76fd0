import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bytes } from '../../api/route.ts';
import { bundleRun } from '../../session/bundle.ts';
import { logPath } from '../../session/runFolder.ts';
import { sizeOf } from './journalReader.ts';

/** Header of a log: at which byte it ends, to ask for what comes after that. */
const logEndHeader = 'x-log-end';
/** So much of a log is given at once, bytes. */
const mostBytes = 512 * 1024;

/** The log of a run from a byte on, whole lines only; null gives its last lines. A run without a log has an empty one. */
export async function logOf(path: string, after: number | null): Promise<Bytes> {
  const file = logPath(path);
  const size = await sizeOf(file);
  const from = after === null ? Math.max(0, size - mostBytes) : Math.min(after, size);
  const found = await readFrom(file, from, Math.min(size - from, mostBytes));
  // the beginning of the end of a log is seldom that of a line
  const start = after === null && from > 0 ? found.indexOf(0x0a) + 1 : 0;
  const end = found.lastIndexOf(0x0a) + 1;
  return {
    bytes: found.subarray(start, Math.max(start, end)),
    type: 'text/plain; charset=utf-8',
    isFinal: false,
    headers: { [logEndHeader]: String(from + end) },
  };
}

async function readFrom(path: string, from: number, length: number): Promise<Buffer> {
  if (length <= 0) return Buffer.alloc(0);
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What tells about a run, in one file for somebody who helps. */
export async function bundleOf(run: string, path: string): Promise<Bytes> {
  const folder = await mkdtemp(join(tmpdir(), 'pacetomo-bundle-'));
  try {
    const out = join(folder, 'run.tar.gz');
    await bundleRun(path, out);
    return { bytes: await readFile(out), type: 'application/gzip', isFinal: false, saveAs: `${run}.tar.gz` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
