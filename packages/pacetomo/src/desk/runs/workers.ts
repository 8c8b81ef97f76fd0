import type { ChildProcess } from 'node:child_process';
import type { Seen } from './runWatch.ts';

/** A process that works on a run or a batch, and the microscope that it was lent. */
interface Worker {
  readonly pid: number;
  readonly child: ChildProcess | null;
  readonly giveBack: () => void;
}

/** What a run is worked on as: by itself, or within its batch. */
export const workOf = ({ place: { run, batch } }: Pick<Seen, 'place'>): string => batch ?? run;

/**
 * The processes that have been lent the microscope: those that this desk has started, and those of an earlier desk that were
 * found working. Each is let be; only when it is gone, or has nothing left to do with SerialEM, the microscope is ours again.
 */
export class Workers {
  readonly #workers = new Map<string, Worker>();

  /** A process has the microscope from now on. */
  add(work: string, pid: number, giveBack: () => void, child: ChildProcess | null = null): void {
    this.#workers.get(work)?.giveBack();
    this.#workers.set(work, { pid, child, giveBack });
  }

  /** Whether a process has the microscope already, for this work or for one that was not known yet when it was started. */
  has(work: string, pid: number): boolean {
    return this.#workers.has(work) || [...this.#workers.values()].some((worker) => worker.pid === pid);
  }

  /** Whether the process that this desk has started, or found, for a run is alive. */
  isAlive(work: string): boolean {
    const worker = this.#workers.get(work);
    return worker !== undefined && isProcessAlive(worker);
  }

  /** Takes the microscope back from processes that are gone, and from those whose work is done although they finish stacks. */
  async settle(isDone: (work: string) => Promise<boolean>): Promise<void> {
    for (const [work, worker] of [...this.#workers]) {
      if (isProcessAlive(worker) && !(await isDone(work))) continue;
      if (this.#workers.get(work) !== worker) continue;
      this.#workers.delete(work);
      worker.giveBack();
    }
  }
}

function isProcessAlive({ pid, child }: Worker): boolean {
  if (child !== null) return child.exitCode === null && child.signalCode === null;
  try {
    process.kill(pid, 0); // asks only whether there is one
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
