import { appendFileSync, existsSync } from 'node:fs';
import { appendFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandObserver, CommandOutcome } from '../serialem/gate.ts';
import type { Clock } from './journalFile.ts';

/** A file of it is not longer than this, bytes, and there are so many: `commands.log`, `commands.log.1` to `.19`. */
const mostBytes = 10e6;
const mostFiles = 20;
/** What waits to be written, ms: with SerialEM's pace a few lines. */
const writeEveryMs = 200;
/** Lists of SerialEM can be long; the beginning says enough. */
const longestReply = 2000;

/** The log of commands of a run folder. */
const commandLogPath = (folder: string): string => join(folder, 'commands.log');

/** All files of the log of commands that there are, the newest first. */
export function commandLogFiles(folder: string): readonly string[] {
  const path = commandLogPath(folder);
  const numbered = Array.from({ length: mostFiles - 1 }, (_, i) => `${path}.${i + 1}`);
  return [path, ...numbered].filter((file) => existsSync(file));
}

/** More lines than this wait for a disk that hangs; then the log has a gap. */
const mostWaiting = 50_000;

/**
 * The flight recorder: every command when it is sent, and its answer with how long that took, as JSON lines. It is written
 * a little later, but also when the process leaves; where it cannot be written it is silent, because a run does not end
 * for a log.
 */
export class CommandLog implements CommandObserver {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #limitBytes: number;
  readonly #timer: NodeJS.Timeout;
  #lines: string[] = [];
  #writing: Promise<void> | null = null;
  readonly #atExit = (): void => {
    try {
      appendFileSync(this.#path, this.#lines.join(''));
    } catch {
      // nobody is left to hear of it
    }
  };

  constructor(folder: string, clock: Clock, limitBytes = mostBytes) {
    this.#path = commandLogPath(folder);
    this.#clock = clock;
    this.#limitBytes = limitBytes;
    this.#timer = setInterval(() => void this.#write(), writeEveryMs);
    this.#timer.unref();
    process.on('exit', this.#atExit);
  }

  sent(name: string, args: readonly unknown[]): void {
    this.#note({ sent: name, args });
  }

  answered(name: string, outcome: CommandOutcome, tookMs: number): void {
    this.#note({ answered: name, ms: Math.round(tookMs * 10) / 10, ...answerOf(outcome) });
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write(); // what is under way
    await this.#write(); // what has come since
    process.off('exit', this.#atExit);
  }

  #note(what: object): void {
    if (this.#lines.length < mostWaiting)
      this.#lines.push(`${JSON.stringify({ t: this.#clock.now().toISOString(), ...what })}\n`);
  }

  async #write(): Promise<void> {
    this.#writing ??= this.#append().finally(() => {
      this.#writing = null;
    });
    await this.#writing;
  }

  async #append(): Promise<void> {
    const text = this.#lines.join('');
    if (text === '') return;
    this.#lines = [];
    try {
      await this.#rotate(Buffer.byteLength(text));
      await appendFile(this.#path, text);
    } catch {
      // a full disk, a file that somebody has open: the run is what matters
    }
  }

  async #rotate(moreBytes: number): Promise<void> {
    const sizeBytes = await stat(this.#path).then(
      ({ size }) => size,
      () => 0,
    );
    if (sizeBytes === 0 || sizeBytes + moreBytes <= this.#limitBytes) return;
    for (let number = mostFiles - 1; number > 0; number--) {
      const older = number === 1 ? this.#path : `${this.#path}.${number - 1}`;
      if (existsSync(older)) await rename(older, `${this.#path}.${number}`);
    }
  }
}

function answerOf(outcome: CommandOutcome): object {
  if ('error' in outcome)
    return { error: outcome.error instanceof Error ? outcome.error.message : String(outcome.error) };
  const reply = JSON.stringify(outcome.reply) ?? '';
  return reply.length <= longestReply ? { reply: outcome.reply } : { reply: `${reply.slice(0, longestReply)}…` };
}
