import { type ChildProcess, spawn } from 'node:child_process';
import { finished } from 'node:stream/promises';
import type { CommandHook, CompleteSeries } from './hooks.ts';
import { LastLines } from './lastLines.ts';
import { filledIn } from './placeholders.ts';

/** How a command ended. */
export interface CommandEnd {
  /** Null when it ended with 0. */
  readonly why: string | null;
  readonly output: readonly string[];
}

/** A program that is told to end gets this long before it is made to, ms. */
const graceMs = 5_000;

/** What it wrote last may arrive a moment after it has ended, ms. A program that it left behind may keep the pipe open for ever. */
const lastWordsMs = 200;

/**
 * Starts a command for a series, once, without a shell: nothing in a path or name is taken for more than it is. Ends it
 * after its time limit, or when the signal says so, with everything that it has started. Never throws for what it does.
 */
export async function startCommand(
  { program, args, folder, timeLimitS }: CommandHook,
  series: CompleteSeries,
  signal: AbortSignal,
): Promise<CommandEnd> {
  const filled = args.map((argument) => filledIn(argument, series));
  const output = new LastLines();
  const limit = AbortSignal.timeout(timeLimitS * 1000);
  const child = started(program, filled, folder);
  if ('why' in child) return child;
  output.listen(child.stdout);
  output.listen(child.stderr);
  const why = await endOf(child, AbortSignal.any([signal, limit]));
  // told to end, a program may well end with 0 and not have done its work
  const ended = limit.aborted ? `it took longer than ${timeLimitS} s` : signal.aborted ? 'it was ended' : why;
  if (limit.aborted || signal.aborted) killAll(child, 'SIGKILL'); // what it has started may not have heard
  await lastWords(child);
  return { why: ended, output: output.lines() };
}

/** What the system refuses at once is thrown, what it refuses later is an event of the child. */
function started(program: string, args: readonly string[], folder: string): ChildProcess | CommandEnd {
  const detached = process.platform !== 'win32'; // a group of its own; on Windows it would get a window of its own
  try {
    return spawn(program, args, { cwd: folder, detached, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return { why: notStarted(error), output: [] };
  }
}

/** Why it did not end well; null when it did. Whatever a network folder keeps hanging is not waited for for ever. */
function endOf(child: ChildProcess, signal: AbortSignal): Promise<string | null> {
  const timers: NodeJS.Timeout[] = [];
  let end = (): void => {};
  const ended = new Promise<string | null>((resolve) => {
    end = () => {
      killAll(child, 'SIGTERM');
      timers.push(setTimeout(() => killAll(child, 'SIGKILL'), graceMs));
      timers.push(setTimeout(() => resolve('it does not end'), 2 * graceMs));
    };
    child.once('error', (error) => resolve(notStarted(error)));
    child.once('exit', (code, killedBy) => resolve(exitWords(code, killedBy)));
  });
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return ended.finally(() => {
    signal.removeEventListener('abort', end);
    for (const timer of timers) clearTimeout(timer);
    child.unref();
  });
}

function exitWords(code: number | null, killedBy: string | null): string | null {
  if (code === 0) return null;
  return code === null ? `it was ended by ${killedBy}` : `it ended with ${code}`;
}

function notStarted(error: Error): string {
  const code = 'code' in error ? String(error.code) : error.message;
  if (code === 'ENOENT') return 'there is no such program, or no such folder to work in';
  return code === 'EACCES' ? 'it is not allowed to be started (EACCES)' : `it could not be started (${code})`;
}

/** The program and all that it has started. */
function killAll({ pid }: ChildProcess, how: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on('error', () => {});
    return;
  }
  try {
    process.kill(-pid, how);
  } catch {
    // it has ended meanwhile
  }
}

async function lastWords(child: ChildProcess): Promise<void> {
  const pipes = [child.stdout, child.stderr].flatMap((pipe) => pipe ?? []);
  const late = AbortSignal.timeout(lastWordsMs);
  await Promise.all(pipes.map((pipe) => finished(pipe, { signal: late }).catch(() => {})));
  for (const pipe of pipes) pipe.destroy();
}
