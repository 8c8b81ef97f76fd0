import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Running, startPacetomo } from '../programs.ts';

/** `pacetomo serve` in a process of its own. */
export interface Serving extends Running {
  readonly url: string;
  readonly link: string;
  /** From its start until it said where it is, ms. */
  readonly startMs: number;
}

/** Starts it in a folder and waits until it listens. */
export async function startServing(folder: string, args: readonly string[] = []): Promise<Serving> {
  const portFile = join(folder, '.port.json');
  rmSync(portFile, { force: true });
  const begun = performance.now();
  const listenAnywhere = args.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const running = startPacetomo(
    ['serve', '--folder', folder, '--port-file', portFile, ...listenAnywhere, ...args],
    folder,
  );
  let isOver = false;
  void running.ended.then(() => {
    isOver = true;
  });
  while (!existsSync(portFile)) {
    if (isOver) throw new Error(`the server ended: ${(await running.ended).stderr}`);
    await pause(5);
  }
  const startMs = performance.now() - begun;
  const { url, link }: { url: string; link: string } = JSON.parse(readFileSync(portFile, 'utf8'));
  return { ...running, url, link, startMs };
}

/** Waits until something is so, for as long as the test may last. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(5);
}
